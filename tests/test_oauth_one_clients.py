"""Clients of OAuth 1.0 that others wrote, against our provider on real servers."""

from __future__ import annotations

import re
import warnings
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import httpx
import pytest
import requests
from authlib.integrations.requests_client import OAuth1Session
from authlib.integrations.requests_client.oauth1_session import OAuth1Auth
from authlib.oauth1.rfc5849.signature import generate_signature_base_string
from authlib.oauth1.rfc5849.signature import plaintext_signature
from credentials.signing import SigningClient
from credentials.signing import private_pem
from credentials.signing import public_pem
from credentials.signing import rsa_key
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from servers.running import COMMANDS
from servers.running import running

SERVER = "servers.signed"
BACK = "https://printer.example/ready"
TLS = {"X-TLS": "yes"}
METHODS = ["HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "RSA-SHA256", "PLAINTEXT"]


def _hmac_sha256(client: Any, request: Any) -> str:
    keys = plaintext_signature(client.client_secret, client.token_secret).split("&")
    signer = SigningClient(secret=requests.utils.unquote(keys[0]), token_secret=requests.utils.unquote(keys[1]))
    return signer.sign(generate_signature_base_string(request))


def _rsa_sha256(client: Any, request: Any) -> str:
    return b64encode(rsa_key().sign(generate_signature_base_string(request).encode(), PKCS1v15(), SHA256())).decode()


#: What Authlib cannot do by itself, but lets others do.
MORE = {"HMAC-SHA256": _hmac_sha256, "RSA-SHA256": _rsa_sha256}


class Auth(OAuth1Auth):  # type: ignore[misc]
    SIGNATURE_METHODS = {**OAuth1Auth.SIGNATURE_METHODS, **MORE}


class Session(OAuth1Session):  # type: ignore[misc]
    auth_class = Auth


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


def session_of(base: str, method: str) -> OAuth1Session:
    form = {"public_key": public_pem()} if method.startswith("RSA") else {}
    known = requests.post(f"{base}/consumers", data=form, timeout=30).json()
    options = {"rsa_key": private_pem()} if form else {}
    session = Session(known["key"], known["secret"], signature_method=method, redirect_uri=BACK, **options)
    # Where the URL is signed, it has to be the one that the server is told of.
    session.headers.update(TLS if method == "PLAINTEXT" else {})
    return session


def consent(base: str, address: str) -> str:
    """Consent as a browser does, and give the address that it is sent to."""
    with requests.Session() as browser:
        browser.post(f"{base}/login", timeout=30)
        found = re.search(r'name="confirmation" value="([0-9a-f]+)"', browser.get(address, timeout=30).text)
        assert found
        form = {"confirmation": found[1], "answer": "allow"}
        return browser.post(address, data=form, allow_redirects=False, timeout=30).headers["Location"]


def log_in(base: str, session: OAuth1Session) -> None:
    session.fetch_request_token(f"{base}/oauth1/request_token")
    session.parse_authorization_response(consent(base, session.create_authorization_url(f"{base}/oauth1/authorize")))
    session.fetch_access_token(f"{base}/oauth1/access_token")


@pytest.mark.parametrize("server", COMMANDS)
def test_authlib_goes_all_the_way_with_every_method(server: str) -> None:
    with running(server, SERVER) as (host, port):
        for method in METHODS:
            base = f"http://{host}:{port}"
            with session_of(base, method) as session:
                log_in(base, session)
                _use(f"{base}/api/notes", session)


def _use(notes: str, session: OAuth1Session) -> None:
    answer = session.get(f"{notes}/a%20b/c~d?x=1&x=2&y=%C3%A4%26", timeout=30)
    assert answer.json() == {"name": "a b/c~d", "by": "ada", "x": ["1", "2"], "y": "ä&"}
    assert session.post(f"{notes}/%C3%A4;v=1", data={"text": "a b&c=ä"}, timeout=30).json() == {
        "name": "ä;v=1",
        "by": "ada",
        "text": "a b&c=ä",
    }
    assert session.put(f"{notes}/x:y@z!", json={"text": "x"}, timeout=30).json() == {"name": "x:y@z!", "by": "ada", "text": "x"}
    signed = session.get(f"{notes}/once", timeout=30).request
    with requests.Session() as thief:
        assert thief.send(signed, timeout=30).status_code == 401


def test_authlib_goes_through_httpx() -> None:
    with warnings.catch_warnings():
        # Of two libraries by that author, it wants the newer one.
        warnings.simplefilter("ignore")
        from authlib.integrations.httpx_client import OAuth1Auth as HttpxAuth
        from authlib.integrations.httpx_client import OAuth1Client
    with running("gunicorn", SERVER) as (host, port):
        base = f"http://{host}:{port}"
        known = requests.post(f"{base}/consumers", timeout=30).json()
        with OAuth1Client(known["key"], known["secret"], redirect_uri=BACK) as client:
            client.fetch_request_token(f"{base}/oauth1/request_token")
            location = consent(base, client.create_authorization_url(f"{base}/oauth1/authorize"))
            client.fetch_access_token(f"{base}/oauth1/access_token", verifier=parse_qs(urlsplit(location).query)["oauth_verifier"][0])
            assert client.get(f"{base}/api/notes/a%20b?x=1").json() == {"name": "a b", "by": "ada", "x": ["1"]}
            token = client.token
        auth = HttpxAuth(known["key"], known["secret"], token["oauth_token"], token["oauth_token_secret"], force_include_body=True)
        # With the hash of the content, which it sends along then.
        answer = httpx.put(f"{base}/api/notes/n", json={"text": "x"}, auth=auth)
        assert answer.json() == {"name": "n", "by": "ada", "text": "x"}


def test_authlib_is_told_of_what_is_refused() -> None:
    with running("gunicorn", SERVER) as (host, port):
        base = f"http://{host}:{port}"
        with session_of(base, "HMAC-SHA256") as session:
            session.auth.client_secret = "wrong"
            answer = session.post(f"{base}/oauth1/request_token", timeout=30)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'OAuth realm="OAuth"')
    assert answer.json()["title"] == "Unauthorized"
