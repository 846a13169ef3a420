"""Hostile values for OAuth 1.0: whatever comes in ``Authorization`` is the client's mistake."""

from __future__ import annotations

import time
from typing import Any

import pytest
from credentials.signing import SigningClient
from credentials.signing import public_pem
from credentials.signing import written
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from flask_resty import Api
from flask_resty import Resource
from flask_resty.auth import AnyOf
from flask_resty.auth import Bearer
from flask_resty.auth import OAuth1
from flask_resty.auth import Signer
from flask_resty.auth.oauth1.signatures import METHODS

CONSUMERS = {"printer": Signer(secret="s3cret"), "scanner": Signer(public_key=public_pem())}

#: Stands in what is sent, and never in what is answered.
CANARY = "c4n4ry"


def client_of(entry: Any) -> FlaskClient:
    class Whoever(Resource):
        def get(self, principal: Any) -> Any:
            return principal

        def post(self, principal: Any) -> Any:
            return principal

    app = Flask("hostile")
    Api(app, middleware=[entry]).resource("/me")(Whoever)
    return app.test_client()


ALONE = client_of(OAuth1(CONSUMERS.get, lambda key, token: ("t0ken", "Ada") if token == "t-ada" else None, methods=tuple(METHODS)))
BESIDE = client_of(AnyOf(Bearer({"x": "Bob"}.get), OAuth1(CONSUMERS.get, lambda key, token: None)))

RIGHT = {
    "oauth_consumer_key": "printer",
    "oauth_token": "t-ada",
    "oauth_signature_method": "HMAC-SHA256",
    "oauth_timestamp": str(int(time.time())),
    "oauth_nonce": CANARY,
    "oauth_signature": "AAAA",
}
LONG = "a" * 60_000


def but(**other: str | None) -> str:
    """Write what is right but for some parameters."""
    return written(
        {name: value for name, value in {**RIGHT, **{f"oauth_{name}": value for name, value in other.items()}}.items() if value is not None}
    )


HOSTILE = {
    "scheme alone": "OAuth",
    "scheme and space": "OAuth ",
    "scheme in capitals": "OAUTH",
    "no parameter": "OAuth x",
    "comma": "OAuth ,",
    "many commas": "OAuth " + "," * 5000,
    "name alone": "OAuth oauth_nonce",
    "no value": "OAuth oauth_nonce=",
    "no name": 'OAuth ="x"',
    "token68": "OAuth YWJj==",
    "quotation that is not closed": 'OAuth oauth_nonce="' + '\\"' * 5000,
    "backslash at the end": 'OAuth oauth_nonce="a\\',
    "two quotations": 'OAuth oauth_nonce="a""b"',
    "words between": 'OAuth oauth_nonce="a" b, oauth_token="c"',
    "semicolons": but().replace(",", ";"),
    "tab as separator": but().replace(", ", "\t"),
    "single quotes": but().replace('"', "'"),
    "two sets": but() + ", Bearer x",
    "two sets of ours": f"{but()}, {but()}",
    "parameter twice": but() + ', oauth_nonce="other"',
    "parameter twice in capitals": but() + ', OAUTH_NONCE="other"',
    "realm twice": but() + ', realm="a", realm="b"',
    "unknown parameter": but() + ', oauth_other="x"',
    "parameter that is not ours": but() + ', x="y"',
    "encoded name": but().replace("oauth_nonce", "oauth%5Fnonce"),
    "two thousand parameters": "OAuth " + ", ".join(f'x{number}="1"' for number in range(2000)),
    "broken percent": but().replace(CANARY, "%"),
    "broken percent in the middle": but().replace(CANARY, "%4"),
    "percent of no digit": but().replace(CANARY, "%zz"),
    "no UTF-8": but().replace(CANARY, "%FF"),
    "overlong UTF-8": but().replace(CANARY, "%C0%80"),
    "surrogate": but().replace(CANARY, "%ED%A0%80"),
    "latin-1": but().replace(CANARY, "\xe4"),
    "space": but().replace(CANARY, "a b"),
    "NUL in the nonce": but(nonce="\0"),
    "NUL in the key": but(consumer_key="\0"),
    "NUL in the token": but(token="\0"),
    "line break in the key": but(consumer_key="a\r\nSet-Cookie: a=b"),
    "DEL": but(token="\x7f"),
    "no key": but(consumer_key=None),
    "empty key": but(consumer_key=""),
    "long key": but(consumer_key=LONG),
    "key of another alphabet": but(consumer_key="ключ"),
    "key of SQL": but(consumer_key="' OR 1=1 --"),
    "no token": but(token=None),
    "empty token": but(token=""),
    "long token": but(token=LONG),
    "no method": but(signature_method=None),
    "unknown method": but(signature_method="HMAC-SHA512"),
    "method in small letters": but(signature_method="hmac-sha256"),
    "method of Python": but(signature_method="__class__"),
    "plain text in clear": but(signature_method="PLAINTEXT", signature="s3cret&t0ken"),
    "RSA without a key": but(signature_method="RSA-SHA256"),
    "RSA with nothing": but(consumer_key="scanner", signature_method="RSA-SHA256", signature="=="),
    "RSA with much": but(consumer_key="scanner", signature_method="RSA-SHA1", signature="A" * 8000),
    "HMAC by the public key": but(consumer_key="scanner"),
    "no signature": but(signature=None),
    "empty signature": but(signature=""),
    "signature of another alphabet": but(signature="подпись"),
    "no timestamp": but(timestamp=None),
    "empty timestamp": but(timestamp=""),
    "negative timestamp": but(timestamp="-1"),
    "timestamp with a sign": but(timestamp="+1"),
    "broken timestamp": but(timestamp="1.5"),
    "timestamp with spaces": but(timestamp=" 1 "),
    "timestamp with underscores": but(timestamp="1_0"),
    "timestamp in other digits": but(timestamp="١٢٣"),
    "endless timestamp": but(timestamp="9" * 5000),
    "infinite timestamp": but(timestamp="inf"),
    "exponent": but(timestamp="1e9"),
    "timestamp of the past": but(timestamp="0"),
    "timestamp of the future": but(timestamp="999999999999"),
    "no nonce": but(nonce=None),
    "empty nonce": but(nonce=""),
    "long nonce": but(nonce=LONG),
    "version 2.0": but(version="2.0"),
    "empty version": but(version=""),
    "version 1": but(version="1"),
    "broken hash of the body": but(body_hash="*"),
    "callback where none is asked for": but(callback="javascript:alert(1)"),
    "wrong signature": but(),
}


