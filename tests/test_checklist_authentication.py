"""Challenges and credentials (RFC 9110, 11; RFC 7617, 6750, 7616, 7519, 5849, 9728), on each real server."""

from __future__ import annotations

import re
import secrets
import time
from base64 import b64encode
from hashlib import sha256

import pytest
from credentials.signing import SigningClient
from servers import guarded
from servers.everything import PASSWORD
from servers.everything import READER
from servers.everything import TOKEN
from servers.everything import USER

GUARDED = ["/api/private", "/api/basic", "/api/any"]

#: What a challenge is made of; every parameter is a quoted string.
CHALLENGE = re.compile(r'(?P<scheme>[A-Za-z]+) (?P<parameters>[a-z_]+="[^"]*"(?:, [a-z_]+="[^"]*")*)')


def challenges(answer):
    """Read the challenges: the parameters of each scheme."""
    read = [CHALLENGE.fullmatch(line) for line in answer.lines("WWW-Authenticate")]
    return {found["scheme"]: dict(re.findall(r'([a-z_]+)="([^"]*)"', found["parameters"])) for found in read}


def basic(text):
    return f"Basic {b64encode(text.encode() if isinstance(text, str) else text).decode()}"


def status(http, path, credentials):
    return http("GET", path, {"Authorization": credentials}).status


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_401_has_a_challenge_for_each_scheme(http, path, method):
    """RFC 9110, 15.5.2 and 11.5: the realm is quoted."""
    answer = http(method, path)
    expected = {"/api/private": {"Bearer"}, "/api/basic": {"Basic"}, "/api/any": {"Bearer", "Basic"}}[path]
    assert answer.status == 401
    assert challenges(answer).keys() == expected
    assert all("realm" in parameters for parameters in challenges(answer).values())


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("credentials", ["Frob x", "Digest username=x", "", "x", '"', "Bearer", "Basic", "\xff", "Negotiate YQ=="])
def test_other_credentials_are_401_or_400_with_a_challenge(http, path, credentials):
    answer = http("GET", path, {"Authorization": credentials})
    assert answer.status in {400, 401}
    assert challenges(answer) or answer.status == 400


# Basic


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_name_and_password_are_let_in(http, scheme):
    """RFC 7617, 2: at the first colon, in UTF-8. A scheme is the same in upper and lower case (RFC 9110, 11.1)."""
    answer = http("GET", "/api/basic", {"Authorization": basic(f"{USER}:{PASSWORD}").replace("Basic", scheme)})
    assert (answer.status, answer.json) == (200, {"id": USER})


def test_basic_says_its_charset(http):
    """RFC 7617, 2.1."""
    assert challenges(http("GET", "/api/basic"))["Basic"]["charset"] == "UTF-8"


@pytest.mark.parametrize(
    "credentials",
    [
        *map(basic, ("nocolon", "", ":", "ada:", ":x", "ada:x\0", "ada\n:x", "ada:p\u0085", b"ada:\xff", b"\xff:x")),
        *("Basic !!!", "Basic YQ", "Basic Og==x", "Basic Og== Og==", "Basic\tOg==", "Basic =", f"Basic {'A' * 5000}"),
    ],
)
def test_bad_basic_credentials_are_401_or_400(http, credentials):
    assert status(http, "/api/basic", credentials) in {400, 401}


def test_unknown_user_is_told_the_same_as_a_wrong_password(http):
    wrong = [http("GET", "/api/basic", {"Authorization": basic(pair)}) for pair in (f"{USER}:wrong", "nobody:wrong")]
    assert wrong[0].content == wrong[1].content
    assert challenges(wrong[0]) == challenges(wrong[1])


# Bearer


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_token_is_let_in(http, scheme):
    assert http("GET", "/api/private", {"Authorization": f"{scheme} {TOKEN}"}).json == {"id": "ada"}


def test_no_credentials_have_no_error(http):
    """RFC 6750, 3.1."""
    assert challenges(http("GET", "/api/private"))["Bearer"] == {"realm": "API"}


@pytest.mark.parametrize("path", ["/api/private", "/api/open", "/api/any"])
def test_bad_token_is_invalid(http, path):
    """Also where no token is needed."""
    answer = http("GET", path, {"Authorization": "Bearer bad"})
    assert answer.status == 401
    assert challenges(answer)["Bearer"]["error"] == "invalid_token"


def test_missing_scope_is_403_with_a_challenge(http):
    answer = http("PUT", "/api/private", {"Authorization": f"Bearer {READER}"})
    assert answer.status == 403
    assert challenges(answer)["Bearer"].items() >= {"error": "insufficient_scope", "scope": "write"}.items()


