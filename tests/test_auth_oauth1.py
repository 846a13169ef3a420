"""Signed requests (OAuth 1.0, RFC 5849)."""

from __future__ import annotations

import hashlib
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from urllib.parse import urlencode

import pytest
from credentials.signing import SigningClient
from credentials.signing import elliptic_pem
from credentials.signing import public_pem
from flask import Flask
from flask import Request
from flask import request
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty.auth import AnyOf
from flask_resty.auth import Authenticator
from flask_resty.auth import Basic
from flask_resty.auth import OAuth1
from flask_resty.auth import Signer
from flask_resty.auth.counts import Counts
from flask_resty.auth.oauth1.base_string import base_string
from flask_resty.auth.oauth1.base_string import decode
from flask_resty.auth.oauth1.base_string import uri
from flask_resty.auth.oauth1.parameters import parse
from flask_resty.auth.oauth1.signatures import METHODS
from flask_resty.errors import ConfigError
from flask_resty.errors import ContractError
from flask_resty.errors import Problem

EVERY = tuple(METHODS)
FORM = "application/x-www-form-urlencoded"
URL = "https://api.example/me"
ADA = SigningClient(token="t-ada", token_secret="t0ken")

CONSUMERS = {
    "printer": Signer(secret="s3cret", principal="printer itself"),
    "scanner": Signer(public_key=public_pem(), principal="scanner itself"),
    "closed": Signer(secret="s3cret", principal="closed itself", is_enabled=False),
}


def find_token(consumer: str, token: str) -> tuple[str, str] | None:
    return ("t0ken", "Ada") if token == "t-ada" else None


def authenticator(**options: Any) -> OAuth1:
    return OAuth1(CONSUMERS.get, find_token, **{"methods": EVERY, **options})


def ask(oauth: Authenticator, authorization: str | None, url: str = URL, verb: str = "GET", **more: Any) -> Any:
    headers = {} if authorization is None else {"Authorization": authorization}
    with Flask("signed").test_request_context(url, method=verb, headers=headers, **more):
        return oauth.authenticate(request)


def refusal(oauth: Authenticator, authorization: str, url: str = URL, verb: str = "GET", **more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        ask(oauth, authorization, url, verb, **more)
    return caught.value


# -- the examples of the RFC -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "url", "parameters", "token_secret"),
    [
        (
            "POST",
            "https://photos.example.net/initiate",
            'oauth_timestamp="137131200", oauth_nonce="wIjqoS", oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready",'
            ' oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"',
            None,
        ),
        (
            "POST",
            "https://photos.example.net/token",
            'oauth_token="hh5s93j4hdidpola", oauth_timestamp="137131201", oauth_nonce="walatlh", oauth_verifier="hfdp7dh39dks9884",'
            ' oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"',
            "hdhd0244k9j7ao03",
        ),
        (
            "GET",
            "http://photos.example.net/photos?file=vacation.jpg&size=original",
            'oauth_token="nnch734d00sl2jdk", oauth_timestamp="137131202", oauth_nonce="chapoH",'
            ' oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"',
            "pfkkdhi9sl3r4s00",
        ),
    ],
    ids=["initiate", "token", "photos"],
)
def test_example_of_rfc_5849_1_2_is_right(verb: str, url: str, parameters: str, token_secret: str | None) -> None:
    known = Signer(secret="kd94hf93k423kf44", principal="printer")
    oauth = OAuth1(lambda key: known, lambda key, token: (token_secret, "Jane"), two_legged=True, now=lambda: 137131200)
    always = 'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature_method="HMAC-SHA1", '
    assert ask(oauth, always + parameters, url, verb) == ("printer" if token_secret is None else "Jane")


