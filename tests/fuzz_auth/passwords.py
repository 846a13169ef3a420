"""Basic, and opaque Bearer tokens."""

from __future__ import annotations

import re
from base64 import b64decode
from base64 import b64encode
from random import Random
from unicodedata import normalize

from flask_resty import Principal
from flask_resty.auth import Basic
from flask_resty.auth import Bearer

from .mutation import noise
from .scheme import Scheme
from .scheme import Sent

#: The accounts: in ASCII, with a colon, in other scripts, and long.
PASSWORDS = {"ada": "lovelace", "bob": "p:w:", "jürgen": "pässwort", "日本": "パスワード", "eve": "x" * 500}

TOKENS = ("t0ken", "a.b-c_d~e+f/g==", "A" * 400)


def encoded(octets: bytes) -> str:
    """Write octets in base64."""
    return b64encode(octets).decode()


class BasicClient:
    """Has a name and a password."""

    def good(self, random: Random, sent: Sent) -> Sent:
        name, password = random.choice([*PASSWORDS.items()])
        scheme = random.choice(("Basic", "Basic", "basic", "BASIC"))
        return sent.having("Authorization", f"{scheme} {encoded(f'{name}:{password}'.encode())}")

    def hostile(self, random: Random, sent: Sent) -> Sent:
        name, password = random.choice([*PASSWORDS.items()])
        odd = noise(random)
        pairs = [
            *(name, f"{name}:", f":{password}", f"{name}:{password}\0", f"\ufeff{name}:{password}", f"{name} :{password}", ":" * 5000),
            *(f"{name}:{odd}", f"{odd}:{password}", f"{name}{odd}:{password}", f"{name}\0:{password}", "ada:" + "e\u0301\u0345" * 9000),
            *(f"{name}:{password}\n", f"{name.upper()}:{password}", f"{name}:{password} ", f"{name}:{encoded(password.encode())}"),
        ]
        octets = random.choice(pairs).encode(random.choice(("utf-8", "utf-8", "utf-16", "utf-7")))
        return sent.having("Authorization", f"Basic {encoded(random.choice((octets, octets[:-1], octets + bytes([0xFF]))))}")

    def is_good(self, sent: Sent) -> bool:
        match = re.fullmatch(r"[ \t]*basic +([A-Za-z0-9+/]+=*)[ \t]*", sent.fields.get("Authorization", ""), re.IGNORECASE)
        try:
            name, _, password = b64decode(match[1]).decode().partition(":") if match else ("", "", "")
        except ValueError:
            return False
        return PASSWORDS.get(name) == normalize("NFC", password)


class BearerClient:
    """Has a token."""

    def good(self, random: Random, sent: Sent) -> Sent:
        return sent.having("Authorization", f"{random.choice(('Bearer', 'bearer', 'BEARER'))} {random.choice(TOKENS)}")

    def hostile(self, random: Random, sent: Sent) -> Sent:
        token = random.choice(TOKENS)
        odd = (f"{token}=", f"={token}", f'"{token}"', f"{token},", f"{token} {token}", token.swapcase(), token * 100, f"token={token}", "")
        return sent.having("Authorization", f"Bearer {random.choice(odd)}")

    def is_good(self, sent: Sent) -> bool:
        match = re.fullmatch(r"[ \t]*bearer +([^ ]*)[ \t]*", sent.fields.get("Authorization", ""), re.IGNORECASE)
        return match is not None and match[1].strip("\t") in TOKENS


def _secret(name: str) -> tuple[str, Principal] | None:
    return (PASSWORDS[name], Principal(id=name)) if name in PASSWORDS else None


BASIC = Scheme(Basic(secret=_secret), BasicClient())
BEARER = Scheme(Bearer(verify={token: Principal(id=token) for token in TOKENS}.get), BearerClient())