@pytest.mark.parametrize("credentials", ["Bearer a b", "Bearer", "Bearer ", "Bearer a,b", f"Bearer {TOKEN}, Bearer {TOKEN}", 'Bearer "a"'])
def test_malformed_token_is_400(http, credentials):
    answer = http("GET", "/api/private", {"Authorization": credentials})
    assert answer.status == 400
    assert challenges(answer)["Bearer"]["error"] == "invalid_request"


def test_two_sets_of_credentials_are_400(http):
    """RFC 6750, 2."""
    fields = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", basic(f"{USER}:{PASSWORD}"))]
    assert http("GET", "/api/any", fields).status == 400


def test_token_in_the_url_is_refused(http):
    """RFC 9700, 4.3.2."""
    assert http("GET", f"/api/private?access_token={TOKEN}").status == 401


@pytest.mark.parametrize("credentials", ["Bearer s3cr3t", basic("ada:s3cr3t"), "Frob s3cr3t", "Bearer s3cr3t s3cr3t"])
def test_credentials_are_not_echoed(http, credentials):
    for path in GUARDED:
        answer = http("GET", path, {"Authorization": credentials})
        told = repr(answer)
        assert "s3cr3t" not in told and credentials.partition(" ")[2] not in told


def test_credentials_are_asked_for_at_each_request(http):
    assert [status(http, "/api/private", f"Bearer {TOKEN}"), http("GET", "/api/private").status] == [200, 401]


# The order


def test_401_comes_before_preconditions_and_content(http):
    """RFC 9110, 13.2.1."""
    for fields, content in (({"If-Match": '"x"'}, None), ({"Content-Type": "text/plain"}, b"x"), ({"Accept": "image/png"}, None)):
        assert http("PUT", "/api/private", fields, content).status == 401


def test_preflight_comes_before_401(http):
    """Fetch, CORS-preflight fetch: it never carries credentials."""
    preflight = {"Origin": "https://app.example", "Access-Control-Request-Method": "PUT"}
    answer = http("OPTIONS", "/api/private", preflight)
    assert answer.status == 204
    assert "PUT" in answer.members("Access-Control-Allow-Methods")


def test_401_may_be_read_by_pages_of_the_origin(http):
    assert http("GET", "/api/private", {"Origin": "https://app.example"})["Access-Control-Allow-Origin"] == "https://app.example"


# Digest

PATH = "/auth/digest"


def parameters(challenge):
    """Read the parameters of one challenge of Digest, those that are quoted apart from those that are not."""
    assert challenge.startswith("Digest ")
    return dict(re.findall(r'([a-z]+)="([^"]*)"', challenge)), dict(re.findall(r'([a-z]+)=([^",]+)', challenge))


def hashed(*parts):
    return sha256(":".join(parts).encode()).hexdigest()


def digest(http, *, password=PASSWORD, path=PATH, method="GET", nc="00000001", **changes):
    """Answer the first challenge of a server, with some of the answer changed, before or after it is hashed."""
    quoted, _ = parameters(http("GET", path).lines("WWW-Authenticate")[0])
    said = {"username": USER, "realm": quoted["realm"], "nonce": quoted["nonce"], "uri": path, "cnonce": secrets.token_hex(4), **changes}
    known, asked = hashed(said["username"], said["realm"], password), hashed(method, said["uri"])
    said["response"] = changes.get("response", hashed(known, said["nonce"], nc, said["cnonce"], "auth", asked))
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in said.items()) + f", nc={nc}, qop=auth, algorithm=SHA-256"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_digest_challenges_by_the_best_algorithm_first(http, method):
    """RFC 7616, 3.3: realm, nonce, opaque and qop are quoted, algorithm is not."""
    first, second = map(parameters, http(method, PATH).lines("WWW-Authenticate"))
    assert [plain["algorithm"] for _, plain in (first, second)] == ["SHA-256", "MD5"]
    assert all(quoted.keys() >= {"realm", "nonce", "opaque", "qop"} for quoted, _ in (first, second))
    assert first[0]["qop"] == "auth"


def test_digest_of_name_and_password_is_let_in_once(http):
    """RFC 7616, 3.4 and 5.5."""
    credentials = digest(http)
    assert http("GET", PATH, {"Authorization": credentials}).json == {"id": USER}
    again = http("GET", PATH, {"Authorization": credentials})
    _, plain = parameters(again.lines("WWW-Authenticate")[0])
    assert (again.status, plain["stale"]) == (401, "true")


@pytest.mark.parametrize("uri", ["/auth/digest?a=1", "/auth/other", "/", "*", "/auth/digest/"])
def test_digest_for_another_target_is_400(http, uri):
    """RFC 7616, 3.4.6."""
    assert status(http, PATH, digest(http, uri=uri)) == 400