def test_base_string_is_that_of_rfc_5849_3_4_1_1() -> None:
    sent = {
        "oauth_consumer_key": "9djdj82h48djs9d2",
        "oauth_token": "kkk9d7dh3k39sjv7",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131201",
        "oauth_nonce": "7d8f3e4a",
        "oauth_signature": "bYT5CMsGcbgUdFHObYMEfcx6bsw=",
    }
    with Flask("x").test_request_context("http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", method="POST"):
        text = base_string(request, sent, [*decode(request.query_string), *decode(b"c2&a3=2+q")])
    assert text == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D"
        "%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1"
        "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_plaintext_is_that_of_rfc_5849_2_1() -> None:
    known = Signer(secret="ja893SD9", principal="x")
    oauth = OAuth1(lambda key: known, two_legged=True, methods=["PLAINTEXT"])
    sent = 'OAuth realm="Example", oauth_consumer_key="jd83jd92dhsh93js", oauth_signature_method="PLAINTEXT", oauth_signature="ja893SD9%26"'
    assert ask(oauth, sent) == "x"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HTTP_HOST": "EXAMPLE.COM:80", "RAW_URI": "/r%20v/X?id=123", "PATH_INFO": "/r v/X"}, "http://example.com/r%20v/X"),
        ({"HTTP_HOST": "www.example.net:8080", "PATH_INFO": "/", "wsgi.url_scheme": "https"}, "https://www.example.net:8080/"),
        ({"HTTP_HOST": "a.b:443", "PATH_INFO": "/", "wsgi.url_scheme": "https"}, "https://a.b/"),
        ({"HTTP_HOST": "a.b:443", "PATH_INFO": "/"}, "http://a.b:443/"),
        ({"HTTP_HOST": "a.b:", "PATH_INFO": "/"}, "http://a.b/"),
        ({"HTTP_HOST": "[::1]:80", "PATH_INFO": "/"}, "http://[::1]/"),
        ({"HTTP_HOST": "[::1]", "PATH_INFO": "/"}, "http://[::1]/"),
        ({"HTTP_HOST": "[FE::1]:81", "PATH_INFO": "/"}, "http://[fe::1]:81/"),
        ({"HTTP_HOST": "a.b", "PATH_INFO": ""}, "http://a.b/"),
        ({"HTTP_HOST": "a.b", "PATH_INFO": "/a/b", "RAW_URI": "/%61%2fb"}, "http://a.b/%61%2fb"),
        ({"HTTP_HOST": "a.b", "PATH_INFO": "/ä".encode().decode("latin-1")}, "http://a.b/%C3%A4"),
        ({"HTTP_HOST": "a.b", "SCRIPT_NAME": "/v1", "PATH_INFO": "/a", "RAW_URI": "/v1/%61?x"}, "http://a.b/v1/%61"),
        ({"HTTP_HOST": "a.b", "SCRIPT_NAME": "/v1", "PATH_INFO": "/a", "RAW_URI": "/%61"}, "http://a.b/v1/%61"),
        ({"HTTP_HOST": "a.b", "PATH_INFO": "/moved", "RAW_URI": "/other"}, "http://a.b/moved"),
        ({"HTTP_HOST": "a.b", "PATH_INFO": "/a", "REQUEST_URI": "http://a.b/%61?x"}, "http://a.b/%61"),
        ({"HTTP_HOST": "a.b", "PATH_INFO": "//a", "RAW_URI": "//a"}, "http://a.b//a"),
        ({"HTTP_HOST": "a.b", "PATH_INFO": "*", "RAW_URI": "http://[x"}, "http://a.b*"),
    ],
    ids=range(17),
)
def test_base_string_uri_of_3_4_1_2(environ: dict[str, str], expected: str) -> None:
    assert (
        uri(Request({"wsgi.url_scheme": "http", "SERVER_NAME": "s", "SERVER_PORT": "80", "REQUEST_METHOD": "GET", **environ})) == expected
    )


# -- signatures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "t-ada"])
@pytest.mark.parametrize("method", EVERY)
def test_right_signature_gives_the_principal(method: str, token: str) -> None:
    key = "scanner" if method.startswith("RSA") else "printer"
    signer = replace(ADA, key=key, method=method, token=token, token_secret="t0ken" if token else "")
    assert ask(authenticator(two_legged=True), signer("GET", URL)) == ("Ada" if token else f"{key} itself")


