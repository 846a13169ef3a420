"""Digest, as a client of RFC 7616 makes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import md5
from hashlib import sha256
from random import Random
from urllib.parse import unquote

from flask_resty import Principal
from flask_resty.auth import Digest

from .app import app
from .app import clock
from .mutation import noise
from .passwords import PASSWORDS
from .scheme import Scheme
from .scheme import Sent

REALM, LIFETIME = "API", 300

_HASHES = {"MD5": md5, "SHA-256": sha256}
_PARAMETER = re.compile(r'([A-Za-z*]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_UNQUOTED = {"algorithm", "nc", "qop", "username*", "userhash"}


def hashed(algorithm: str, *parts: str) -> str:
    """Give the digits of the parts with colons between them."""
    return _HASHES.get(algorithm, md5)(":".join(parts).encode()).hexdigest()


def response_of(said: Mapping[str, str], password: str, algorithm: str, name: str) -> str:
    """Give what proves the password (RFC 7616, 3.4.1)."""
    known = hashed(algorithm, name, said.get("realm", ""), password)
    asked = hashed(algorithm, "GET", said.get("uri", ""))
    return hashed(algorithm, known, *(said.get(part, "") for part in ("nonce", "nc", "cnonce", "qop")), asked)


def written(said: Mapping[str, str]) -> str:
    """Write the parameters as a field has them: in UTF-8, of which WSGI makes Latin-1."""
    parts = (f"{name}={value}" if name in _UNQUOTED else f'{name}="{value}"' for name, value in said.items())
    return f"Digest {', '.join(parts)}".encode(errors="replace").decode("latin-1")


def _target(uri: str) -> tuple[str, str]:
    path, _, query = uri.removeprefix("https://localhost").partition("?")
    return unquote(path), query


class DigestClient:
    """Answers challenges."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._issued: dict[str, float] = {}
        self._used: set[tuple[str, int]] = set()

    def good(self, random: Random, sent: Sent) -> Sent:
        return sent.having("Authorization", written(self._answer(random, sent, random.choice([*PASSWORDS]), self._nonce())))

    def hostile(self, random: Random, sent: Sent) -> Sent:
        nonce = random.choice([*self._issued, self._nonce()])
        name = random.choice([*PASSWORDS, "nobody", noise(random)])
        changes = {
            "realm": ("Other", "", REALM.lower()),
            "nonce": (nonce[:-1], nonce + "0", nonce.swapcase(), "", noise(random), "0" * 5000),
            "uri": (
                "/",
                "*",
                "",
                f"https://localhost{sent.target}",
                f"{sent.target}#x",
                sent.target + "?",
                "//" + sent.target,
                noise(random),
            ),
            "qop": ("auth-int", "", "AUTH", "auth,auth-int", '"auth"'),
            "nc": ("00000000", "1", "0000000g", "-0000001", "0000000A", "fffffffff", "0" * 500, "00000002"),
            "cnonce": ("", noise(random), "x" * 9000),
            "algorithm": ("MD5-sess", "SHA-512-256", "md5", "sha-256", "SHA-1", "", '"MD5"', "SHA-256-sess"),
            "opaque": ("", "other", noise(random)),
            "userhash": ("true", "false", "maybe"),
            "username*": ("UTF-8''ada", "UTF-8''%", "UTF-8''%ff", "ISO-8859-1''ada", "utf-8'de'j%C3%BCrgen", "x"),
            "response": ("0" * 32, "", "g" * 64, "0" * 64, noise(random)),
            "charset": ("ISO-8859-1",),
        }
        said = self._answer(random, sent, name, nonce)
        change = random.choice([*changes])
        said[change] = random.choice(changes[change])
        if change == "username*" and random.random() < 0.8:
            said.pop("username", None)
        if change != "response" and random.random() < 0.8:
            # Signed for real: whoever looks at the response alone lets it in.
            said["response"] = self._response(said)
        for part in random.sample([*said], random.choice((0, 0, 0, 1))):
            del said[part]
        return sent.having("Authorization", written(said))

    def is_good(self, sent: Sent) -> bool:
        text = sent.fields.get("Authorization", "").encode("latin-1").decode(errors="replace")
        said = {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in _PARAMETER.findall(text)}
        nonce, count = said.get("nonce", ""), int(said.get("nc", "0") or "0", 16)
        is_fresh = clock() <= self._issued.get(nonce, 0) + LIFETIME and (nonce, count) not in self._used
        self._used.add((nonce, count))
        is_for_this = _target(said.get("uri", "")) == _target(sent.target) and said.get("realm") == REALM
        return is_fresh and is_for_this and said.get("response", "") == self._response(said)

    def _nonce(self) -> str:
        with app.test_request_context():
            challenge = self._digest.challenges()[0]
        nonce = dict((name, quoted) for name, quoted, _ in _PARAMETER.findall(challenge))["nonce"]
        self._issued[nonce] = clock.tick()
        return nonce

    def _answer(self, random: Random, sent: Sent, name: str, nonce: str) -> dict[str, str]:
        algorithm = random.choice(("MD5", "SHA-256"))
        said = {"username": name, "realm": REALM, "nonce": nonce, "uri": sent.target, "qop": "auth", "algorithm": algorithm}
        said |= {"nc": f"{random.randrange(1, 1000):08x}", "cnonce": f"{random.randrange(2**64):x}"}
        if not name.isascii() and random.random() < 0.3:
            said["username*"] = "UTF-8''" + "".join(f"%{octet:02x}" for octet in said.pop("username").encode(errors="replace"))
        return {**said, "response": self._response(said)}

    def _response(self, said: Mapping[str, str]) -> str:
        name = said.get("username", "")
        if "username*" in said:
            octets = re.sub(r"%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), said["username*"].rpartition("'")[2])
            name = octets.encode("latin-1", "replace").decode(errors="replace")
        return response_of(said, PASSWORDS.get(name, "x"), said.get("algorithm", "MD5").upper(), name)


def _secret(name: str) -> tuple[str, Principal] | None:
    return (PASSWORDS[name], Principal(id=name)) if name in PASSWORDS else None


_digest = Digest(secret=_secret, realm=REALM, lifetime=LIFETIME, now=clock)
DIGEST = Scheme(_digest, DigestClient(_digest))
