"""A client of OAuth 1.0: signs requests as RFC 5849, 3.4, writes it, with nothing of the package."""

from __future__ import annotations

import hmac
import secrets
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from urllib.parse import parse_qsl
from urllib.parse import quote
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.hazmat.primitives.serialization import PublicFormat


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Give a key; making one takes a while."""
    return rsa.generate_private_key(65537, 2048)


def private_pem() -> str:
    """Give the key as clients have it."""
    return rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem() -> str:
    """Give the key as servers have it."""
    return rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def elliptic_pem() -> str:
    """Give a public key that is no RSA key."""
    return ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def escape(text: str) -> str:
    """Encode as RFC 5849, 3.6, has it."""
    return quote(text, safe="~")


@dataclass(frozen=True, kw_only=True)
class SigningClient:
    """Who signs: a consumer, maybe with a token."""

    key: str = "printer"
    secret: str = "s3cret"
    token: str = ""
    token_secret: str = ""
    method: str = "HMAC-SHA256"
    #: Parameters to send beside, or in place of, those that belong there; ``None`` leaves one out.
    more: Mapping[str, str | None] = field(default_factory=dict)

    def __call__(self, verb: str, url: str, form: str = "") -> str:
        """Give the value of ``Authorization``."""
        sent = self.parameters()
        if "oauth_signature" not in sent:
            sent["oauth_signature"] = self.sign(base_string(verb, url, form, sent))
        return written(sent)

    def parameters(self) -> dict[str, str]:
        """Give what is sent, without the signature."""
        usual = {
            "oauth_consumer_key": self.key,
            "oauth_signature_method": self.method,
            "oauth_timestamp": str(int(time.time())),
            "oauth_nonce": secrets.token_hex(8),
            "oauth_token": self.token or None,
        }
        return {name: value for name, value in {**usual, **self.more}.items() if value is not None}

    def sign(self, text: str) -> str:
        """Sign a base string."""
        key = f"{escape(self.secret)}&{escape(self.token_secret)}"
        if self.method == "PLAINTEXT":
            return key
        if self.method.startswith("RSA"):
            return b64encode(rsa_key().sign(text.encode(), PKCS1v15(), SHA1() if self.method.endswith("SHA1") else SHA256())).decode()
        return b64encode(hmac.digest(key.encode(), text.encode(), self.method.rpartition("-")[2].lower())).decode()


def base_string(verb: str, url: str, form: str, sent: Mapping[str, str]) -> str:
    """Give what is signed (RFC 5849, 3.4.1)."""
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *parse_qsl(form, keep_blank_values=True), *sent.items()]
    encoded = sorted((escape(name), escape(value)) for name, value in pairs if (name, value) != ("realm", sent.get("realm")))
    normal = "&".join(f"{name}={value}" for name, value in encoded)
    return "&".join(map(escape, (verb, f"{parts.scheme}://{parts.netloc}{parts.path or '/'}", normal)))


def written(sent: Mapping[str, str]) -> str:
    """Write parameters into a field."""
    return "OAuth " + ", ".join(f'{name}="{value if name == "realm" else escape(value)}"' for name, value in sent.items())