@pytest.mark.parametrize("method", EVERY)
def test_everything_wrong_is_one_and_the_same_401(method: str) -> None:
    right = replace(ADA, key="scanner" if method.startswith("RSA") else "printer", method=method)
    wrongs = [
        replace(right, key="nobody"),
        replace(right, key="closed"),
        replace(right, token="t-bob"),
        replace(right, more={"oauth_signature": "AAAA"}),
        replace(right, more={"oauth_signature": "ää"}),
        replace(right, more={"oauth_timestamp": str(int(time.time()) - 310)}),
        replace(right, more={"oauth_timestamp": str(int(time.time()) + 310)}),
        replace(right, more={"oauth_timestamp": "0"}),
        replace(right, more={"oauth_timestamp": "999999999999"}),
        replace(right, more={"oauth_body_hash": "AAAA"}),
        replace(right, more={"oauth_body_hash": "*"}),
    ]
    oauth = authenticator(two_legged=True)
    found = [refusal(oauth, wrong("GET", URL)) for wrong in wrongs]
    assert {problem.status for problem in found} == {401}
    assert len({str(problem.document()) for problem in found}) == 1
    assert found[0].headers.getlist("WWW-Authenticate") == ['OAuth realm="API"']


@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"])
@pytest.mark.parametrize(("secret", "token_secret"), [("", ""), ("s3cret", ""), ("", "t0ken"), ("t0ken", "s3cret"), ("S3cret", "t0ken")])
def test_wrong_secrets_are_401(method: str, secret: str, token_secret: str) -> None:
    assert refusal(authenticator(), replace(ADA, method=method, secret=secret, token_secret=token_secret)("GET", URL)).status == 401


@pytest.mark.parametrize("secret", ["", public_pem()], ids=["empty", "public key"])
@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"])
def test_consumer_without_a_secret_is_not_signed_for_by_another_method(method: str, secret: str) -> None:
    assert refusal(authenticator(), replace(ADA, key="scanner", method=method, secret=secret)("GET", URL)).status == 401


@pytest.mark.parametrize("method", ["RSA-SHA1", "RSA-SHA256"])
def test_consumer_without_a_key_cannot_sign_by_rsa(method: str) -> None:
    assert refusal(authenticator(), replace(ADA, method=method)("GET", URL)).status == 401


def test_signature_of_another_method_is_401() -> None:
    sha1 = replace(ADA, method="HMAC-SHA1")
    signed = sha1("GET", URL)
    assert refusal(authenticator(), signed.replace("HMAC-SHA1", "HMAC-SHA256")).status == 401
    assert ask(authenticator(), signed) == "Ada"


@pytest.mark.parametrize(
    ("verb", "url"),
    [
        ("POST", URL),
        ("GET", "http://api.example/me"),
        ("GET", "https://api.example:444/me"),
        ("GET", "https://other.example/me"),
        ("GET", "https://api.example/me/"),
        ("GET", "https://api.example/%6De"),
        ("GET", "https://api.example/me?a=1"),
        ("GET", "https://api.example/me?realm=1"),
        ("GET", "https://api.example/me?="),
    ],
)
def test_other_request_than_the_signed_one_is_401(verb: str, url: str) -> None:
    assert refusal(authenticator(), ADA("GET", URL), url, verb).status == 401


@pytest.mark.parametrize(
    "query",
    ["a=1&a=2&A=3", "a", "a=", "=b", "a=b=c", "a=%3D%26+%20", "realm=x", "x=%FF", "x=%zz", "&&a=1&", "ä=1", "oauth_other=1", "a;b=c"],
)
def test_query_counts_as_it_was_sent(query: str) -> None:
    oauth, url = authenticator(), f"{URL}?{quote(query, safe='%&=+;')}"
    if "%FF" in query:
        # The signer of the tests knows text alone.
        assert refusal(oauth, ADA("GET", url), url).status == 401
    else:
        assert ask(oauth, ADA("GET", url), url) == "Ada"


@given(
    verb=st.sampled_from(["GET", "POST", "DELETE"]),
    path=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=3),
    query=st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))),
    form=st.lists(st.tuples(st.text("ab=&+% ä"), st.text("ab=&+% ä"))),
)
@settings(deadline=None)
def test_what_a_client_signs_is_what_is_checked(
    verb: str, path: list[str], query: list[tuple[str, str]], form: list[tuple[str, str]]
) -> None:
    url = f"https://api.example/{'/'.join(quote(part, safe='') for part in path)}"
    url += f"?{urlencode(query)}" if query else ""
    oauth, content = authenticator(), urlencode(form)
    signed = ADA(verb, url, content)
    assert ask(oauth, signed, url, verb, data=content, content_type=FORM) == "Ada"
    assert refusal(oauth, ADA(verb, url, content), url, verb, data=content + "&more=1", content_type=FORM).status == 401


