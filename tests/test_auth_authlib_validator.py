"""Validators of Authlib, as they are, behind a Bearer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749 import TokenValidator
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc6750 import InvalidTokenError
from authlib.oauth2.rfc7662 import IntrospectTokenValidator
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from credentials.issuers import AUDIENCE
from credentials.issuers import ISSUER
from credentials.issuers import claims
from credentials.issuers import key
from credentials.issuers import public
from credentials.issuers import segment
from credentials.issuers import token
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import KeySet

from flask_resty import Api
from flask_resty import Resource
from flask_resty import requires
from flask_resty.auth import AuthlibValidator
from flask_resty.auth import Bearer
from flask_resty.errors import ConfigError


class Stored(SimpleNamespace):
    """A token as Authlib's mixins make them."""

    client_id = "app"
    user_id: int | None = 7
    scope: str | None = "read"
    expired = revoked = False

    def get_scope(self) -> str | None:
        return self.scope

    def is_expired(self) -> bool:
        return self.expired

    def is_revoked(self) -> bool:
        return self.revoked


class Stores(BearerTokenValidator):
    """Looks tokens up."""

    tokens = {
        "good": Stored(),
        "client": Stored(user_id=None, scope=None),
        "expired": Stored(expired=True),
        "revoked": Stored(revoked=True),
        "nobody": Stored(user_id=None, client_id=None),
        "strange": Stored(scope=1),
    }

    def authenticate_token(self, token_string: str) -> Any:
        return self.tokens.get(token_string)


class Signed(JWTBearerTokenValidator):
    """Verifies access tokens of RFC 9068."""

    def get_jwks(self) -> Any:
        return KeySet([public(key())])


def client_of(validator: TokenValidator, **options: Any) -> FlaskClient:
    app = Flask("tests")
    api = Api(app, middleware=[Bearer(verify=AuthlibValidator(validator, **options))])

    @api.resource("/")
    class Root(Resource):
        def get(self, principal: Any) -> Any:
            return [principal.id, sorted(principal.scopes), principal.client_id]

        @requires("write")
        def delete(self) -> None:
            """Do nothing."""

    return app.test_client()


def ask(client: FlaskClient, token: str, method: str = "GET") -> Any:
    return client.open("/", method=method, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(("token", "principal"), [("good", ["7", ["read"], "app"]), ("client", ["app", [], "app"])])
def test_token_that_is_stored_gives_its_principal(token: str, principal: list[Any]) -> None:
    assert ask(client_of(Stores()), token).json == principal


@pytest.mark.parametrize("token", ["unknown", "expired", "revoked", "nobody", "strange"])
def test_token_that_is_not_good_is_refused(token: str) -> None:
    refused = ask(client_of(Stores()), token)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="API", error="invalid_token"')


def test_scopes_are_for_the_rules_to_ask_for() -> None:
    refused = ask(client_of(Stores()), "good", "DELETE")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (
        403,
        'Bearer realm="API", error="insufficient_scope", scope="write"',
    )


def test_access_token_that_is_signed_gives_its_principal() -> None:
    assert ask(client_of(Signed(ISSUER, AUDIENCE)), token(header={"typ": "at+jwt"})).json == ["ada", ["read", "write"], "app"]


CRIT = b'{"alg": "RS256", "crit": 1}'

HOSTILE = {
    "crit, unsigned": f"{segment(CRIT)}.e30.AAAA",
    "crit": token(header={"typ": "at+jwt", "crit": 1}),
    "scope": token(claims(scope=1), {"typ": "at+jwt"}),
    "scope list": token(claims(scope=[1]), {"typ": "at+jwt"}),
    "expired": token(claims(exp=1), {"typ": "at+jwt"}),
    "another key": token(by=key("RSA", 2048, "other")),
    "no payload": token(b"1"),
    "header is an array": token(header=b"[]"),
    "kid": token(header={"kid": ["a"]}),
    "text": "a",
    "dots": "...",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_the_validator_stumbles_over_is_refused(name: str) -> None:
    assert ask(client_of(Signed(ISSUER, AUDIENCE)), HOSTILE[name]).status_code == 401


def test_log_tells_that_the_validator_stumbled_and_not_over_what(caplog: pytest.LogCaptureFixture) -> None:
    hostile = HOSTILE["crit, unsigned"]
    ask(client_of(Signed(ISSUER, AUDIENCE)), hostile)
    assert caplog.messages == ["Signed stumbled over a token with a TypeError. The token is refused."]
    assert hostile not in caplog.text


def test_validator_that_introspects_gives_a_principal() -> None:
    class Asks(IntrospectTokenValidator):
        def introspect_token(self, token_string: str) -> Any:
            return {"active": token_string == "good", "sub": "ada", "scope": "read"}

    client = client_of(Asks())
    assert ask(client, "good").json == ["ada", ["read"], None]
    assert ask(client, "bad").status_code == 401


def test_validator_sees_the_request() -> None:
    class Demanding(Stores):
        def validate_request(self, request: Any) -> None:
            if "X-Device" not in request.headers:
                raise InvalidRequestError()

    client = client_of(Demanding())
    assert ask(client, "good").status_code == 401
    assert client.get("/", headers={"Authorization": "Bearer good", "X-Device": "1"}).status_code == 200


def test_outage_is_no_bad_token() -> None:
    class Away(Stores):
        def authenticate_token(self, token_string: str) -> Any:
            raise ConnectionError("The database is away.")

    assert ask(client_of(Away()), "good").status_code == 500


def test_principal_of_ones_own_is_made_of_the_token() -> None:
    def own(token: Stored) -> Any:
        return SimpleNamespace(id=token.user_id, scopes=[], client_id=None) if token.user_id else None

    client = client_of(Stores(), principal=own)
    assert ask(client, "good").json == [7, [], None]
    assert ask(client, "client").status_code == 401


def test_what_is_no_validator_of_bearer_tokens_is_refused_at_the_start() -> None:
    class Other(TokenValidator):  # type: ignore[misc]
        TOKEN_TYPE = "mac"

    for what in (Other(), Stores, InvalidTokenError(), None):
        with pytest.raises(ConfigError):
            AuthlibValidator(what)


def test_it_names_itself() -> None:
    assert repr(AuthlibValidator(Stores())) == "AuthlibValidator(Stores)"
