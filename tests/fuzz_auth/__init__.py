"""Hostile credentials for all schemes: no 5xx, nobody let in, every refusal with a challenge. ``make fuzz-auth`` plays 50,000."""