def test_secrets_may_be_any_text() -> None:
    odd = Signer(secret="ä&%=+ /", principal="x")
    oauth = OAuth1(lambda key: odd, lambda key, token: ("&ö%26", "Ada"))
    assert ask(oauth, replace(ADA, secret="ä&%=+ /", token_secret="&ö%26")("GET", URL)) == "Ada"


# -- content -----------------------------------------------------------------------------------------------------------


class OneNote(Schema):
    text = fields.Str(required=True)


def notes() -> Flask:
    app = Flask("notes")

    class Notes(Resource):
        @accepts(OneNote, location="form")
        def post(self, form: Any, principal: Any) -> Any:
            return {**form, "by": principal}

        @accepts(OneNote)
        def put(self, body: Any, principal: Any) -> Any:
            return {**body, "by": principal}

    Api(app, middleware=[authenticator()]).resource("/notes")(Notes)
    return app


def test_form_is_signed_and_still_there_for_the_handler() -> None:
    url, client = "http://localhost/notes", notes().test_client()
    headers = {"Authorization": ADA("POST", url, "text=a+b"), "Content-Type": FORM}
    assert client.post(url, data="text=a+b", headers=headers).json == {"text": "a b", "by": "Ada"}
    headers = {"Authorization": ADA("POST", url, "text=a+b"), "Content-Type": FORM}
    assert client.post(url, data="text=a+c", headers=headers).status_code == 401


def test_other_content_is_not_signed_J65() -> None:
    url, client = "http://localhost/notes", notes().test_client()
    answer = client.put(url, json={"text": "x"}, headers={"Authorization": ADA("PUT", url)})
    assert answer.json == {"text": "x", "by": "Ada"}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_content_is_held_against_its_hash_where_one_is_sent(algorithm: str) -> None:
    url, client = "http://localhost/notes", notes().test_client()
    content = b'{"text": "x"}'
    hashed = b64encode(hashlib.new(algorithm, content).digest()).decode()
    for data, status in ((content, 200), (b'{"text": "y"}', 401)):
        headers = {"Authorization": replace(ADA, more={"oauth_body_hash": hashed})("PUT", url), "Content-Type": "application/json"}
        assert client.put(url, data=data, headers=headers).status_code == status


def test_form_of_too_many_fields_or_octets_is_413() -> None:
    oauth = authenticator()
    for data in ("a=1&" * 1001, "a" * 1024 * 1025):
        assert refusal(oauth, ADA("POST", URL), URL, "POST", data=data, content_type=FORM).status == 413


@pytest.mark.parametrize("name", ["oauth_token", "oauth_signature", "oauth_consumer_key", "oauth%5Fnonce"])
def test_parameter_of_the_protocol_elsewhere_is_400_J65(name: str) -> None:
    url, form = f"{URL}?{name}=x", f"a=1&{name}=x"
    assert refusal(authenticator(), ADA("GET", url), url).status == 400
    assert refusal(authenticator(), ADA("POST", URL, form), URL, "POST", data=form, content_type=FORM).status == 400


@pytest.mark.parametrize("place", ["query", "form"])
def test_credentials_in_query_or_form_are_none_J65(place: str) -> None:
    sent = urlencode({**ADA.parameters(), "oauth_signature": "x"})
    more = {"url": f"{URL}?{sent}"} if place == "query" else {"url": URL, "verb": "POST", "data": sent, "content_type": FORM}
    assert ask(authenticator(), None, **more) is None


# -- tokens and consumers ----------------------------------------------------------------------------------------------


def test_request_without_a_token_is_400_unless_it_may_be() -> None:
    assert refusal(authenticator(), SigningClient()("GET", URL)).status == 400
    assert ask(authenticator(two_legged=True), SigningClient()("GET", URL)) == "printer itself"
    assert ask(authenticator(two_legged=True), SigningClient(more={"oauth_token": ""})("GET", URL)) == "printer itself"


def test_tokens_are_refused_where_nothing_looks_them_up() -> None:
    oauth = OAuth1(CONSUMERS.get, two_legged=True)
    assert refusal(oauth, ADA("GET", URL)).status == 401
    assert refusal(oauth, replace(ADA, token_secret="")("GET", URL)).status == 401


