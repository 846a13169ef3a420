"""Signature methods (RFC 5849, 3.4, and their kin with SHA-256): telling whether a signature is right."""

from __future__ import annotations

import hmac
from base64 import b64decode
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Mapping
from hashlib import sha1
from hashlib import sha256

from authlib.oauth1.rfc5849.signature import plaintext_signature
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hashes import HashAlgorithm

from .signer import UNKNOWN
from .signer import Signer
from .signer import rsa_key

#: Takes the signature, the base string, the signer and the secret of the token, and tells whether they fit.
Check = Callable[[str, str, Signer, str], bool]


def _hmac(digest: str) -> Check:
    def is_right(signature: str, text: str, signer: Signer, token_secret: str) -> bool:
        octets = hmac.digest(_secrets(signer, token_secret).encode(), text.encode(), digest)
        return hmac.compare_digest(b64encode(octets), signature.encode())

    return is_right


def _rsa(algorithm: HashAlgorithm) -> Check:
    def is_right(signature: str, text: str, signer: Signer, token_secret: str) -> bool:
        try:
            rsa_key(signer).verify(b64decode(signature, validate=True), text.encode(), PKCS1v15(), algorithm)
        except (InvalidSignature, ValueError):
            return False
        return True

    return is_right


def _plaintext(signature: str, text: str, signer: Signer, token_secret: str) -> bool:
    return hmac.compare_digest(_secrets(signer, token_secret).encode(), signature.encode())


def _secrets(signer: Signer, token_secret: str) -> str:
    # Whoever has no secret shall not be signed for with an empty one. What PLAINTEXT sends is the key of HMAC (RFC 5849, 3.4.2).
    return str(plaintext_signature(signer.secret or UNKNOWN.secret, token_secret))


#: The methods that there are.
METHODS: Mapping[str, Check] = {
    "HMAC-SHA1": _hmac("sha1"),
    "HMAC-SHA256": _hmac("sha256"),
    "RSA-SHA1": _rsa(SHA1()),
    "RSA-SHA256": _rsa(SHA256()),
    "PLAINTEXT": _plaintext,
}


def is_hash_of(given: str, content: bytes) -> bool:
    """Tell whether an ``oauth_body_hash`` is that of the content: by SHA-1, as its draft has it, or by SHA-256."""
    try:
        octets = b64decode(given, validate=True)
    except ValueError:
        return False
    return octets in (sha1(content).digest(), sha256(content).digest())
