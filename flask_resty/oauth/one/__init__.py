"""OAuth 1.0 (RFC 5849): consumers and their tokens in SQLAlchemy tables, and the endpoints that give them out."""

from .models import Consumer as Consumer
from .models import TemporaryCredentials as TemporaryCredentials
from .models import TokenCredentials as TokenCredentials
from .models import metadata as metadata
from .provider import OAuth1Provider as OAuth1Provider
