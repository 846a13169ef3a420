"""Clients in Python: one file, which needs nothing but Python 3.11."""
