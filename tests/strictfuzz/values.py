"""Values near the border: what only Python, only marshmallow or only another field would take."""

from __future__ import annotations

import datetime as dt
import ipaddress
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

from schemafuzz.moments import EAST
from schemafuzz.moments import FRACTION
from schemafuzz.moments import SECONDS
from schemafuzz.moments import ZERO
from schemafuzz.moments import Day
from schemafuzz.moments import Moment
from schemafuzz.moments import Nowhere
from schemafuzz.objects import Items
from schemafuzz.objects import Number
from schemafuzz.objects import Ratio
from schemafuzz.objects import Record
from schemafuzz.objects import Shout
from schemafuzz.objects import Text
from schemafuzz.objects import View

from .enums import Mixed
from .enums import NotFinite
from .enums import Nullable
from .enums import Numbers
from .enums import Rights
from .enums import Words

_ID = "12345678-1234-5678-1234-567812345678"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

_NUMBERS = """
    7 07 -7 +7 7.0 7. .5 1_000 +1 1e5 1E5 1e+5 1e-5 1e00005 1e9999 1E99999 1E1000000 NaN nan sNaN -NaN inf Infinity -Infinity 0x10 1,5
    -0 -0.0 00 0.10 - --1 1e e5 1.e5 1.5e5 ２ １２ ٣ 1．5 ² 1² ½ 100 101 0.5 0.05 10.005 1000000 1.0 1.5 2.5 0 1 3 [1] (1,2)
    yes no true True TRUE false t on y a b A abc abcdef ab1 null None x alpha READ READ|WRITE é
"""
_DATES = """
    2024-05-17 2024-W10-1 2024W101 2024-W10 20240517 2024-5-17 2024-02-30 0000-01-01 9999-12-31 10000-01-01 -2024-05-17 2024-137
    ２０２４-０５-１７ 2024-05-1７ 2024.05.17 2024-05.17 2024.05-17 2024/05/17 17.05.2024 2024-05-17T
"""
_MOMENTS = """
    2024-05-17T08:30:00 2024-05-17_08:30:00 2024-05-17t08:30:00 2024-05-17T08:30:00z 2024-05-17T08:30:00Z 2024-05-17T08:30Z
    2024-05-17T08:30 2024-05-17T08 20240517T083000 20240517T083000Z 2024-05-17T0830 2024-05-17T08:30:00+00:00
    2024-05-17T08:30:00-00:00 2024-05-17T08:30:00+02 2024-05-17T08:30:00+0200 2024-05-17T08:30:00+22:60 2024-05-17T08:30:00+24:00
    2024-05-17T08:30:00+23:59 2024-05-17T08:30:00+02:00:30 2024-05-17T08:30:00+02:00:30.5 2024-05-17T08:30:00.1
    2024-05-17T08:30:00.123456 2024-05-17T08:30:00.1234567 2024-05-17T08:30:00.123456789012 2024-05-17T08:30:00,5
    2024-05-17T08:30:00. 2024-05-17T08:30:00.Z 2024-05-17T24:00:00 2024-05-17T24:00 2024-05-17T24:00:00Z 2024-12-31T24:00:00+00:00
    2024-05-17T23:59:60 2024-05-17T23:60:00 2024-W20-5T08:30:00 2024W205T083000 2024-05-17T08:30:00ZZ 2024-05-17T08:30:00+00:00Z
    2024-05-17T08.30.00 2024-05-17T08-30-00 0001-01-01T00:00:00+01:00 9999-12-31T23:59:59-01:00 0001-01-01T00:00:00Z
    2024-05-17T０8:30:00 2024-05-17T08:30:00+0０:00 2024-05-17T8:30:00 2024-05-17T08:30:0 2024-05-17T08:30:0Z 2024-05-17T08:30:5-
    2024-05-17T08:30:+1 2024-05-17T08:30:-1Z 08:30 08:30:00 0830 08 T08:30 08:30Z 08:30:00.5 08:30:00,5 24:00 23:59:60 8:30
    08:30+01:00 08:30+22:60 08:30:00.1234567
"""
_ADDRESSES = """
    a@example.org a@b a@b.c a@b.co a@localhost a@LOCALHOST a@[127.0.0.1] a@[::1] a@[256.0.0.1] "q"q@example.org a@@example.org
    a.b.@example.org .a@example.org a..b@example.org a@-example.org a@exa-mple.org a@example-.org a@exämple.org ä@example.org
    a@example.o a@example.toolongtld a@example.museum a@example.1 a@example.12 a@x_y.org a_b@example.org a+b@example.org
    a@example.org. a@.org @example.org a@ a@１２.org １@example.org a@K.org a@ſ.org a@example.Kom K@example.org a@x.ſſ
    a'b@example.org a@1.com a@x--y.com a@b.c.de A@B.COM a@ex.c-m a@ex.cmmmmmm a@ex.c1m
    http://example.org http://example.org/ HTTP://EXAMPLE.ORG http://localhost:8000/x ftp://x.org file:///etc javascript:alert(1)
    //example.org /a a/b http://[::1]/ http://1.2.3.4 http://x http://a:b@example.org http://exämple.org
    127.0.0.1 ::1 1.2.3 01.2.3.4 127.0.0.1/8 fe80::1%eth0 2130706433 １.2.3.4 10.0.0.1/33
"""
_SPACED = [
    *("", " ", " 7", "7 ", "7\n", "abc\n", "a\x00", "\ud800", "2024-05-17 ", "2024-05-17 08:30", "2024-05-17T08:30:00 Z"),
    *("2024-05-17T08:30:00Z ", "Fri, 17 May 2024 08:30:00 +0000", "Fri, 17 May 2024 08:30:00 -0000", '"q q"@example.org'),
    *("a@example.org\n", "a b@example.org", "a@exa mple.org", "http://example.org\n", "http://example.org/ "),
]
_LONG = [
    *("1" * 4299, "1" * 4300, "1" * 4301, "1" * 5000, "0." + "1" * 5000, "-" + "1" * 4299, "9" * 30, "1." + "9" * 40),
    *(f"a@{'x' * 63}.org", f"a@{'x' * 64}.org", f"a@x.{'y' * 64}.com", f"{'a' * 65}@example.org", f"http://{'x' * 64}.org"),
]
_IDS = [
    *(_ID, _ID.upper(), f"{{{_ID}}}", f"urn:uuid:{_ID}", _ID.replace("-", ""), f"{_ID} ", f" {_ID}", _ID[:-1], f"{_ID}0"),
    *(f"{_ID[:-1]}G", "1234567-81234-5678-1234-567812345678", _ID.translate(_FULL_WIDTH), "12345678 -1234-5678-1234-56781234567"),
    *("12345678-1234-5678-1234-5678123456 8", "12345678-1234-5678-1234-5678 1234 567", "12345678-1234-5678-1234--56781234567"),
    *("12345678-12-4-5678-1234-567812345678", "12345678-1234-5678-1234-56781234\t678", "12345678-1234-5678-1234-5678123456\n78"),
    *("-" * 36, "00000000-0000-0000-0000-000000000000"),
]
TEXTS: list[str] = [*f"{_NUMBERS}{_DATES}{_MOMENTS}{_ADDRESSES}".split(), *_SPACED, *_LONG, *_IDS]

