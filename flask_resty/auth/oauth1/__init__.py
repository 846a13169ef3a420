"""Signed requests: OAuth 1.0 (RFC 5849)."""

from .authenticator import OAuth1 as OAuth1
from .signer import Signer as Signer