def test_nonce_that_the_server_did_not_make_is_stale(http):
    answer = http("GET", PATH, {"Authorization": digest(http, nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093")})
    _, plain = parameters(answer.lines("WWW-Authenticate")[0])
    assert (answer.status, plain["stale"]) == (401, "true")


@pytest.mark.parametrize(
    "changes", [{"password": "x"}, {"username": "nobody"}, {"response": "0" * 64}, {"realm": "Other"}, {"method": "PUT"}]
)
def test_wrong_digest_is_401_and_not_stale(http, changes):
    answer = http("GET", PATH, {"Authorization": digest(http, **changes)})
    _, plain = parameters(answer.lines("WWW-Authenticate")[0])
    assert (answer.status, plain.get("stale", "false")) == (401, "false")


@pytest.mark.parametrize("nc", ["00000000", "1", "0000000g", "", "-0000001"])
def test_count_that_is_none_is_400(http, nc):
    assert status(http, PATH, digest(http, nc=nc)) == 400


# JWT

BAD_TOKENS = {
    "expired": lambda: guarded.token(exp=int(time.time()) - 1),
    "without an end": lambda: guarded.token(exp=None),
    "not yet": lambda: guarded.token(nbf=int(time.time()) + 60),
    "other issuer": lambda: guarded.token(iss="https://evil.example"),
    "other audience": lambda: guarded.token(aud="https://other.example"),
    "no audience": lambda: guarded.token(aud=None),
    "odd scope": lambda: guarded.token(scope=1),
    "unknown type": lambda: guarded.token({"typ": "logout+jwt"}),
    "path of a key": lambda: guarded.token({"kid": "../../dev/null"}),
    "not signed": lambda: "eyJhbGciOiJub25lIn0." + guarded.token().split(".")[1] + ".",
    "not signed, in other letters": lambda: "eyJhbGciOiJOb05FIn0." + guarded.token().split(".")[1] + ".",
    "critical, of a wrong type": lambda: "eyJhbGciOiJFUzI1NiIsImNyaXQiOjF9." + guarded.token().partition(".")[2],
    "critical, unknown": lambda: "eyJhbGciOiJFUzI1NiIsImNyaXQiOlsieCJdfQ." + guarded.token().partition(".")[2],
    "changed": lambda: guarded.token()[:-9] + "AAAAAAAAA",
    "nothing": lambda: "..",
}


def test_signed_token_is_let_in(http):
    assert http("GET", "/auth/jwt", {"Authorization": f"Bearer {guarded.token()}"}).json == {"id": USER}


@pytest.mark.parametrize("make", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_bad_signed_token_is_invalid(http, make):
    """RFC 8725; RFC 6750, 3.1."""
    answer = http("GET", "/auth/jwt", {"Authorization": f"Bearer {make()}"})
    assert (answer.status, challenges(answer)["Bearer"]["error"]) == (401, "invalid_token")


@pytest.mark.parametrize(("scope", "expected"), [(None, 403), ("read", 403), ("read write", 200)])
def test_scope_of_a_signed_token_counts(http, scope, expected):
    answer = http("PUT", "/auth/jwt", {"Authorization": f"Bearer {guarded.token(scope=scope)}"})
    assert answer.status == expected
    assert expected == 200 or challenges(answer)["Bearer"].items() >= {"error": "insufficient_scope", "scope": "write"}.items()


def test_challenge_leads_to_the_metadata(http):
    """RFC 9728, 5.1 and 3."""
    address = challenges(http("GET", "/auth/jwt"))["Bearer"]["resource_metadata"]
    assert address == f"{guarded.AUDIENCE}/.well-known/oauth-protected-resource"
    document = http("GET", address.removeprefix(guarded.AUDIENCE))
    assert (document["Content-Type"], document.json["resource"]) == ("application/json", guarded.AUDIENCE)
    assert document.json["authorization_servers"] == [guarded.ISSUER]


# OAuth 1.0


def signed(http, method="GET", path="/auth/oauth1", **options):
    host = ":".join(map(str, http.address))
    return SigningClient(**{"key": guarded.CONSUMER, "secret": guarded.SECRET, **options})(method, f"http://{host}{path}")


def ask(http, credentials, path="/auth/oauth1"):
    host = ":".join(map(str, http.address))
    return http("GET", path, {"Host": host, "Authorization": credentials})


def test_oauth_1_challenges_who_comes_without_credentials(http):
    """RFC 5849, 3.2; Authlib's answer is 400 without a challenge."""
    answer = http("GET", "/auth/oauth1")
    assert (answer.status, challenges(answer)) == (401, {"OAuth": {"realm": "API"}})


@pytest.mark.parametrize("path", ["/auth/oauth1", "/auth/oauth1?"])
def test_signed_request_is_let_in_once(http, path):
    credentials = signed(http, path=path)
    assert [ask(http, credentials, path).status for _ in range(2)] == [200, 401]


@pytest.mark.parametrize("version", ["2.0", "1.0a", "1", "0"])
def test_other_version_is_400(http, version):
    """RFC 5849, 3.1; Authlib takes it."""
    assert ask(http, signed(http, more={"oauth_version": version})).status == 400


@pytest.mark.parametrize("name", ["oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce"])
def test_missing_parameter_is_400(http, name):
    assert ask(http, signed(http, more={name: None})).status == 400


def test_parameter_that_comes_twice_is_400(http):
    credentials = signed(http)
    assert ask(http, credentials + ', oauth_nonce="x"').status == 400


@pytest.mark.parametrize(
    "options",
    [
        {"secret": "x"},
        {"key": "nobody"},
        {"more": {"oauth_timestamp": "1"}},
        {"more": {"oauth_timestamp": "9999999999"}},
        {"more": {"oauth_token": "x"}},
        {"more": {"oauth_signature": "x"}},
        {"method": "RSA-SHA256", "more": {"oauth_signature_method": "HMAC-SHA256"}},
    ],
)
def test_wrong_signature_and_old_timestamp_are_401(http, options):
    answer = ask(http, signed(http, **options))
    assert (answer.status, "OAuth" in challenges(answer)) == (401, True)


def test_what_is_signed_for_another_target_is_401(http):
    assert ask(http, signed(http, path="/auth/any")).status == 401
    assert ask(http, signed(http, path="/auth/oauth1?a=1")).status == 401


# Keys, sessions, and several


def test_key_is_taken_from_its_field_alone(http):
    assert http("GET", "/auth/key", {"X-API-Key": guarded.KEY}).json == {"id": USER}
    for target, fields in (
        ("/auth/key?X-API-Key=k3y", {}),
        ("/auth/key", {"Cookie": "X-API-Key=k3y"}),
        ("/auth/key", {"Authorization": "ApiKey k3y"}),
    ):
        answer = http("GET", target, fields)
        assert (answer.status, "ApiKey" in challenges(answer)) == (401, True)


@pytest.mark.parametrize("fields", [[("X-API-Key", "k3y"), ("X-API-Key", "k3y")], {"X-API-Key": "k3y, k3y"}, {"X-API-Key": "k3y,x"}])
def test_two_keys_are_400(http, fields):
    assert http("GET", "/auth/key", fields).status == 400


@pytest.mark.parametrize("cookie", ["session=x", "session=", "session=eyJ1c2VyX2lkIjoiYWRhIn0.aAAAAA.x", "session", "\xff=\xff", "=;;"])
def test_session_that_was_made_up_is_nobody(http, cookie):
    answer = http("GET", "/auth/session", {"Cookie": cookie})
    assert (answer.status, challenges(answer).keys()) == (401, {"Session"})


def test_all_challenges_are_told_where_any_will_do(http):
    schemes = [challenge.partition(" ")[0] for challenge in http("GET", "/auth/any").lines("WWW-Authenticate")]
    assert schemes == ["Bearer", "Digest", "Digest", "OAuth", "ApiKey"]


@pytest.mark.parametrize("second", [{"Authorization": "Bearer x"}, {"Authorization": "Digest x"}, {"Authorization": "Frob"}])
def test_two_kinds_of_credentials_are_none(http, second):
    assert http("GET", "/auth/any", {"X-API-Key": guarded.KEY, **second}).status in {400, 401}


def test_all_are_needed_where_that_is_said(http):
    bearer, key = {"Authorization": f"Bearer {guarded.token()}"}, {"X-API-Key": guarded.KEY}
    assert http("GET", "/auth/all", {**bearer, **key}).json == {"id": USER}
    for fields in ({}, bearer, key, {**bearer, "X-API-Key": "x"}, {"Authorization": "Bearer x", **key}):
        answer = http("GET", "/auth/all", fields)
        assert (answer.status, bool(challenges(answer))) == (401, True)


SENT = [
    "Bearer s3cr3t.s3cr3t.s3cr3t",
    'Digest username="s3cr3t", nonce="s3cr3t"',
    'OAuth oauth_nonce="s3cr3t"',
    "Digest s3cr3t",
    "OAuth s3cr3t",
]


@pytest.mark.parametrize("name", guarded.SCHEMES)
@pytest.mark.parametrize("credentials", SENT)
def test_credentials_of_no_scheme_are_echoed(http, name, credentials):
    answer = http("GET", f"/auth/{name}", {"Authorization": credentials, "Cookie": "session=s3cr3t"})
    assert (answer.status in {400, 401}, "s3cr3t" in repr(answer)) == (True, False)