@pytest.mark.parametrize("client", [ALONE, BESIDE], ids=["alone", "beside Bearer"])
@pytest.mark.parametrize("authorization", HOSTILE.values(), ids=HOSTILE)
def test_hostile_credentials_are_the_clients_mistake(client: FlaskClient, authorization: str) -> None:
    answer = client.get("/me", headers={"Authorization": authorization})
    assert answer.status_code in {400, 401}
    assert answer.mimetype == "application/problem+json"
    assert not any(said in answer.text for said in (CANARY, "s3cret", "t0ken", "other", "POST&", "GET&"))


def test_the_table_is_long_enough() -> None:
    assert len(HOSTILE) >= 60


@given(st.one_of(st.text(st.characters(codec="latin-1", exclude_characters="\r\n")), st.text(st.sampled_from('oauth_nc="%2\\, \t'))))
@example("oauth_nonce")
@settings(deadline=None)
def test_no_text_is_more_than_a_mistake(text: str) -> None:
    assert ALONE.get("/me", headers={"Authorization": f"OAuth {text}"}).status_code in {400, 401}


@given(st.dictionaries(st.sampled_from([*RIGHT, "oauth_version", "oauth_body_hash", "oauth_callback", "realm"]), st.text(max_size=30)))
@settings(deadline=None)
def test_no_values_are_more_than_a_mistake(values: dict[str, str]) -> None:
    values.pop("realm", None)
    sent = {**RIGHT, **{name: value.encode("utf-8", "replace").decode() for name, value in values.items()}}
    assert ALONE.get("/me", headers={"Authorization": written(sent)}).status_code in {400, 401}


@given(query=st.binary(max_size=60), form=st.binary(max_size=60), path=st.binary(max_size=20))
@settings(deadline=None)
def test_no_query_form_or_target_is_more_than_a_mistake(query: bytes, form: bytes, path: bytes) -> None:
    answer = ALONE.post(
        "/me",
        data=form,
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": but()},
        environ_overrides={"QUERY_STRING": query.decode("latin-1"), "RAW_URI": path.decode("latin-1")},
    )
    assert answer.status_code in {400, 401}


def test_a_right_one_is_let_in() -> None:
    signed = SigningClient(token="t-ada", token_secret="t0ken")("GET", "http://localhost/me")
    assert ALONE.get("/me", headers={"Authorization": signed}).json == "Ada"
