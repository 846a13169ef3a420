"""Applications that show flask_resty at work."""
