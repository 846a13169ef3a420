"""Measurements of flask_resty beside plain marshmallow, work by hand, and peers: ``make bench``."""
