"""Requests: some that are meant, and such that somebody sends who is after something."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from random import Random
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from .serving import GOOD


class Sent(NamedTuple):
    """A request."""

    path: str
    query: str
    fields: dict[str, str]


#: Names that are not offered: columns, attributes of Python, lookups of other libraries, and what is no name at all.
NAMES = (
    "secret",
    "author.secret",
    "author__secret",
    "author[secret]",
    "author__secret__startswith",
    "author[secret][startswith]",
    "price",
    "price[gt]",
    "content[contains]",
    "deleted_at[null]",
    "version",
    "extra",
    "status",
    "id[eq]",
    "id[like]",
    "id[__class__]",
    "rank[]",
    "__class__",
    "_sa_instance_state",
    "metadata",
    "registry",
    "parameter_0",
    "order_by",
    "where",
    "1=1",
    "id) OR (1=1",
    "id;",
    'id"',
    "id'--",
    "",
    "\0",
    "[",
    "]",
    "é",
)

#: Values that break out of something, or are too much for something.
VALUES = (
    "' OR '1'='1",
    "' OR 1=1 --",
    "1 OR 1=1",
    "1); DROP TABLE articles; --",
    "' UNION SELECT secret FROM authors --",
    "1 AND (SELECT 1 FROM authors WHERE secret LIKE 'p%')",
    '" OR ""="',
    "\\",
    "\\'",
    "%",
    "_",
    "%%%%%",
    "*",
    "?",
    "*****",
    "*" * 201,
    "*a" * 6,
    "\0",
    "a\0b",
    "%(x)s",
    ":id",
    "$1",
    "{0}",
    "{0.__class__}",
    "{{7*7}}",
    "${7*7}",
    "None",
    "null",
    "NULL",
    "true",
    "NaN",
    "Infinity",
    "-0",
    "1e400",
    "1e9999",
    "1_000",
    "０",
    "0x10",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 400,
    "9" * 5000,
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999-23:59",
    "2026-02-30T00:00:00Z",
    "2026-01-01",
    "00000000-0000-0000-0000-000000000003",
    "author.secret",
    "-author.secret",
    "author__secret",
    "price",
    "-price",
    "content",
    "secret",
    "author(secret)",
    "author(secret),id",
    "*,secret",
    "author(name),tags(name)",
    "author(username(x))",
    "(" * 50,
    "comments",
    "author.articles",
    "parent",
    "children",
    "metadata",
    "__class__",
    "planted",
    "planted-1",
    "planted-gold-5",
    "Article planted 1",
    "id,id",
    "id,-id",
    "title,,id",
    ",",
    "," * 500,
    "2," * 101,
    "x" * 201,
    "x" * 3000,
    "é",
    "\U0001f37a",
    "e30",
    "eyJ2IjogMX0",
    "..",
    "",
    " ",
)

#: What is no text at all.
OCTETS = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f\x8d", b"\xc0\xaf")

#: The addresses of lists and of items, with keys of which some are there, and some are hidden.
_NUMBERS = tuple(map(str, range(20)))
_LISTS = {"/articles": ("",), "/authors/{}/articles": ("1", "2", "3", "4")}
_ITEMS = {
    "/articles/{}": ("article-2", "article-3", "article-4", "planted-1", "planted-7", "nothing"),
    "/numbers/{}": _NUMBERS,
    "/uuids/{}": tuple(str(UUID(int=number)) for number in range(20)),
}

#: What an item has, too.
_OF_ITEMS = ("fields", "expand")

#: Of two that are there for one thing, the client chooses one.
_EITHER = {"page": "cursor", "cursor": "page"}


def request(random: Random, cursors: Sequence[str], offered: Sequence[str] = tuple(GOOD)) -> Sent:
    """Make a request. Half of them are good; what comes of those tells whether the others are any use.

    :param cursors: such as were given out.
    :param offered: the parameters that are played with.
    """
    is_good, is_list = random.random() < 0.5, random.random() < 0.8
    path = _path(random, _LISTS if is_list else _ITEMS, is_good)
    names = _names(random, offered if is_list else _OF_ITEMS)
    parameters = [_good(random, name, cursors) if is_good else _bad(random, name, cursors) for name in names]
    header = {"X-Fields": _header(random)} if random.random() < 0.1 else {}
    return Sent(path, "&".join(parameters), header)


def _names(random: Random, offered: Sequence[str]) -> list[str]:
    names = [random.choice(offered) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3)))]
    return [name for place, name in enumerate(names) if name not in names[:place] and _EITHER.get(name) not in names[:place]]


def _path(random: Random, paths: Mapping[str, Sequence[str]], is_good: bool) -> str:
    path, keys = random.choice([*paths.items()])
    kind = random.random()
    if is_good or kind < 0.3:
        return path.format(random.choice(keys))
    if kind < 0.4:
        return path.format(quote(random.choice(OCTETS), safe=""))
    # A slash would lead elsewhere.
    return path.format(quote(random.choice([value for value in VALUES if "/" not in value]), safe=""))


def _good(random: Random, name: str, cursors: Sequence[str]) -> str:
    return _written(name, random.choice((*GOOD[name], *cursors) if name == "cursor" else GOOD[name]))


def _bad(random: Random, name: str, cursors: Sequence[str]) -> str:
    kind = random.random()
    value = random.choice((*GOOD[name], *cursors) if name == "cursor" else GOOD[name])
    if kind < 0.2:
        return _written(random.choice(NAMES), value)
    if kind < 0.6:
        return _written(name, random.choice(VALUES))
    if kind < 0.8:
        return _written(name, _mutated(random, value))
    if kind < 0.85:
        return f"{quote(name)}={quote(random.choice(OCTETS))}"
    return f"{_written(name, value)}&{_written(name, value)}" if kind < 0.9 else _written(name, value)


def _written(name: str, value: str) -> str:
    return f"{quote(name, safe='[]')}={quote(value)}"


def _mutated(random: Random, value: str) -> str:
    """Change a good value somewhere."""
    at = random.randrange(len(value) + 1)
    return random.choice(
        (
            value[:at] + random.choice(VALUES[:30]) + value[at:],
            value[:at],
            value[at:],
            value * 2,
            value[:at] + random.choice("aA0-_.=~é") + value[at + 1 :],
            value.swapcase(),
        )
    )


def _header(random: Random) -> str:
    """Give a field of the request. What is not text is for the query."""
    said = random.choice((*GOOD["fields"], *VALUES))
    return said if said.isascii() and said.isprintable() else "id"
