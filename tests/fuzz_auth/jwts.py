"""JSON Web Tokens: good ones, and hostile ones that are signed for real, as by an issuer with a fault or by a thief of a key."""

from __future__ import annotations

import hmac
import json
import re
import time
from base64 import urlsafe_b64decode
from base64 import urlsafe_b64encode
from collections.abc import Callable
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from random import Random
from typing import Any

from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import PublicFormat
from joserfc.jwk import ECKey
from joserfc.jwk import KeySet
from joserfc.jwk import RSAKey

from flask_resty.auth import JWT
from flask_resty.auth import AuthlibValidator
from flask_resty.auth import Bearer

from .mutation import noise
from .scheme import Scheme
from .scheme import Sent

ISSUER, AUDIENCE = "https://login.example", "https://api.example"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def _pem(key: Key) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def encoded(octets: bytes) -> str:
    """Write octets in base64url, without padding."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _rs256(key: rsa.RSAPrivateKey, text: bytes) -> bytes:
    return key.sign(text, PKCS1v15(), SHA256())


def _es256(key: ec.EllipticCurvePrivateKey, text: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(text, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class JWTClient:
    """Has the private keys of the issuer, and some that the issuer does not know of."""

    def __init__(self, header: Mapping[str, Any] | None = None, claims: Mapping[str, Any] | None = None) -> None:
        self._header, self._more = header or {}, claims or {}
        # Authlib reads JSON as Python does: encodings are guessed, the last of two names counts, and NaN is a number. It passes over
        # most of a header. All of that has to be signed.
        self._is_read_leniently = bool(header)
        self.rsa, self.ec = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
        self._other = ec.generate_private_key(ec.SECP256R1())
        # What the server publishes, a thief takes for a secret (RFC 8725, 2.1).
        self._public = [_pem(self.rsa), _pem(self.rsa).strip(), _pem(self.ec), b""]
        self._good: set[tuple[bytes, ...]] = set()

    def good(self, random: Random, sent: Sent) -> Sent:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": f"user {random.randrange(9)}", "exp": now + 3600, "iat": now - 1, **self._more}
        claims |= random.choice(({}, {"scope": "a b"}, {"aud": ["x", AUDIENCE]}, {"nbf": now - 9}, {"roles": ["r"]}, {"jti": "x" * 500}))
        token = self._made(random, {}, json.dumps(claims).encode())
        self._good.add(_canonical(token))
        return sent.having("Authorization", f"Bearer {token}")

    def hostile(self, random: Random, sent: Sent) -> Sent:
        make = random.choice([self._bad_header, self._bad_claims, self._bad_claims, self._bad_text, self._bad_key, self._bad_form])
        return sent.having("Authorization", f"Bearer {make(random)}")

    def is_good(self, sent: Sent) -> bool:
        match = re.fullmatch(r"[ \t]*bearer +([^ \t]*)[ \t]*", sent.fields.get("Authorization", ""), re.IGNORECASE)
        return match is not None and _canonical(match[1]) in self._good

    def _claims(self) -> dict[str, Any]:
        return {"iss": ISSUER, "aud": AUDIENCE, "sub": "eve", "exp": int(time.time()) + 3600, **self._more}

    def _bad_header(self, random: Random) -> str:
        jwk = json.loads(json.dumps(ECKey.import_key(self._other).as_dict(private=False)))
        header: dict[str, Any] = random.choice(
            [
                *({"crit": crit} for crit in (1, [], ["exp"], ["b64"], "exp", None, {}, [1], [["exp"]], ["alg"] * 500)),
                *({"alg": alg} for alg in ("none", "None", "nOnE", "", None, 1, [], {}, ["RS256"], "RS512", "HS256", "ES256 ", "x" * 5000)),
                *({"typ": typ} for typ in (1, [], {}, "dpop+jwt", "logout+jwt", "application/x", "\ud800", "x" * 5000)),
                *(
                    {"kid": kid}
                    for kid in (1, [], {}, True, "../../../../dev/null", "x", "' OR 1=1", "\0", "x" * 5000, "file:///etc/passwd")
                ),
                *({"b64": False}, {"b64": False, "crit": ["b64"]}, {"zip": "DEF"}, {"enc": "A128GCM"}, {"jwk": jwk, "kid": "x"}),
                *({"jku": "http://127.0.0.1:1/keys", "kid": "x"}, {"x5u": "http://127.0.0.1:1/x", "kid": "x"}, {"x5c": ["x"], "kid": 1}),
            ]
        )
        is_passed_over = self._is_read_leniently and not header.keys() & {"alg", "typ"}
        return self._made(random, header, json.dumps(self._claims()).encode(), keep=is_passed_over)

    def _bad_claims(self, random: Random) -> str:
        now = int(time.time())
        wrong: dict[str, tuple[Any, ...]] = {
            "exp": (now - 1, 0, -1, None, "", str(now + 99), [], {}, True, [now + 99], -(10**400), 1e-300),
            "nbf": (now + 99, "x", None, [], 10**400, True),
            "iat": (now + 9999, "x", None, {}, 1e308),
            "iss": ("", None, 1, [ISSUER], ISSUER + "/", ISSUER.upper(), {}),
            "aud": ("", None, 1, [], [1], {}, [AUDIENCE, 1], [[AUDIENCE]], AUDIENCE + "/", "x" * 9000, {AUDIENCE: 1}),
            "sub": (None, 1, [], {}, "", True, ["eve"]),
            "scope": (1, ["a", "b"], None, {}, True, [[]]),
            "roles": (1, "admin", {}, [1], [[]], None, True),
            "scp": (1, {}, [1], None),
            "client_id": (1, [], {}),
        }
        claim = random.choice([*wrong])
        claims = self._claims() | {claim: random.choice(wrong[claim])}
        if random.random() < 0.1:
            del claims[claim]
        # Which of them have to be refused is told by the tests of JWT; what counts here is what becomes of them.
        return self._made(random, {}, json.dumps(claims).encode(), keep=claim in {"scope", "roles", "scp", "client_id", "nbf", "iat"})

    def _bad_text(self, random: Random) -> str:
        text = json.dumps(self._claims())
        payload = random.choice(
            [
                *(
                    b"",
                    b"null",
                    b"1",
                    b"[]",
                    b'"x"',
                    b"{",
                    b"{}",
                    text.encode("utf-16"),
                    b"\xef\xbb\xbf" + text.encode(),
                    text.encode()[:-1],
                ),
                text.replace('"exp"', '"exp": 1, "exp"').encode(),
                text.replace('"eve"', '"\\ud800"').encode(),
                text.replace('"eve"', '"eve\xff"').encode("latin-1"),
                text.replace("}", ', "n": NaN}').encode(),
                text.replace("}", ', "n": 1e999}').encode(),
                text.replace("}", f', "n": {"9" * 5000}}}').encode(),
                text.replace("}", f', "n": {"[" * 4000}{"]" * 4000}}}').encode(),
                text.encode() + b"\0",
                text.encode() + text.encode(),
            ]
        )
        return self._made(random, {}, payload, keep=self._is_read_leniently)

    def _bad_key(self, random: Random) -> str:
        payload = json.dumps(self._claims()).encode()
        secret = random.choice(self._public)
        ways: list[tuple[str, Callable[[bytes], bytes]]] = [
            ("HS256", lambda text: hmac.digest(secret, text, sha256)),
            ("ES256", lambda text: _es256(self._other, text)),
            ("ES256", lambda text: self._other.sign(text, ec.ECDSA(SHA256()))),
            ("ES256", lambda text: bytes(64)),
            ("ES256", lambda text: b"\xff" * 64),
            ("RS256", lambda text: bytes(256)),
            ("RS256", lambda text: _es256(self.ec, text)),
            ("ES256", lambda text: _rs256(self.rsa, text)),
            ("none", lambda text: b""),
        ]
        algorithm, sign = random.choice(ways)
        return _compact({"alg": algorithm, **random.choice(({}, {"kid": "RS256"}, {"kid": "ES256"})), **self._header}, payload, sign)

    def _bad_form(self, random: Random) -> str:
        head, payload, signature = self.good(random, Sent("/")).fields["Authorization"].removeprefix("Bearer ").split(".")
        return random.choice(
            [
                *(f"{head}.{payload}", f"{head}.{payload}.", f".{payload}.{signature}", f"{head}..{signature}", "..", ".", "...."),
                *(f"{head}.{payload}.{signature}.{head}.{payload}", f"{payload}.{head}.{signature}", f"{head}.{payload}.{signature}=="),
                *(
                    f"{head}.{payload}.{signature}.",
                    f"{head}.{payload}\n.{signature}".replace("\n", "%0A"),
                    f"{signature}.{payload}.{head}",
                ),
                json.dumps({"payload": payload, "protected": head, "signature": signature}),
                json.dumps({"payload": payload, "signatures": [{"protected": head, "signature": signature}]}),
                f"{encoded(noise(random).encode())}.{payload}.{signature}",
                f"{head}.{encoded(noise(random).encode())}.{signature}",
            ]
        )

    def _made(self, random: Random, header: Mapping[str, Any], payload: bytes, *, keep: bool = True) -> str:
        """Sign with a key of the issuer's; what is kept may be let in."""
        algorithm, sign = random.choice((("RS256", partial(_rs256, self.rsa)), ("ES256", partial(_es256, self.ec))))
        token = _compact({"alg": algorithm, "kid": algorithm, **self._header, **header}, payload, sign)
        if keep:
            self._good.add(_canonical(token))
        return token


def _compact(header: Mapping[str, Any], payload: bytes, sign: Callable[[bytes], bytes]) -> str:
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(payload)}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def _canonical(token: str) -> tuple[bytes, ...]:
    """Give what a token says, however its base64url is written."""
    try:
        return tuple(urlsafe_b64decode(part + "===") for part in token.split("."))
    except ValueError:
        return ()


class Validator(JWTBearerTokenValidator):
    """Authlib's, for access tokens of RFC 9068."""

    def get_jwks(self) -> KeySet:
        return _keys_of(_authlib_client)


def _keys_of(client: JWTClient) -> KeySet:
    return KeySet([RSAKey.import_key(client.rsa, {"kid": "RS256"}), ECKey.import_key(client.ec, {"kid": "ES256"})])


_client = JWTClient()
JWTS = Scheme(Bearer(verify=JWT(_keys_of(_client), issuer=ISSUER, audience=AUDIENCE, algorithms=["RS256", "ES256"])), _client)

_authlib_client = JWTClient({"typ": "at+jwt"}, {"client_id": "app", "jti": "x", "iat": int(time.time()) - 1})
AUTHLIB = Scheme(Bearer(verify=AuthlibValidator(Validator(ISSUER, AUDIENCE))), _authlib_client)
