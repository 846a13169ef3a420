"""Break a value of a field: what is left is nearly what it was, or nothing like it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from random import Random
from urllib.parse import quote
from urllib.parse import unquote

#: What makes a reader of credentials stumble.
PIECES = [
    *('"', '\\"', "\\", ",", ", ", ";", "=", "==", " ", "  ", "\t", ":", ".", "..", "%", "%00", "%22", "%2", "%FF%FE", "+", "/", "-", "_"),
    *("\x01", "\x0b", "\x1f", "\x7f", "\x80", "\xa0", "\xff", "é", "Ã©", "\xe2\x80\xae", "\xef\xbb\xbf", "0", "-1", "00000000", "ffffffff"),
    *(
        "9" * 400,
        "1e999",
        "NaN",
        "null",
        "true",
        "[]",
        "{}",
        '{"a":',
        "None",
        "=?utf-8?q?=41?=",
        "UTF-8''%41",
        "*",
        "'",
        "<b>",
        "${x}",
        "{0}",
    ),
    *("nonce=", "nc=", "uri=", 'realm="x"', "oauth_nonce=", "username*=UTF-8''a", "qop=auth-int", "algorithm=MD5-sess", "scope="),
    *("Basic", "Bearer", "Digest", "OAuth", "Negotiate", "Bearer a", "Basic Og==", 'Digest a="b"', "eyJhbGciOiJub25lIn0."),
]

# A server lets neither through: they end a field.
_LATIN = [chr(number) for number in range(1, 256) if number not in (10, 13)]
_PARAMETER = re.compile(r'[A-Za-z_*]+="?[^",]*"?')

#: The longest value that is made.
LONGEST = 60_000

Mutate = Callable[[Random, str], str]


def noise(random: Random) -> str:
    """Give text of any characters that a field can hold."""
    if random.random() < 0.5:
        return "".join(random.choices(_LATIN, k=random.randrange(60)))
    return "".join(random.choices(PIECES, k=random.randrange(1, 12)))


def mutate(random: Random, value: str) -> str:
    """Break a value in one to four ways."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        value = random.choice(_WAYS)(random, value)[:LONGEST]
    return value


def _span(random: Random, value: str) -> tuple[int, int]:
    start = random.randrange(len(value) + 1)
    return start, min(len(value), start + random.choice((0, 1, 1, 2, 5, 20, 1000)))


def _insert(random: Random, value: str) -> str:
    start, _ = _span(random, value)
    return value[:start] + random.choice(PIECES) + value[start:]


def _replace(random: Random, value: str) -> str:
    start, end = _span(random, value)
    return value[:start] + random.choice((*PIECES, random.choice(_LATIN))) + value[end:]


def _delete(random: Random, value: str) -> str:
    start, end = _span(random, value)
    return value[:start] + value[end:]


def _cut(random: Random, value: str) -> str:
    return value[: random.randrange(len(value) + 1)]


def _repeat(random: Random, value: str) -> str:
    start, end = _span(random, value)
    return value[:start] + value[start:end] * random.choice((2, 3, 100, 20_000)) + value[end:]


def _percent(random: Random, value: str) -> str:
    start, end = _span(random, value)
    return (
        value[:start] + (quote(value[start:end], safe="") if random.random() < 0.7 else unquote(value[start:end], "latin-1")) + value[end:]
    )


def _base64(random: Random, value: str) -> str:
    scheme, gap, text = value.partition(" ")
    for _ in range(random.choice((1, 1, 2, 8))):
        text = b64encode(text.encode("latin-1")).decode()
    return scheme + gap + text


def _alphabet(random: Random, value: str) -> str:
    return value.translate(str.maketrans("+/-_", "-_+/"))


def _padding(random: Random, value: str) -> str:
    return value.rstrip("=") + "=" * random.randrange(4)


def _case(random: Random, value: str) -> str:
    scheme, gap, text = value.partition(" ")
    change = random.choice((str.upper, str.lower, str.swapcase, str.title))
    return change(scheme) + gap + text if random.random() < 0.8 else change(value)


def _space(random: Random, value: str) -> str:
    space = random.choice((" ", "  ", "\t", " \t ", "\x0b", "\xa0", " " * 5000))
    return random.choice((space + value, value + space, value.replace(" ", space), value.replace(",", f"{space},{space}")))


def _quotes(random: Random, value: str) -> str:
    places = [place for place, character in enumerate(value) if character == '"']
    if not places or random.random() < 0.3:
        return value.replace('"', random.choice(("", "'", '\\"', '""')))
    place = random.choice(places)
    return value[:place] + random.choice(("", '""', '\\"', '"\\')) + value[place + 1 :]


def _parameters(random: Random, value: str) -> str:
    scheme, gap, text = value.partition(" ")
    parameters = _PARAMETER.findall(text)
    if not parameters:
        return f"{value}, {random.choice(PIECES)}"
    chosen = random.choice(parameters)
    match random.randrange(7):
        case 0:
            parameters.append(chosen)
        case 1:
            parameters.remove(chosen)
        case 2:
            random.shuffle(parameters)
        case 3:
            parameters = [parameter.partition("=")[0] + "=" if parameter == chosen else parameter for parameter in parameters]
        case 4:
            name = chosen.partition("=")[0]
            parameters.append(f'{random.choice((name, name.upper(), name + "*"))}="{random.choice(PIECES)}"')
        case 5:
            parameters = [parameter.replace('"', "") for parameter in parameters]
        case _:
            parameters = parameters * random.choice((2, 200))
    return scheme + gap + random.choice((", ", ",", " , ", "; ", " ")).join(parameters)


def _scheme(random: Random, value: str) -> str:
    _, gap, text = value.partition(" ")
    return random.choice(("Basic", "Bearer", "Digest", "OAuth", "ApiKey", "Token", "", "Bas ic", "é")) + gap + text


def _twice(random: Random, value: str) -> str:
    return random.choice((", ", ",", " ", "; ")).join((value, random.choice((value, noise(random), "Basic YTpi", "Bearer x"))))


_WAYS: list[Mutate] = [
    *(_insert, _replace, _delete, _cut, _repeat, _percent, _base64, _alphabet, _padding, _case, _space, _quotes, _parameters, _parameters),
    *(_parameters, _scheme, _twice),
]
