"""Values as source text: what is good for a kind of field, what is odd for it, and what is good for none.

Most are drawn from lists of what is worth trying, as a case has to be cheap; numbers and moments may be any.
"""

from __future__ import annotations

from .draft import Pool
from .draft import any_float
from .draft import any_integer
from .draft import any_moment


def values(text: str) -> Pool:
    """Give the values that stand in a text, each between two bars."""
    return tuple(value.strip() for value in text.split("|"))


TEXTS = values(r"'abc' | '' | 'a' | 'ab' | '1' | 'é' | 'ab cd' | 'x' * 30 | 'null' | 'A' | ' ' | Text('abc') | Shout('abc') | b'abc'")
ODD_TEXTS = values(r"'\ud800' | b'\xff' | bytearray(b'a') | Size.SMALL | 1 | True")

INTEGERS = (*values("1 | 0 | 2 | 3 | 4 | -1 | -6 | 7 | 99 | 100 | 101 | 2**63 | -2**70 | 10**400"), any_integer)
ODD_INTEGERS = values(
    "'1' | ' 7 ' | 1.0 | 1.5 | True | False | Number(3) | Level.HIGH | '1_0' | '1e3' | Decimal('3.7') | nan | inf | '9' * 5000 | '٣'"
)
FLOATS = (*values("1.5 | 0.0 | -0.0 | 1 | 1e300 | 5e-324 | 2**53 + 1"), any_float)
ODD_FLOATS = values(
    "nan | inf | -inf | 'nan' | '1e400' | 10**400 | -(10**310) | Ratio(2.5) | True | Decimal('0.1') | Decimal('sNaN') | '٣'"
)
DECIMALS = values(
    "Decimal('1.25') | '1.255' | '1.241' | 2.5 | '-0.005' | '0E-8' | 1 | 0.1 | '-0' | Decimal('1E+5') | '1E-30' | '12345.678'"
)
ODD_DECIMALS = values(
    "'NaN' | 'sNaN' | '-NaN123' | 'Infinity' | Decimal('-Infinity') | '1e999999' | True | 'x' | nan | Decimal('1E+999') | '1' * 40"
)
BOOLEANS = values("True | False | 1 | 0 | 'true' | 'off' | 'Y' | 0.0 | 1.0")
ODD_BOOLEANS = values("2 | 'maybe' | '' | [] | Number(1) | Level.LOW | 'yes' | Text('no') | Decimal('1') | Truthless()")

MOMENTS = values("""
    dt.datetime(2024, 2, 29, 12, 30)
    | dt.datetime(1, 1, 1, microsecond=1)
    | dt.datetime(9999, 12, 31, 23, 59, 59, 999999, dt.UTC)
    | dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    | dt.datetime(2024, 1, 1, 5, tzinfo=EAST)
    | dt.datetime(2024, 1, 1, 5, 0, 0, 10, tzinfo=SECONDS)
    | dt.datetime(2024, 1, 1, tzinfo=FRACTION)
    | dt.datetime(2024, 1, 1, tzinfo=ZERO)
    | dt.datetime(2024, 1, 1, tzinfo=Nowhere())
    | dt.datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo('Europe/Berlin'), fold=1)
    | Moment(2024, 1, 1, 1, 1, 1, 1)
""")
MOMENT_TEXTS = (
    *values("'2024-02-29T12:30:00' | '2024-02-29T12:30:00Z' | '2024-02-29T12:30:00.123456+05:45' | '2024-02-29T12:30:00-03:02:07'"),
    *values("'2024-02-29 12:30' | '20240229T123000' | '2024-W09-4' | '2024-02-29' | '2024-02-29T12:30:00+00:00' | '2024-02-29T12:30:00.1'"),
    *values("Text('2024-02-29T12:30:00') | '2024-02-29T12:30:00,5+0530'"),
    any_moment,
)
ODD_MOMENT_TEXTS = values("'2024-02-29T24:00:00' | '2024-02-29T12:30:00.123456789' | '2023-02-29T00:00:00' | b'2024-02-29T12:30:00'")
RFC_TEXTS = values("'Thu, 29 Feb 2024 12:30:00 +0000' | 'Thu, 29 Feb 2024 12:30:00 -0000' | '29 Feb 2024 12:30 GMT'")
ODD_RFC_TEXTS = values("'Thu' | '' | '2024-02-29T12:30:00'")
STAMPS = values("0 | 1.5 | 1e9 | '1234567.5' | 2**40 | 1700000000.123")
ODD_STAMPS = values("-1 | 1e20 | nan | True | 'x' | inf | 1e400 | '-0.0'")
DAYS = values("dt.date(2024, 2, 29) | dt.date.min | Day(2024, 1, 1) | dt.datetime(2024, 1, 2, 3) | dt.date(9999, 12, 31)")
DAY_TEXTS = values("'2024-02-29' | '20240229' | '2024-W09-4' | Text('2024-02-29') | '0001-01-01'")
ODD_DAY_TEXTS = values("'2024-02-30' | '2024-2-9' | '2024-02-29T00:00:00' | '29.02.2024'")
TIMES = values("dt.time(1, 2, 3) | dt.time(1, 2, 3, 4) | dt.time(1, tzinfo=dt.UTC) | dt.time(1, fold=1) | dt.time(1, tzinfo=EAST)")
TIME_TEXTS = values("'01:02:03' | '01:02' | 'T010203' | '01:02:03.5+05:45' | '01:02:03Z'")
ODD_TIME_TEXTS = values("'25:00' | '24:00' | '1:2' | ''")
SPANS = values("dt.timedelta(1, 2, 3) | dt.timedelta(0) | dt.timedelta.max | -dt.timedelta(microseconds=1) | dt.timedelta.min")
SPAN_NUMBERS = values("1 | 1.1234567 | '3.5' | -1e6 | True")
ODD_SPAN_NUMBERS = values("1e300 | nan | 'x' | 10**400 | inf | [1]")

