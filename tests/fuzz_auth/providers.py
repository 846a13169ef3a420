"""Providers: their tokens at resources, and their clients at the endpoints where tokens are asked for."""

from __future__ import annotations

import re
from base64 import b64decode
from random import Random
from urllib.parse import quote_plus
from urllib.parse import unquote_plus

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from flask_resty.oauth import AuthorizationServer
from flask_resty.oauth import Registry
from flask_resty.oauth import metadata
from flask_resty.oauth import one
from flask_resty.oauth.one import OAuth1Provider

from .app import app
from .app import clock
from .mutation import noise
from .oauth1 import OAuth1Client
from .passwords import encoded
from .scheme import Scheme
from .scheme import Sent

_METHODS = ["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"]


class TokenClient:
    """Has tokens: good ones, and what looks like them."""

    def __init__(self, good: str, dead: list[str]) -> None:
        self._good, self._dead = good, dead

    def good(self, random: Random, sent: Sent) -> Sent:
        return sent.having("Authorization", f"Bearer {self._good}")

    def hostile(self, random: Random, sent: Sent) -> Sent:
        odd = (*self._dead, self._good[:-1], self._good.swapcase(), self._good + "=", "%00", "0" * 64, "A" * 9000, "~" * 43)
        return sent.having("Authorization", f"Bearer {random.choice(odd)}")

    def is_good(self, sent: Sent) -> bool:
        return sent.fields.get("Authorization", "").strip(" \t").split(" ")[-1].strip("\t") == self._good


class ClientOfOAuth2:
    """Has an id and a secret, and asks for a token."""

    def __init__(self, client_id: str, secret: str) -> None:
        self._pair = client_id, secret

    def good(self, random: Random, sent: Sent) -> Sent:
        return sent.having("Authorization", f"Basic {encoded(':'.join(map(quote_plus, self._pair)).encode())}")

    def hostile(self, random: Random, sent: Sent) -> Sent:
        client_id, secret = self._pair
        odd = noise(random)
        pairs = [
            *(
                f"{client_id}:",
                f"{client_id}",
                f":{secret}",
                f"{client_id}:{secret}:",
                f"{client_id}:{odd}",
                f"{odd}:{secret}",
                f"{odd}:{odd}",
            ),
            *(f"{client_id}%00:{secret}", f"{client_id}:{secret}%0A", f"%ff:{secret}", f"{client_id}:%ff", f"{client_id}:{secret[::-1]}"),
            *(
                "%ED%A0%80:x",
                "x" * 9000 + ":",
                f"{client_id.upper()}:{secret}",
                f"{client_id}:{'0' * 64}",
                "'; DROP TABLE oauth_clients; --:x",
            ),
        ]
        return sent.having("Authorization", f"Basic {encoded(random.choice(pairs).encode())}")

    def is_good(self, sent: Sent) -> bool:
        match = re.fullmatch(r"[ \t]*basic +([A-Za-z0-9+/]+=*)[ \t]*", sent.fields.get("Authorization", ""), re.IGNORECASE)
        client_id, _, secret = b64decode(match[1]).decode().partition(":") if match else ("", "", "")
        return (unquote_plus(client_id), unquote_plus(secret)) == self._pair


_engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
metadata.create_all(_engine)
one.metadata.create_all(_engine)
_registry = Registry(sessionmaker(_engine), access_lifetime=10**9)
_server = AuthorizationServer(registry=_registry, issuer="https://as.example", user=lambda: None, login="/log-in", scopes={"a": "do this"})
_server.init_app(app)
_provider = OAuth1Provider(sessionmaker(_engine), user=lambda: None, login="/log-in", methods=_METHODS, now=clock)
_provider.init_app(app)

with app.app_context():
    _client, _secret = _registry.clients.create("Machine", scopes=["a"], grant_types=["client_credentials"])
    _revoked, _ = _registry.clients.create("Revoked", scopes=["a"], grant_types=["client_credentials"])
    _dead = [_registry.grants.issue(_revoked).access_token, _registry.grants.issue(_client).access_token]
    _registry.clients.revoke(_revoked.id)
    _registry.revoke_token(_dead[1])
    _token = _registry.grants.issue(_client).access_token
    _consumer, _shared = _provider.consumers.create("Shop")

TOKEN = Scheme(_server.bearer(), TokenClient(_token, _dead))
CLIENT = Scheme(None, ClientOfOAuth2(_client.id, str(_secret)), endpoint="/oauth/token")
CONSUMER = Scheme(
    None, OAuth1Client({_consumer.key: str(_shared)}, {}, _METHODS, {"oauth_callback": "oob"}), endpoint="/oauth1/request_token"
)
