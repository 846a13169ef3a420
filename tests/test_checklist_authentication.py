"""Challenges and credentials (RFC 9110, 11; RFC 7617, 6750), on each real server.

Digest, JWT, OAuth and their metadata are not here, because they are not in the package yet.
"""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
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
