"""Signed tokens: what is let in, and the many that are not (RFC 7519, RFC 8725)."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import string
import time
import zlib
from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

import pytest
from credentials.issuers import AUDIENCE
from credentials.issuers import ISSUER
from credentials.issuers import claims
from credentials.issuers import key
from credentials.issuers import public
from credentials.issuers import segment
from credentials.issuers import shown
from credentials.issuers import token
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import KeySet
from joserfc.jwk import OctKey
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from flask_resty import Api
from flask_resty import Resource
from flask_resty import requires
from flask_resty.auth import JWKS
from flask_resty.auth import JWT
from flask_resty.auth import Bearer
from flask_resty.auth import TokenPrincipal
from flask_resty.errors import ConfigError


def verifier(keys: Any = None, **options: Any) -> JWT:
    keys = public(key()) if keys is None else keys
    return JWT(keys, **{"issuer": ISSUER, "audience": AUDIENCE, "algorithms": ["RS256"], **options})


@pytest.fixture(scope="module")
def verify() -> JWT:
    return verifier()


# -- good tokens -------------------------------------------------------------------------------------------------------


def test_good_token_gives_its_principal(verify: JWT) -> None:
    said = claims()
    principal = verify(token(said))
    assert principal == TokenPrincipal(id="ada", scopes=frozenset({"read", "write"}), client_id="app")
    assert principal.claims == said


@pytest.mark.parametrize(
    ("kind", "which", "algorithm"),
    [
        *(("RSA", 2048, algorithm) for algorithm in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")),
        ("EC", "P-256", "ES256"),
        ("EC", "P-384", "ES384"),
        ("EC", "P-521", "ES512"),
        ("OKP", "Ed25519", "EdDSA"),
        ("OKP", "Ed25519", "Ed25519"),
        *(("oct", 512, algorithm) for algorithm in ("HS256", "HS384", "HS512")),
    ],
)
def test_algorithms_of_signatures_are_spoken(kind: str, which: int | str, algorithm: str) -> None:
    own = key(kind, which)
    assert verifier(own, algorithms=algorithm)(token(header={"alg": algorithm}, by=own))


# Where a key may be found is told in vain: the good one is at hand.
MORE: list[dict[str, Any]] = [{}, {"kid": "any"}, {"cty": "JWT"}, {"x5t": "a"}, {"unknown": 1}]
MORE += [{"jku": "https://evil.example"}, {"x5u": "file:///dev/zero"}, {"x5c": ["?"]}, {"jwk": {"kty": "oct", "k": ""}}, {"jwk": 1}]


@pytest.mark.parametrize("typ", [{}, {"typ": "JWT"}, {"typ": "jwt"}, {"typ": "at+jwt"}, {"typ": "application/at+jwt"}], ids=str)
@pytest.mark.parametrize("more", MORE, ids=str)
def test_what_a_header_may_say_beside(verify: JWT, typ: dict[str, Any], more: dict[str, Any]) -> None:
    assert verify(token(header={**typ, **more}))


def test_tokens_are_taken_until_they_end(verify: JWT) -> None:
    now = time.time()
    assert verify(token(claims(exp=now + 5, nbf=now - 1)))
    assert verifier(leeway=60)(token(claims(exp=now - 30, nbf=now + 30, iat=now + 30)))


def test_principal_of_ones_own() -> None:
    names = {"ada": "Ada Lovelace"}
    own = verifier(principal=lambda principal: names.get(principal.id))
    assert own(token()) == "Ada Lovelace"
    assert own(token(claims(sub="bob"))) is None


def test_mistake_in_a_function_of_the_application_is_no_bad_token() -> None:
    with pytest.raises(ValueError, match="ours"):
        verifier(principal=lambda principal: int("ours"))(token())


def test_api_without_a_name_takes_tokens_for_nobody_in_particular() -> None:
    own = verifier(audience=None)
    assert own(token(claims(aud=None)))
    assert own(token()) is None


# -- keys --------------------------------------------------------------------------------------------------------------


def test_key_is_picked_by_its_name() -> None:
    one, two = key(name="1"), key(name="2")
    for keys in (KeySet([one, two]), {"keys": [shown(one), shown(two)]}):
        own = verifier(keys)
        assert own(token(header={"kid": "2"}, by=two))
        assert own(token(header={"kid": "1"}, by=two)) is None
        assert own(token(header={"kid": "3"}, by=two)) is None
        assert own(token(by=two))


@pytest.mark.parametrize("kid", ["../../dev/null", "/etc/passwd", "' OR 1=1 --", "http://evil.example", "", "\x00", "a" * 1000])
def test_name_of_a_key_is_looked_up_and_nothing_else(kid: str) -> None:
    assert verifier({"keys": [shown(key(), kid="1")]})(token(header={"kid": kid})) is None


def test_two_kinds_of_keys_stay_with_their_algorithms() -> None:
    secret = key("oct", 256)
    own = verifier({"keys": [shown(key()), secret.as_dict(private=True)]}, algorithms=["RS256", "HS256"])
    assert own(token()) and own(token(by=secret))
    pem = key().as_pem(private=False)
    assert own(token(by=_Raw(pem))) is None


class _Raw(OctKey):
    """A secret that nobody would take for one."""

    def __init__(self, octets: bytes) -> None:
        super().__init__(octets, octets, None)


class _Stumbling(RSAKey):
    """A key of a library that stumbles over a signature."""

    def get_op_key(self, operation: Any) -> Any:
        raise TypeError(operation)


def test_what_the_library_stumbles_over_is_refused() -> None:
    assert verifier(_Stumbling.import_key(shown(key())))(token()) is None


# -- hostile tokens ----------------------------------------------------------------------------------------------------

PEM = public(key()).as_pem()
NOW = time.time()


def hs256(secret: bytes) -> str:
    """Give a token that is signed with what everybody knows (RFC 8725, 2.1)."""
    message = f"{segment(json.dumps({'alg': 'HS256'}).encode())}.{segment(json.dumps(claims()).encode())}"
    return f"{message}.{segment(hmac.digest(secret, message.encode(), hashlib.sha256))}"


def unsigned(alg: Any, signature: str = "") -> str:
    return f"{segment(json.dumps({'alg': alg}).encode())}.{segment(json.dumps(claims()).encode())}.{signature}"


def raw_payload(text: str) -> str:
    """Give a token whose payload says more than JSON of Python would write."""
    return token(json.dumps(claims())[:-1].encode() + b", " + text.encode() + b"}")


def loose(last: str) -> str:
    """Give a token whose signature has another last letter that decodes to the same."""
    good = token()
    return good[:-1] + last


def encrypted() -> str:
    secret = key("oct", 256)
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, json.dumps(claims()).encode(), secret)


OTHER = key("RSA", 2048, "other")


def not_encoded() -> str:
    """Give a token whose payload stands there as it is (RFC 7797)."""
    head = segment(json.dumps({"alg": "RS256", "b64": False, "crit": ["b64"]}).encode())
    message = f"{head}.{json.dumps(claims())}"
    return f"{message}.{segment(JWSRegistry.algorithms['RS256'].sign(message.encode(), key()))}"


def each(what: str, values: Iterable[Any], make: Callable[[Any], str]) -> dict[str, str]:
    """Give a row for each value."""
    return {f"{what} {value!r}": make(value) for value in values}


HOSTILE: dict[str, str] = {
    **each("alg", ("none", "None", "NONE", "nOnE", "", "RS256", "HS256", "unknown"), lambda alg: unsigned(alg)),
    **each("alg is", (None, 1, True, [], ["RS256"], {"a": 1}), lambda alg: unsigned(alg, "AAAA")),
    "alg none with a signature": unsigned("none", token().rpartition(".")[2]),
    "no alg": token(header=b"{}"),
    "HS256 by the PEM": hs256(PEM),
    "HS256 by the stripped PEM": hs256(PEM.strip()),
    "HS256 by the DER": hs256(public(key()).as_der()),
    "HS256 by the JWK": hs256(json.dumps(shown(key())).encode()),
    "HS256 by the modulus": hs256(shown(key())["n"].encode()),
    "HS256 by nothing": hs256(b""),
    "another key": token(by=OTHER),
    "another algorithm of the key": token(header={"alg": "RS512"}),
    "its key in the header": token(header={"jwk": shown(OTHER)}, by=OTHER),
    "its certificate in the header": token(header={"x5c": ["MIIB"]}, by=OTHER),
    "address of its keys": token(header={"jku": "https://evil.example/jwks.json"}, by=OTHER),
    "address of its certificate": token(header={"x5u": "https://evil.example/x"}, by=OTHER),
    **each("crit", (1, None, [], ["exp"], ["unknown"], [1], "b64", {}), lambda crit: token(header={"crit": crit})),
    "crit of a member that is there": token(header={"crit": ["exp"], "exp": 1}),
    "crit, unsigned": f"{segment(json.dumps({'alg': 'RS256', 'crit': 1}).encode())}.e30.",
    "b64 false": token(header={"b64": False, "crit": ["b64"]}),
    "b64 false, not critical": token(header={"b64": False}),
    "payload that is not encoded": not_encoded(),
    "zip": token(header={"zip": "DEF"}),
    "payload that is deflated": token(zlib.compress(json.dumps(claims()).encode())),
    **each("kid", (1, True, ["a"], {"a": 1}), lambda kid: token(header={"kid": kid})),
    **each("typ", (1, None, ["JWT"], "logout+jwt", "dpop+jwt", "JOSE", "JWT ", "at+jwt\x00"), lambda typ: token(header={"typ": typ})),
    "expired": token(claims(exp=NOW - 1)),
    "expired long ago": token(claims(exp=0)),
    "without an end": token(claims(exp=None)),
    **each("exp", (True, "9999999999", [9999999999], {}, "never", -1), lambda exp: token(claims(exp=exp))),
    "exp null": token({**claims(), "exp": None}),
    "not yet": token(claims(nbf=NOW + 3600)),
    **each("nbf", (True, "0", [], {}), lambda nbf: token(claims(nbf=nbf))),
    "issued in the future": token(claims(iat=NOW + 3600)),
    **each("iat", (False, "0", [], {}), lambda iat: token(claims(iat=iat))),
    **each(
        "aud",
        ("https://other.example", AUDIENCE + "/", [], ["https://other.example"], [AUDIENCE, 1], {AUDIENCE: 1}, 1, True, ""),
        lambda aud: token(claims(aud=aud)),
    ),
    "no aud": token(claims(aud=None)),
    **each("iss", ("https://evil.example", ISSUER + "/", ISSUER.upper(), [ISSUER], 1, ""), lambda iss: token(claims(iss=iss))),
    "no iss": token(claims(iss=None)),
    **each("scope", (1, True, ["read"], {"read": 1}), lambda scope: token(claims(scope=scope))),
    **each("scp", (1, True, [1], {"read": 1}), lambda scp: token(claims(scp=scp))),
    **each("roles", (1, True, "admin", [1], {"admin": 1}), lambda roles: token(claims(roles=roles))),
    **each("sub", (1, True, ["ada"], {"a": 1}), lambda sub: token(claims(sub=sub))),
    "nobody": token(claims(sub=None, client_id=None)),
    "header with a name twice": token(header=b'{"alg": "none", "alg": "RS256"}'),
    "payload with a name twice": raw_payload('"sub": "root"'),
    "payload with a name twice, deeper": raw_payload('"more": {"a": 1, "a": 2}'),
    **each("header", (b"", b"[]", b"1", b'"RS256"', b"null", b"{", b"\xff", b"\xef\xbb\xbf{}"), lambda header: token(header=header)),
    **each("payload", (b"", b"[]", b"1", b'"ada"', b"null", b"{", b"{}", b"\xff"), lambda payload: token(payload)),
    "payload in UTF-16": token(json.dumps(claims()).encode("utf-16")),
    "header in UTF-16": token(header='{"alg": "RS256"}'.encode("utf-16")),
    "payload with a tail": token(json.dumps(claims()).encode() + b"{}"),
    "deep payload": raw_payload(f'"a": {"[" * 5000}{"]" * 5000}'),
    "deep header": token(header=b'{"alg": "RS256", "a": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    **each("number", ("NaN", "Infinity", "-Infinity", "1e999"), lambda number: raw_payload(f'"a": {number}')),
    "number of many digits": raw_payload(f'"a": {"9" * 5000}'),
    "half a character": raw_payload('"name": "\\ud800"'),
    "too long": token(claims(more="a" * 20_000)),
    "encrypted": encrypted(),
    "four parts": token() + ".AAAA",
    "five parts": token() + ".AAAA.AAAA",
    "two parts": token().rpartition(".")[0],
    "one part": token().partition(".")[0],
    "empty": "",
    "dots": "..",
    "padded": token() + "==",
    "line feed after it": token() + "\n",
    "blank before it": " " + token(),
    "blank inside": token().replace(".", ". ", 1),
    "alphabet of base64": token(claims(more="~" * 30 + "?" * 30)).replace("_", "/").replace("-", "+"),
    "letters beyond ASCII": token() + "ä",
    "half a character in the token": token() + "\ud800",
    "zero octet": token() + "\x00",
    "without its signature": token().rpartition(".")[0] + ".",
    "signature of another": token(claims(sub="root")).rpartition(".")[0] + "." + token().rpartition(".")[2],
    "claims of another": ".".join([token().split(".")[0], segment(json.dumps(claims(sub="root")).encode()), token().split(".")[2]]),
    "JSON serialization": json.dumps(dict(zip(("protected", "payload", "signature"), token().split("."), strict=True))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_token_is_refused(verify: JWT, name: str) -> None:
    assert verify(HOSTILE[name]) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_token_of_a_secret_is_refused(name: str) -> None:
    """The same with an algorithm of secrets named, so that nothing is refused just for being one."""
    assert verifier({"keys": [shown(key()), key("oct", 512).as_dict(private=True)]}, algorithms=["RS256", "HS256"])(HOSTILE[name]) is None


def test_signature_has_one_spelling(verify: JWT) -> None:
    good = token()
    same = [good[:-1] + last for last in string.ascii_letters + string.digits + "-_"]
    assert [spelling for spelling in same if verify(spelling)] == [good]


def test_token_that_was_changed_anywhere_is_refused(verify: JWT) -> None:
    good, dice = token(), random.Random(7)
    letters = string.ascii_letters + string.digits + "-_.=+/ "
    for _ in range(3000):
        at = dice.randrange(len(good))
        cut = dice.choice((0, 1, 1, 1, 2))
        changed = good[:at] + dice.choice(("", *letters)) + good[at + cut :]
        assert changed == good or verify(changed) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
NAMES = st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "sub", "jti", "scope", "scp", "roles", "client_id", "azp"])
HEADERS = st.sampled_from(["typ", "kid", "crit", "jwk", "jku", "x5c", "x5u", "b64", "zip", "cty", "enc"])


@given(st.dictionaries(NAMES, JSON), st.dictionaries(HEADERS, JSON))
def test_no_claim_and_no_header_does_harm(changes: dict[str, Any], header: dict[str, Any]) -> None:
    secret = key("oct", 256)
    answer = verifier(secret, algorithms="HS256")(token({**claims(), **changes}, header, by=secret))
    assert answer is None or isinstance(answer, TokenPrincipal)


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*"))
def test_no_text_does_harm(text: str) -> None:
    assert verifier()(text) is None


@given(st.lists(st.binary(), min_size=3, max_size=3))
def test_no_segment_does_harm(octets: list[bytes]) -> None:
    assert verifier()(".".join(map(segment, octets))) is None


# -- access tokens of RFC 9068 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt"])
def test_access_token_says_what_it_is(typ: str) -> None:
    assert verifier(typ="at+jwt")(token(header={"typ": typ}))
    assert verifier(typ="application/at+jwt")(token(header={"typ": typ}))


@pytest.mark.parametrize("header", [{}, {"typ": "JWT"}, {"typ": ""}, {"typ": "id+jwt"}], ids=str)
def test_other_token_is_no_access_token(header: dict[str, Any]) -> None:
    assert verifier(typ="at+jwt")(token(header=header)) is None


@pytest.mark.parametrize("name", ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"])
def test_access_token_has_all_that_it_must(name: str) -> None:
    assert verifier(typ="at+jwt")(token(claims(**{name: None}), {"typ": "at+jwt"})) is None


def test_further_claims_may_be_required() -> None:
    own = verifier(required=["tenant"])
    assert own(token()) is None
    assert own(token(claims(tenant="x")))
    assert own(token({**claims(), "tenant": None})) is None


# -- mistakes of the developer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"algorithms": []}, "names no algorithms"),
        ({"algorithms": ["none"]}, "'none'"),
        ({"algorithms": ["NONE"]}, "'none'"),
        ({"algorithms": ["RS265"]}, "Did you mean 'RS256'"),
        ({"algorithms": ["HS256"]}, "none of its keys"),
        ({"algorithms": ["RS256", "HS256"]}, "'HS256', but none of its keys"),
        ({"algorithms": ["ES256"]}, "none of its keys"),
        ({"algorithms": [1]}, "names 1, which is no algorithm"),
        ({"issuer": ""}, "issuer"),
        ({"issuer": None}, "issuer"),
        ({"audience": ""}, "audience"),
        ({"audience": []}, "audience"),
        ({"audience": [1]}, "audience"),
        ({"required": [1]}, "required"),
        ({"typ": ""}, "typ"),
        ({"leeway": -1}, "leeway"),
        ({"leeway": "1"}, "leeway"),
        ({"principal": "ada"}, "principal"),
    ],
    ids=str,
)
def test_option_that_makes_no_sense_is_refused_at_the_start(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        verifier(**options)


@pytest.mark.parametrize(
    "keys",
    [
        PEM,
        PEM.decode(),
        {},
        {"keys": []},
        {"keys": "x"},
        {"keys": [1]},
        {"kty": "RSA"},
        {"kty": "new"},
        {"keys": [{"kty": "RSA", "n": "", "e": ""}]},
        1,
        [],
    ],
    ids=lambda keys: repr(keys)[:30],
)
def test_what_is_no_key_is_refused_at_the_start(keys: Any) -> None:
    with pytest.raises(ConfigError, match="key"):
        verifier(keys)


@pytest.mark.parametrize("more", [{"use": "enc"}, {"alg": "RS512"}, {"alg": "RSA-OAEP"}, {"key_ops": ["encrypt"]}], ids=str)
def test_key_for_another_end_is_refused_at_the_start(more: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="none of its keys"):
        verifier(shown(key(), **more))


def test_key_that_is_too_short_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigError, match="long enough"):
        verifier(OctKey.import_key("a-short-secret"), algorithms="HS256")
    with pytest.raises(ConfigError, match="long enough"):
        verifier(key("oct", 256), algorithms="HS512")


def test_secrets_are_not_shown_by_anybody() -> None:
    with pytest.raises(ConfigError, match="shows no secrets"):
        verifier(JWKS("https://login.example/jwks.json"), algorithms=["RS256", "HS256"])


def test_secret_is_not_quoted_in_the_error() -> None:
    with pytest.raises(ConfigError) as caught:
        verifier("t0p-secret")
    assert "t0p-secret" not in str(caught.value)


def test_verifier_names_itself(verify: JWT) -> None:
    assert repr(verify) == "JWT(issuer='https://login.example', algorithms=['RS256'])"


# -- through Bearer ----------------------------------------------------------------------------------------------------


def client_of(app: Flask, bearer: Bearer) -> Any:
    api = Api(app, middleware=[bearer])

    @api.resource("/me")
    class Me(Resource):
        def get(self, principal: Any) -> str:
            return str(principal.id)

        @requires("admin")
        def delete(self) -> None:
            """Do nothing."""

    return app.test_client()


def test_bearer_asks_it(app: Flask) -> None:
    client = client_of(app, Bearer(verify=verifier()))
    good = {"Authorization": f"Bearer {token()}"}
    assert client.get("/me", headers=good).json == "ada"
    refused = client.delete("/me", headers=good)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (
        403,
        'Bearer realm="API", error="insufficient_scope", scope="admin"',
    )


@pytest.mark.parametrize("name", ["crit 1", "crit, unsigned", "scope 1", "deep payload", "encrypted", "alg 'none'", "expired"])
def test_hostile_token_is_401_invalid_token(app: Flask, name: str) -> None:
    refused = client_of(app, Bearer(verify=verifier())).get("/me", headers={"Authorization": f"Bearer {HOSTILE[name]}"})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="API", error="invalid_token"')


def test_principal_may_be_looked_up_by_a_coroutine(app: Flask) -> None:
    async def look_up(principal: TokenPrincipal) -> TokenPrincipal:
        return TokenPrincipal(id=principal.id.upper())

    client = client_of(app, Bearer(verify=verifier(principal=look_up)))
    assert client.get("/me", headers={"Authorization": f"Bearer {token()}"}).json == "ADA"


def test_document_says_that_the_tokens_are_jwt() -> None:
    [[scheme]] = Bearer(verify=verifier()).security
    assert scheme == ("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})


def test_document_says_nothing_of_other_tokens() -> None:
    [[scheme]] = Bearer(verify={}.get).security
    assert scheme == ("bearer", {"type": "http", "scheme": "bearer"})
