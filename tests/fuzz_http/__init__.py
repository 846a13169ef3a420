"""Hostile requests and hostile octets: no 5xx, no hang, nothing told of the code. ``make fuzz-http`` plays for ten minutes."""