_INTEGERS = [0, 1, 2, 3, 7, -1, 100, 101, 2**53 - 1, 2**53, 2**53 + 1, -(2**53), 2**63, 2**64, 10**308, 10**309, -(10**400), 10**4299]
_FLOATS = [0.0, -0.0, 1.0, 7.0, 7.5, 0.1, 2.5, 1e5, 1e22, 1e300, 5e-324, float("nan"), float("inf"), float("-inf"), 10.004999]
_DECIMALS = [Decimal(text) for text in "1 1.5 NaN Infinity -Infinity 1E+400 1e-400 0E-8 -0".split()]
_OF_OWN_CLASSES = [Text("7"), Text("a"), Text("2024-05-17"), Text(_ID), Text("a@example.org"), Shout("a"), Number(7), Ratio(2.5)]


class Lying(float):
    """A number of a class of its own, which is none when it is made a float: some libraries convert by this method."""

    def __float__(self) -> float:
        return float("nan")


class OddId(uuid.UUID):
    """An identifier of a class of its own, which is written in another way."""

    def __str__(self) -> str:
        return f"id {super().__str__()}"


def objects() -> list[Any]:
    """Give what is no text, and may be changed."""
    return [
        *(None, True, False, *_INTEGERS, *_FLOATS, *_DECIMALS, *_OF_OWN_CLASSES, b"a", b"7", _ID.encode(), bytearray(b"a"), 1j),
        *(
            uuid.UUID(_ID),
            OddId(_ID),
            OddId(_ID),
            OddId(_ID),
            dt.datetime(2024, 5, 17),
            dt.datetime(2024, 5, 17, tzinfo=dt.UTC),
            dt.date(2024, 5, 17),
            dt.time(8, 30),
        ),
        *(dt.timedelta(1), dt.timedelta.max, Fraction(1, 3), Moment(2024, 1, 1), Day(2024, 1, 1), dt.time(1, tzinfo=EAST)),
        *(dt.datetime(2024, 1, 1, tzinfo=zone) for zone in (EAST, SECONDS, FRACTION, ZERO, Nowhere())),
        *([], [1], ["a"], ["7"], [1, "7"], [1.0], [True], [None], [[1.5]], [["x"]], (1,), (1, "a"), [1, "a"], {1}, ["a", "b", "c"]),
        *([1, 2, 3], [Decimal(1)], ["2024-05-17T08:30:00Z", "2024-05-17"], ["a@example.org", "a@b"], range(2), [[]], [{}]),
        *({}, {"a": 1}, {"": "x"}, {1: 2}, {"1": 2, "x": 3}, {"2024-05-17": 1.5}, {"2024-W10-1": "x"}, View({"a": 1}), Record(a=1)),
        *(Mixed.INTEGER, Mixed.TEXT, Numbers.ONE, Words.A, Rights.READ, Rights.READ | Rights.WRITE, NotFinite.NAN, Nullable.NOTHING),
        *(ipaddress.ip_address("127.0.0.1"), ipaddress.ip_interface("1.2.3.4/8"), object(), Items([1]), Lying(1.0), Ratio("inf")),
        *([float("nan")], (1.5, float("inf")), {"a": float("nan")}, [[float("-inf")]], ["x"] * 501),
    ]
