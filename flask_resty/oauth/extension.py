"""Where an app keeps its registry, and its provider of OAuth 1.0: known to who has no SQLAlchemy, too."""

#: The keys in ``app.extensions``.
EXTENSION = "flask_resty.oauth"
ONE = "flask_resty.oauth.one"
