"""Send a request and judge the answer."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from functools import cache
from io import BytesIO
from io import StringIO
from random import Random
from typing import Any
from typing import NamedTuple

from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from .app import app
from .keys import HEADER
from .keys import QUERY
from .oauth1 import METHODS
from .scheme import FORMS
from .scheme import Sent
from .scheme import make
from .serving import ANY
from .serving import PATHS
from .serving import SCHEMES
from .serving import SINGLE

#: What some schemes sign.
QUERIES = [
    "",
    "",
    "",
    "a=1&b=2&a=0",
    "q=%C3%A9+x&%20=",
    "%zz=%&a",
    "a=b=c&&=",
    "oauth_nonce=x",
    "access_token=t0ken",
    "a=%2B%26%3d",
    "x=&" * 300,
]

#: How long an answer may take, in seconds.
SLOWEST = 1.0

#: The statuses of who is let in: a query that nobody declared is a mistake of who may make it.
LET_IN = {200, 422}

# RFC 9110, 11.6.1; what we say is narrower: a scheme, and parameters that are tokens or well-formed quoted strings.
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = rf'{_TOKEN}=(?:{_TOKEN}|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*")'
_CHALLENGE = re.compile(rf"{_TOKEN}(?: {_PARAMETER}(?:, {_PARAMETER})*)?")

# What is long enough to be told from chance.
_WORD = re.compile(r"[^\s\",=;:&.<>{}]{9,}")
#: How errors are told where RFC 6749, 5.2, says how.
ERRORS = {"/oauth/token": "application/json"}

_KEYS = re.compile(rf"(?:^|&){QUERY}=")

#: The words of the protocols: whoever misses one says so.
NAMES = {f"oauth_{name}" for name in ("consumer_key", "token", "signature", "signature_method", "timestamp", "nonce", "version")}
NAMES |= {"oauth_callback", "oauth_verifier", "oauth_body_hash", "algorithm", "username*", *METHODS}


class Answer(NamedTuple):
    """What came back."""

    status: int
    fields: Headers
    content: bytes
    seconds: float
    log: str


def send(sent: Sent) -> Answer:
    """Send a request through WSGI, where a field may hold what no client of a test would let pass."""
    environ = _environ(sent)
    begun = time.perf_counter()
    pieces, status, fields = run_wsgi_app(app, environ, buffered=True)
    return Answer(int(status[:3]), fields, b"".join(pieces), time.perf_counter() - begun, environ["wsgi.errors"].getvalue())


def play(random: Random, *, is_timed: bool = False) -> list[tuple[str, int]]:
    """Make a value, send it to where it is meant for and elsewhere; give the name of each path with the status.

    :param is_timed: whether an answer that takes too long is a mistake.
    :raise AssertionError: for an answer that must not be.
    """
    name = random.choice([*SCHEMES])
    own = PATHS[name]
    path = own if name not in SINGLE else random.choice((own, own, "/any", "/open"))
    sent = make(random, SCHEMES[name], Sent(path, random.choice(QUERIES)))
    others = {own, "/any", random.choice([*ANY])} - {path}
    return [(to, judge(replace(sent, path=to), is_timed=is_timed)) for to in (path, *sorted(others))]


def judge(sent: Sent, *, is_timed: bool = False) -> int:
    """Send one request; give the status.

    :raise AssertionError: for an answer that must not be.
    """
    answer = send(sent)
    told = f"{sent!r:.3000}\n{answer.status} {answer.content[:500]!r}\n{answer.log}"
    assert answer.status in {200, 400, 401, 422}, told
    assert not is_timed or answer.seconds < SLOWEST, f"{answer.seconds:.1f} s: {told}"
    assert not answer.log, told
    if answer.status in LET_IN:
        _check_principal(sent, told)
    else:
        assert answer.fields["Content-Type"] == ERRORS.get(sent.path, "application/problem+json"), told
        assert answer.fields["Cache-Control"] == "no-store", told
        challenges = answer.fields.getlist("WWW-Authenticate")
        assert challenges or answer.status == 400, told
        assert all(map(_CHALLENGE.fullmatch, challenges)), f"{challenges}\n{told}"
        assert not _repeated(sent, answer), f"{_repeated(sent, answer)}\n{challenges}\n{told}"
    return answer.status


def _check_principal(sent: Sent, told: str) -> None:
    carriers = {name for name in ("Authorization", HEADER) if name in sent.fields} | {QUERY for _ in _KEYS.findall(sent.query)}
    good = [name for name in ANY[sent.path] if SCHEMES[name].client.is_good(sent)]
    if good:
        # Where any would do, there are no two.
        assert len(carriers) < 2 or sent.path not in {"/any", "/open"}, told
    else:
        # A cookie that cannot be read is none, as a session is that is not there.
        assert sent.path == "/open" and not carriers, told


def _repeated(sent: Sent, answer: Answer) -> set[str]:
    """Give the words of the request that are in the answer, but for those that are in the answer to any request."""
    said = answer.content.decode() + "\n".join(answer.fields.getlist("WWW-Authenticate"))
    return {word for word in _WORD.findall("\n".join(sent.fields.values())) if word in said} - NAMES - _usual(sent.path)


@cache
def _usual(path: str) -> set[str]:
    answer = send(Sent(path, fields={"Authorization": "x"}))
    return set(_WORD.findall(answer.content.decode() + "\n".join(answer.fields.getlist("WWW-Authenticate"))))


def _environ(sent: Sent) -> dict[str, Any]:
    form = FORMS.get(sent.path, "").encode()
    return {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": sent.path,
        "QUERY_STRING": sent.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if form else "",
        "CONTENT_LENGTH": str(len(form)),
        "wsgi.input": BytesIO(form),
        "wsgi.errors": StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.fields.items()},
    }
