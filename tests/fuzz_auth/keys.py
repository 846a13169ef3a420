"""Keys of an API, sessions, and both with something else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import unquote_plus

from flask.sessions import SecureCookieSessionInterface

from flask_resty import Principal
from flask_resty.auth import AllOf
from flask_resty.auth import AnyOf
from flask_resty.auth import APIKey
from flask_resty.auth import Session

from .app import app
from .digest import DIGEST
from .mutation import noise
from .passwords import BASIC
from .scheme import Scheme
from .scheme import Sent

KEYS = ("k3y-of-ada", "!#$%&'*+-.^_`|~", "K" * 1000)
HEADER, QUERY, COOKIE = "X-API-Key", "api_key", "key"


class KeyClient:
    """Has a key, and puts it into the field, the query or a cookie."""

    def good(self, random: Random, sent: Sent) -> Sent:
        return self._put(random.choice((HEADER, HEADER, QUERY, COOKIE)), random.choice((KEYS[0], KEYS[2])), sent)

    def hostile(self, random: Random, sent: Sent) -> Sent:
        key = random.choice(KEYS)
        odd = (
            "",
            key[:-1],
            key + "=",
            key.upper(),
            f"{key},{key}",
            f'"{key}"',
            f"{key} ",
            key * 200,
            f"{key}%00",
            f"{key};{key}",
            noise(random),
        )
        sent = self._put(random.choice((HEADER, QUERY, COOKIE)), random.choice(odd), sent)
        # Two keys at once, of which one may be good.
        return self._put(random.choice((HEADER, QUERY)), random.choice((key, "x")), sent) if random.random() < 0.3 else sent

    def is_good(self, sent: Sent) -> bool:
        queried = [unquote_plus(pair.partition("=")[2]) for pair in sent.query.split("&") if pair.startswith(f"{QUERY}=")]
        cookie = sent.fields.get("Cookie", "")
        named = [*queried, *([sent.fields[HEADER].strip(" \t")] if HEADER in sent.fields else [])]
        return named[0] in KEYS if len(named) == 1 else not named and any(key in cookie for key in KEYS)

    def _put(self, place: str, key: str, sent: Sent) -> Sent:
        if place == QUERY:
            key = "".join(character if character.isalnum() or character in "-._~,;" else f"%{ord(character):02X}" for character in key)
            return replace(sent, query=f"{sent.query}&{QUERY}={key}")
        return sent.having(HEADER, key) if place == HEADER else sent.having("Cookie", f"a=b; {COOKIE}={key}")


class SessionClient:
    """Has the cookie of a session of Flask."""

    def __init__(self) -> None:
        self._good = {self._cookie({"user_id": name}) for name in ("ada", "bob")}

    def good(self, random: Random, sent: Sent) -> Sent:
        return sent.having("Cookie", random.choice(("session={}", "a=b; session={}; c=d")).format(random.choice([*self._good])))

    def hostile(self, random: Random, sent: Sent) -> Sent:
        odd: list[Any] = ["eve", "", None, 1, [], {}, True, "x" * 3000, {" u": "x"}, {" d": "Thu, 01 Jan 1970 00:00:00 GMT"}, "\ud800"]
        good = random.choice([*self._good])
        head, _, signature = good.rpartition(".")
        cookie = random.choice(
            [
                *(
                    self._cookie({"user_id": random.choice(odd)}),
                    self._cookie({"_id": "ada"}),
                    self._cookie({"user_id": "ada"}, key="other"),
                ),
                *(
                    self._cookie({"user_id": "ada"}, seconds=0),
                    head,
                    f"{head}.",
                    f".{good}",
                    f"{head}.{signature[::-1]}",
                    f"{good}.{signature}",
                ),
                *(f"{good}; session=x", f"x; session={good}", f'"{good}', f"{good}\\073", noise(random), "." * 3000, "eyJ" * 1000),
            ]
        )
        return sent.having("Cookie", f"session={cookie}")

    def is_good(self, sent: Sent) -> bool:
        # A signature is read as base64 of either alphabet, with anything between; two bits of its last character say nothing.
        said = _letters(sent.fields.get("Cookie", ""))
        return any(_letters(good)[:-1] in said for good in self._good)

    def _cookie(self, said: dict[str, Any], *, key: str = "", seconds: float | None = None) -> str:
        made = type(app)("other") if key else app
        made.secret_key = key or app.secret_key
        serializer = SecureCookieSessionInterface().get_signing_serializer(made)
        assert serializer is not None
        if seconds is not None:
            signer = serializer.signer
            serializer.signer = type("Old", (signer,), {"get_timestamp": lambda self: int(seconds)})
            assert datetime.fromtimestamp(seconds, UTC).year == 1970
        text = serializer.dumps(said)
        return text.decode() if isinstance(text, bytes) else text


def _letters(text: str) -> str:
    return re.sub("[^A-Za-z0-9_-]", "", text.replace("/", "_").replace("+", "-"))


class BothClient:
    """Has a key, and a password or its digest."""

    def good(self, random: Random, sent: Sent) -> Sent:
        return random.choice((BASIC, DIGEST)).client.good(random, KEY.client.good(random, sent))

    def hostile(self, random: Random, sent: Sent) -> Sent:
        first, second = random.choice((BASIC, DIGEST)).client, KEY.client
        match random.randrange(4):
            case 0:
                return first.hostile(random, second.good(random, sent))
            case 1:
                return first.good(random, second.hostile(random, sent))
            case 2:
                return first.good(random, sent)
            case _:
                return second.good(random, sent)

    def is_good(self, sent: Sent) -> bool:
        return KEY.client.is_good(sent) and (BASIC.client.is_good(sent) or DIGEST.client.is_good(sent))


def _load(who: Any) -> Principal | None:
    return Principal(id=who) if who in ("ada", "bob") else None


KEY = Scheme(
    APIKey(verify={key: Principal(id=key) for key in KEYS}.get, header=HEADER, query=QUERY, cookie=COOKIE), KeyClient(), (HEADER, "Cookie")
)
SESSION = Scheme(Session(_load), SessionClient(), ("Cookie",))
BOTH = Scheme(
    AllOf(AnyOf(BASIC.authenticator, DIGEST.authenticator), KEY.authenticator, principal=lambda first, second: first),
    BothClient(),
    ("Authorization", HEADER),
)