def test_consumer_is_asked_for_at_each_request_X4() -> None:
    known = {"printer": CONSUMERS["printer"]}
    oauth = OAuth1(known.get, find_token)
    assert ask(oauth, ADA("GET", URL)) == "Ada"
    known["printer"] = replace(known["printer"], is_enabled=False)
    assert refusal(oauth, ADA("GET", URL)).status == 401


def test_token_is_asked_for_with_its_consumer_even_if_there_is_none() -> None:
    asked: list[tuple[str, str]] = []

    def token(*pair: str) -> None:
        asked.append((pair[0], pair[1]))

    for key in ("printer", "nobody"):
        refusal(OAuth1(CONSUMERS.get, token), replace(ADA, key=key)("GET", URL))
    assert asked == [("printer", "t-ada"), ("nobody", "t-ada")]


def test_look_ups_may_be_async() -> None:
    async def consumer(key: str) -> Signer | None:
        return CONSUMERS.get(key)

    async def token(key: str, token: str) -> Any:
        return find_token(key, token)

    assert ask(OAuth1(consumer, token), ADA("GET", URL)) == "Ada"


@pytest.mark.parametrize("answer", [("s3cret", "x"), "s3cret", {"secret": "s3cret"}, True], ids=repr)
def test_consumer_of_another_type_breaks_the_contract(answer: Any) -> None:
    with pytest.raises(ContractError, match="Give a Signer, or None"):
        ask(OAuth1(lambda key: answer, find_token), ADA("GET", URL))


