"""Where an app keeps its registry: known to who has no SQLAlchemy, too."""

#: The key in ``app.extensions``.
EXTENSION = "flask_resty.oauth"
