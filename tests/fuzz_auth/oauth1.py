"""OAuth 1.0, as a client of RFC 5849 signs."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha1
from hashlib import sha256
from random import Random
from urllib.parse import quote
from urllib.parse import unquote_to_bytes

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import PublicFormat

from flask_resty import Principal
from flask_resty.auth import OAuth1
from flask_resty.auth import Signer

from .app import clock
from .mutation import noise
from .scheme import Scheme
from .scheme import Sent

WINDOW = 300
METHODS = ("HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "RSA-SHA256", "PLAINTEXT")
CONSUMERS = {"shop": "s3cret&+%", "bank": "ü" * 40}
TOKENS = {"token one": "t/secret", "token-2": ""}

_RSA = rsa.generate_private_key(65537, 2048)
_PARAMETER = re.compile(r'([A-Za-z0-9_]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))')


def escaped(text: str | bytes) -> str:
    """Percent-encode (RFC 5849, 3.6)."""
    return quote(text, safe="~")


def base_string(sent: Sent, said: Mapping[str, str]) -> str:
    """Give what is signed (RFC 5849, 3.4.1)."""
    pairs = [pair.replace("+", "%20").partition("=") for pair in sent.query.split("&") if pair]
    parameters = [(escaped(unquote_to_bytes(name)), escaped(unquote_to_bytes(value))) for name, _, value in pairs]
    parameters += [(escaped(name), escaped(value)) for name, value in said.items() if name not in {"realm", "oauth_signature"}]
    listed = "&".join(f"{name}={value}" for name, value in sorted(parameters))
    return f"{sent.method}&{escaped(f'https://localhost{sent.path}')}&{escaped(listed)}"


def written(said: Mapping[str, str]) -> str:
    """Write the parameters as a field has them."""
    return "OAuth " + ", ".join(f'{name}="{escaped(value)}"' for name, value in said.items())


class OAuth1Client:
    """Signs requests."""

    def __init__(
        self, consumers: Mapping[str, str], tokens: Mapping[str, str], methods: Sequence[str], more: Mapping[str, str] | None = None
    ) -> None:
        self._consumers, self._tokens, self._methods, self._more = consumers, tokens, methods, more or {}
        self._used: set[tuple[str, ...]] = set()

    def good(self, random: Random, sent: Sent) -> Sent:
        # Parameters of the protocol stand in one place (RFC 5849, 3.5).
        sent = replace(sent, query="") if "oauth_" in sent.query else sent
        return sent.having("Authorization", written(self._signed(sent, self._said(random))))

    def hostile(self, random: Random, sent: Sent) -> Sent:
        said, now, odd = self._said(random), clock.tick(), noise(random)
        changes = {
            "oauth_version": ("2.0", "1.0a", "1", ""),
            "oauth_timestamp": (str(now - 301), str(now + 301), "-1", "1e9", "", "9" * 5000, f"+{now}", f" {now}", f"{now}.0", "０", "NaN"),
            "oauth_nonce": ("", "\0", "x" * 9000, "\ud7ff", odd),
            "oauth_consumer_key": ("", "nobody", "shop ", "SHOP", odd, "x" * 9000),
            "oauth_token": ("", "none", "token", odd, "x" * 9000),
            "oauth_signature_method": ("", "HMAC-MD5", "none", "hmac-sha1", "RSA-SHA512", odd),
            "oauth_callback": ("http://evil.example", "oob", ""),
            "oauth_body_hash": ("", "x", odd, b64encode(sha1(b"").digest()).decode(), b64encode(sha256(b"x").digest()).decode()),
            "oauth_frob": ("x",),
            "realm": ("other", odd, '"'),
            "oauth_verifier": ("x",),
        }
        change = random.choice([*changes])
        said[change] = random.choice(changes[change])
        said = self._signed(sent, said)
        if random.random() < 0.2:
            said["oauth_signature"] = random.choice(("", "AAAA", "&", "s3cret&", "=", odd, said["oauth_signature"] + "=", "A" * 9000))
        for name in random.sample([*said], random.choice((0, 0, 0, 1, 2))):
            del said[name]
        return sent.having("Authorization", written(said))

    def is_good(self, sent: Sent) -> bool:
        pairs = _PARAMETER.findall(sent.fields.get("Authorization", ""))
        texts = {name: re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in pairs}
        said = {name: unquote_to_bytes(text).decode(errors="replace") for name, text in texts.items()}
        consumer, token = said.get("oauth_consumer_key", ""), said.get("oauth_token", "")
        stamp, nonce = said.get("oauth_timestamp", ""), said.get("oauth_nonce", "")
        is_known = consumer in self._consumers and (token in self._tokens or not token) and len(pairs) == len(said)
        is_signed = hmac.compare_digest(said.get("oauth_signature", "").encode(), self._signature(sent, said).encode())
        is_plain = said.get("oauth_signature_method") == "PLAINTEXT" and not stamp
        is_fresh = is_plain or (abs(int(stamp or 0) - clock()) <= WINDOW and (consumer, token, stamp, nonce) not in self._used)
        self._used.add((consumer, token, stamp, nonce))
        return is_known and is_signed and is_fresh and said.get("oauth_version", "1.0") == "1.0"

    def _said(self, random: Random) -> dict[str, str]:
        said = {"realm": "API", "oauth_consumer_key": random.choice([*self._consumers])}
        said |= {"oauth_signature_method": random.choice(self._methods)}
        said |= {"oauth_timestamp": str(clock.tick()), "oauth_nonce": f"{random.randrange(2**64):x}"}
        said |= random.choice(({}, {"oauth_version": "1.0"}))
        return {**said, **self._more, **({"oauth_token": random.choice([*self._tokens])} if self._tokens and random.random() < 0.5 else {})}

    def _signed(self, sent: Sent, said: dict[str, str]) -> dict[str, str]:
        return {**said, "oauth_signature": self._signature(sent, said)}

    def _signature(self, sent: Sent, said: Mapping[str, str]) -> str:
        """Sign for a consumer and a token, those that there are not, too."""
        text = base_string(sent, said).encode()
        consumer, token = (said.get(f"oauth_{name}", "") for name in ("consumer_key", "token"))
        key = f"{escaped(self._consumers.get(consumer, ''))}&{escaped(self._tokens.get(token, ''))}"
        match said.get("oauth_signature_method"):
            case "PLAINTEXT":
                return key
            case "RSA-SHA1":
                return b64encode(_RSA.sign(text, PKCS1v15(), SHA1())).decode()
            case "RSA-SHA256":
                return b64encode(_RSA.sign(text, PKCS1v15(), SHA256())).decode()
            case "HMAC-SHA256":
                return b64encode(hmac.digest(key.encode(), text, sha256)).decode()
            case _:
                return b64encode(hmac.digest(key.encode(), text, sha1)).decode()


_PEM = _RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _consumer(key: str) -> Signer | None:
    secret = CONSUMERS.get(key)
    return None if secret is None else Signer(secret=secret, public_key=_PEM, principal=Principal(id=key))


def _token(consumer: str, token: str) -> tuple[str, Principal] | None:
    return (TOKENS[token], Principal(id=token)) if token in TOKENS else None


OAUTH1 = Scheme(
    OAuth1(_consumer, _token, two_legged=True, methods=METHODS, window=WINDOW, now=clock), OAuth1Client(CONSUMERS, TOKENS, METHODS)
)