@pytest.mark.parametrize("key", ["", "nonsense", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_public_key_that_is_none(key: str) -> None:
    oauth = OAuth1(lambda name: Signer(public_key=key), find_token, methods=["RSA-SHA256"])
    signed = replace(ADA, method="RSA-SHA256")("GET", URL)
    if key:
        with pytest.raises(ContractError, match="not in PEM"):
            ask(oauth, signed)
    else:
        assert refusal(oauth, signed).status == 401


def test_public_key_that_is_not_rsa_breaks_the_contract() -> None:
    oauth = OAuth1(lambda name: Signer(public_key=elliptic_pem()), find_token, methods=["RSA-SHA256"])
    with pytest.raises(ContractError, match="Give one of RSA"):
        ask(oauth, replace(ADA, method="RSA-SHA256")("GET", URL))


def test_secrets_are_not_shown() -> None:
    assert "s3cret" not in repr(CONSUMERS["printer"])
    assert repr(authenticator(methods=["HMAC-SHA1"])) == "OAuth1(realm='API', methods=('HMAC-SHA1',))"


# -- once --------------------------------------------------------------------------------------------------------------


def test_request_is_good_once_X6() -> None:
    oauth, signed = authenticator(), ADA("GET", URL)
    assert ask(oauth, signed) == "Ada"
    assert refusal(oauth, signed).status == 401


def test_nonce_is_used_up_only_by_who_can_sign() -> None:
    oauth, signer = authenticator(), replace(ADA, more={"oauth_nonce": "once", "oauth_timestamp": str(int(time.time()))})
    assert refusal(oauth, replace(signer, secret="wrong")("GET", URL)).status == 401
    assert ask(oauth, signer("GET", URL)) == "Ada"
    assert refusal(oauth, signer("GET", f"{URL}?other")).status == 401


def test_nonce_is_for_one_consumer_token_and_timestamp() -> None:
    moment = int(time.time())
    oauth = authenticator(two_legged=True, now=lambda: moment)
    signers = [ADA, SigningClient(), replace(ADA, key="scanner", method="RSA-SHA1")]
    stamps = [moment, moment - 1]
    for signer in signers:
        for stamp in stamps:
            assert ask(oauth, replace(signer, more={"oauth_nonce": "same", "oauth_timestamp": str(stamp)})("GET", URL))


@pytest.mark.parametrize("offset", [-300, -1, 0, 300])
def test_nonce_is_remembered_as_long_as_its_timestamp_is_good(offset: int) -> None:
    clock = [1_000_000.0]
    oauth = authenticator(now=lambda: clock[0])
    signed = replace(ADA, more={"oauth_timestamp": str(1_000_000 + offset)})("GET", URL)
    assert ask(oauth, signed) == "Ada"
    for later in range(0, 1200, 50):
        clock[0] = 1_000_000.0 + later
        assert refusal(oauth, signed).status == 401


def test_of_many_at_once_one_is_taken() -> None:
    oauth, signed = authenticator(), ADA("GET", URL)

    def attempt(_: int) -> bool:
        try:
            return bool(ask(oauth, signed) == "Ada")
        except Problem:
            return False

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(attempt, range(64))) == 1


def test_storage_may_be_shared() -> None:
    counts, signed = Counts(), ADA("GET", URL)
    assert ask(authenticator(storage=counts), signed) == "Ada"
    assert refusal(authenticator(storage=counts), signed).status == 401


def test_processes_share_nonces_in_redis(redis_url: str) -> None:
    uri, signed = redis_url.replace("unix://", "redis+unix://"), ADA("GET", URL)
    assert ask(authenticator(storage=uri), signed) == "Ada"
    assert refusal(authenticator(storage=uri), signed).status == 401


def test_storage_that_does_not_answer_lets_nobody_in() -> None:
    oauth = authenticator(storage="redis://127.0.0.1:1/0")
    problem = refusal(oauth, ADA("GET", URL))
    assert (problem.status, problem.headers["Retry-After"]) == (503, "5")


def test_plaintext_may_do_without_timestamp_and_nonce() -> None:
    bare = replace(ADA, method="PLAINTEXT", more={"oauth_timestamp": None, "oauth_nonce": None})
    oauth = authenticator()
    assert [ask(oauth, bare("GET", URL)), ask(oauth, bare("GET", URL))] == ["Ada", "Ada"]
    assert refusal(oauth, replace(bare, more={"oauth_timestamp": None})("GET", URL)).status == 400


def test_plaintext_is_taken_over_tls_only() -> None:
    signed = replace(ADA, method="PLAINTEXT")("GET", URL)
    assert refusal(authenticator(), signed, "http://api.example/me").status == 400
    assert ask(authenticator(), signed) == "Ada"


@pytest.mark.parametrize("method", ["RSA-SHA1", "RSA-SHA256", "PLAINTEXT", "HMAC-MD5", "hmac-sha1", "none"])
def test_method_that_was_not_asked_for_is_400(method: str) -> None:
    signed = replace(ADA, more={"oauth_signature_method": method})("GET", URL)
    problem = refusal(OAuth1(CONSUMERS.get, find_token), signed)
    assert (problem.status, problem.detail) == (400, "The signature method is none of HMAC-SHA256, HMAC-SHA1.")


# -- in the stack ------------------------------------------------------------------------------------------------------


def test_anonymous_callers_get_the_challenge_J66() -> None:
    answer = notes().test_client().post("/notes")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'OAuth realm="API"')
    assert answer.content_type == "application/problem+json"


def test_it_stands_beside_others() -> None:
    either = AnyOf(authenticator(realm="Photos"), Basic(lambda name, password: "Ann"))
    assert either.challenges() == ['OAuth realm="Photos"', 'Basic realm="API", charset="UTF-8"']
    assert ask(either, ADA("GET", URL)) == "Ada"
    assert ask(either, "Basic YTpi") == "Ann"
    assert [scheme.definition for (scheme,) in either.security][0] == {"type": "http", "scheme": "oauth"}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"token": None}, "no request would be good"),
        ({"signer": "printer"}, "cannot call 'str'"),
        ({"token": {}}, "cannot call 'dict'"),
        ({"methods": []}, "methods=\\[\\]"),
        ({"methods": "HMAC-SHA1"}, "methods='HMAC-SHA1'"),
        ({"methods": ["HMAC-SHA512"]}, "Did you mean"),
        ({"realm": "ä"}, "printable ASCII"),
        ({"window": 0}, "window=0"),
        ({"window": True}, r"window\)=True"),
        ({"storage": "nonsense://"}, "no such storage"),
    ],
)
def test_mistakes_are_found_at_once(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        OAuth1(**{"signer": CONSUMERS.get, "token": find_token, **options})


def test_parameters_are_read_with_spaces_and_empty_elements() -> None:
    assert parse('realm="a,b" ,, oauth_nonce = "%C3%A4", oauth_version="1.0",') == {"oauth_nonce": "ä", "oauth_version": "1.0"}