UUIDS = values("uuid.UUID(int=1) | uuid.UUID('12345678-1234-5678-1234-567812345678') | uuid.NAMESPACE_DNS")
UUID_TEXTS = values("""
    '12345678-1234-5678-1234-567812345678'
    | '{12345678-1234-5678-1234-567812345678}'
    | '12345678123456781234567812345678'
    | 'urn:uuid:12345678-1234-5678-1234-567812345678'
    | 'ABCDEF78-1234-5678-1234-567812345678'
    | '1-2345678123456781234567812345678'
    | b'1234567812345678'
    | Text('12345678-1234-5678-1234-567812345678')
""")
ODD_UUID_TEXTS = values("'12345678-1234-5678-1234-56781234567G' | '12345678-1234-5678-1234-5678123456789' | b'short' | 5 | ''")
ADDRESSES = values("'127.0.0.1' | '::1' | '2001:db8::8a2e:370:7334' | b'127.0.0.1' | 'fe80::1%eth0'")
ODD_ADDRESSES = values(r"'1.2.3' | b'\xff' | 1 | '10.0.0.1/8' | ''")
ADDRESS_OBJECTS = values("ipaddress.ip_address('127.0.0.1') | ipaddress.ip_address('::1') | ipaddress.ip_interface('10.0.0.1/8')")
MAILS = values("""'a@example.org' | 'a@localhost' | '"q"@example.org' | 'é@exämple.org' | 'a@[127.0.0.1]' | Text('a@example.org')""")
ODD_MAILS = values(r"'a' | '' | 'a@b' | 'a@example.org\n' | 'a@@b.c' | b'a@example.org'")
LINKS = values("'http://example.org/a?b' | 'http://localhost:8000' | 'HTTP://EXAMPLE.ORG' | 'http://[::1]/' | 'ftp://example.org'")
ODD_LINKS = values(r"'/a' | '' | 'file:///etc' | 'example.org' | 'ftp://x' | 'http://example.org/\n' | 'x://example.org' | 'http://x'")

#: Good for nothing in particular.
JUNK = (
    *values(
        "None | 1 | 'abc' | True | [] | {} | 1.5 | '' | [1] | {'a': 1} | [{}] | [None] | b'abc' | nan | missing | (1, 2) | set() | '1'"
    ),
    *values("frozenset({1}) | Text('1') | Number(2) | Color.RED | Decimal('1.5') | dt.datetime(2024, 1, 1) | dt.date(2024, 1, 1)"),
    *values("uuid.UUID(int=5) | Thing({'a': 1}) | stream([1, 2]) | iter('ab') | range(2) | OrderedDict(a=1) | View({'a': 1}) | Items([1])"),
    *values("deque([1]) | 2**70 | int | EXCLUDE | object() | [[]] | UserList(['a']) | UserDict({'a': 1}) | Truthless() | complex(1, 2)"),
    *values("Raising(ValueError) | Raising(AttributeError)"),
)
