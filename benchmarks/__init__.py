"""Measurements of flask_resty beside a bare Flask view and beside peers: ``make bench``."""
