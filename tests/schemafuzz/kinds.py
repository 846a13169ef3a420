"""The kinds of fields: each is drawn with its own options, and with what is good for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field

from . import pools
from .draft import Draft
from .draft import Member
from .draft import Pool
from .draft import Source


@dataclass
class Kind:
    """A field that was drawn, without the options that all fields have."""

    name: str
    loads: Source
    dumps: Source
    args: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    #: What can be asked of its values: ``text``, ``number``, ``sized`` or nothing in particular.
    sort: str = "any"
    #: Methods that the schema must have for it, as source text.
    methods: tuple[str, ...] = ()
    #: The members of the schema that it nests, as far as they are known.
    inner: tuple[Member, ...] = ()
    #: Whether it nests a schema.
    nests: bool = False


def _of(*good: Pool, odd: Pool | None = None) -> Source:
    """Give a source of good values, and where there is dirt of odd ones."""
    both = tuple(value for pool in good for value in pool)
    return lambda draft: draft.value(odd if draft.odd and odd is not None else both)


TEXTS = _of(pools.TEXTS, odd=pools.ODD_TEXTS)
INTEGERS = _of(pools.INTEGERS, odd=pools.ODD_INTEGERS)
FLOATS = _of(pools.FLOATS, odd=pools.ODD_FLOATS)
DECIMALS = _of(pools.DECIMALS, odd=pools.ODD_DECIMALS)
BOOLEANS = _of(pools.BOOLEANS, odd=pools.ODD_BOOLEANS)
MOMENTS = _of(pools.MOMENTS)
UUIDS = _of(pools.UUIDS, odd=pools.UUID_TEXTS)
ADDRESSES = _of(pools.ADDRESSES, odd=pools.ODD_ADDRESSES)


STRINGS = (*("fields.String", "fields.Str") * 3, "Bare", "Upper", "Lower", "Absent")


def string(draft: Draft) -> Kind:
    return Kind(draft.pick(*STRINGS), TEXTS, TEXTS, sort="text")


NUMBERS = (*("fields.Integer", "fields.Int") * 4, "Judging", "Elsewhere", "Counted", "Worded", "Settled", "Replaced")


def integer(draft: Draft) -> Kind:
    name = draft.pick(*NUMBERS)
    made = Kind(name, INTEGERS, INTEGERS, sort="number")
    return made if name == "Replaced" else _flags(draft, made, "strict", "as_string")


def floating(draft: Draft) -> Kind:
    return _flags(draft, Kind(draft.pick(*("fields.Float",) * 4, "Formatted"), FLOATS, FLOATS, sort="number"), "allow_nan", "as_string")


def decimal(draft: Draft) -> Kind:
    made = _flags(draft, Kind("fields.Decimal", DECIMALS, DECIMALS, sort="number"), "allow_nan", "as_string")
    if draft.chance(2):
        made.options |= draft.pick(*PLACES)
    return made


PLACES = (
    {"places": "2"},
    {"places": "0"},
    {"places": "-1", "rounding": "'ROUND_UP'"},
    {"places": "2", "rounding": "'ROUND_HALF_EVEN'"},
    {"rounding": "'ROUND_DOWN'"},
    {"places": "None"},
)


def boolean(draft: Draft) -> Kind:
    made = Kind(draft.pick(*("fields.Boolean",) * 4, "YesNo"), BOOLEANS, BOOLEANS)
    if draft.chance(4):
        made.options |= draft.pick(*TRUTHS)
    return made


TRUTHS = (
    {"truthy": "{'ok', 1}"},
    {"truthy": "set()"},
    {"truthy": "['yes', 2]", "falsy": "{'ko', 0}"},
    {"falsy": "set()"},
    {"truthy": "()", "falsy": "()"},
)


def uuid(draft: Draft) -> Kind:
    return Kind(draft.pick(*("fields.UUID",) * 4, "Validated"), _of(pools.UUID_TEXTS, pools.UUIDS, odd=pools.ODD_UUID_TEXTS), UUIDS)


def moment(draft: Draft) -> Kind:
    name = draft.pick(*("fields.DateTime", "fields.NaiveDateTime", "fields.AwareDateTime") * 2, "Dotted")
    made = Kind(name, _of(pools.MOMENT_TEXTS, odd=pools.ODD_MOMENT_TEXTS + pools.MOMENTS), MOMENTS)
    if draft.chance(2):
        made.options["format"], loads, odd = draft.pick(*FORMATS)
        made.loads = _of(loads, odd=odd + pools.MOMENTS)
    zone = {"fields.NaiveDateTime": "timezone", "fields.AwareDateTime": "default_timezone"}.get(name)
    if zone and draft.chance(2):
        made.options[zone] = draft.pick("dt.UTC", "EAST", "SECONDS")
    return made


FORMATS = (
    ("'iso'", pools.MOMENT_TEXTS, pools.ODD_MOMENT_TEXTS),
    ("'iso8601'", pools.MOMENT_TEXTS, pools.ODD_MOMENT_TEXTS),
    ("'rfc'", pools.RFC_TEXTS, pools.ODD_RFC_TEXTS),
    ("'rfc822'", pools.RFC_TEXTS, pools.ODD_RFC_TEXTS),
    ("'timestamp'", pools.STAMPS, pools.ODD_STAMPS),
    ("'timestamp_ms'", pools.STAMPS, pools.ODD_STAMPS),
    ("'%Y/%m/%d %H'", ("'2024/02/29 12'",), ("'2024-02-29'",)),
)


def date(draft: Draft) -> Kind:
    made = Kind(draft.pick(*("fields.Date",) * 4, "Parsed"), _of(pools.DAY_TEXTS, odd=pools.ODD_DAY_TEXTS + pools.DAYS), _of(pools.DAYS))
    if draft.chance(4):
        made.options["format"] = draft.pick("'iso'", "'iso8601'", "'%d.%m.%Y'")
    return made


def time(draft: Draft) -> Kind:
    made = Kind("fields.Time", _of(pools.TIME_TEXTS, odd=pools.ODD_TIME_TEXTS + pools.TIMES), _of(pools.TIMES))
    if draft.chance(4):
        made.options["format"] = draft.pick("'iso'", "'iso8601'", "'%H:%M'")
    return made


def span(draft: Draft) -> Kind:
    made = Kind("fields.TimeDelta", _of(pools.SPAN_NUMBERS, odd=pools.ODD_SPAN_NUMBERS + pools.SPANS), _of(pools.SPANS))
    if draft.chance(2):
        made.args.append(draft.pick("'seconds'", "'Days'", "'weeks'", "'milliseconds'", "'microseconds'"))
    return made


def mail(draft: Draft) -> Kind:
    return Kind("fields.Email", _of(pools.MAILS, odd=pools.ODD_MAILS + pools.ODD_TEXTS), TEXTS, sort="text")


def link(draft: Draft) -> Kind:
    made = Kind(draft.pick("fields.Url", "fields.URL"), _of(pools.LINKS, odd=pools.ODD_LINKS + pools.ODD_TEXTS), TEXTS, sort="text")
    made = _flags(draft, made, "relative")
    if draft.chance(4):
        made.options |= {"require_tld": "False", "schemes": draft.pick("['http', 'file']", "{'FTP'}")}
    return made


def address(draft: Draft) -> Kind:
    name = draft.pick("IP", "IPv4", "IPv6", "IPInterface", "IPv4Interface", "IPv6Interface")
    return _flags(draft, Kind(f"fields.{name}", ADDRESSES, _of(pools.ADDRESS_OBJECTS)), "exploded")


ENUMS = (
    ("Color", "RED", "1"),
    ("Size", "SMALL", "'s'"),
    ("Level", "LOW", "0"),
    ("Maybe", "YES", "None"),
    ("Rights", "READ", "3"),
    ("Loud", "A", "'alpha'"),
    ("Odd", "ONE", "1"),
)


def enumeration(draft: Draft) -> Kind:
    enum, member, value = draft.pick(*ENUMS)
    by_value = draft.pick("False", "False", "True", "fields.Integer", "fields.String(allow_none=True)", "Upper()", "fields.Raw")
    name = draft.pick("fields.Enum", "fields.Enum", "fields.Enum", "Chosen")
    good = (f"'{member}'", value, f"{enum}.{member}")
    return Kind(name, _of(good), _of((f"{enum}.{member}", f"next(iter({enum}))")), [enum], {"by_value": by_value})


def raw(draft: Draft) -> Kind:
    return Kind(draft.pick("fields.Raw", "fields.Raw", "Whole", "Unchecked"), _of(pools.TEXTS, pools.JUNK), _of(pools.TEXTS, pools.JUNK))


def constant(draft: Draft) -> Kind:
    return Kind("fields.Constant", _of(pools.TEXTS), _of(pools.TEXTS), [draft.pick("'fixed'", "None", "[]", "nan", "int")])


def function(draft: Draft) -> Kind:
    """A function for one direction makes the field one of that direction."""
    options = {}
    for way in draft.pick(*WAYS):
        function = "reads" if way == "serialize" else "turns"
        options[way] = f"{function}({draft.name('f')!r}, {draft.pick(*HOWS)!r})"
    return Kind("fields.Function", TEXTS, TEXTS, options=options)


def method(draft: Draft) -> Kind:
    """A method likewise."""
    options, methods = {}, []
    for way in draft.pick(*WAYS):
        name = options[way] = draft.name("m")
        function = "reads" if way == "serialize" else "turns"
        methods.append(f"def {name}(self, value):\n        return {function}({name!r}, {draft.pick(*HOWS)!r})(value)")
    quoted = {way: repr(name) for way, name in options.items()}
    return Kind("fields.Method", TEXTS, TEXTS, options=quoted, methods=tuple(methods))


WAYS = (*[("serialize",), ("serialize", "deserialize"), ("serialize", "deserialize"), ("deserialize",)] * 5, ())


HOWS = (*("same",) * 6, "list", "none", "missing", "refuse", "refuse deep", "break")


def _flags(draft: Draft, kind: Kind, *names: str) -> Kind:
    kind.options |= dict.fromkeys(draft.subset(*names), "True")
    return kind


#: Those that stand alone; those that are used most are drawn most.
SIMPLE: tuple[Callable[[Draft], Kind], ...] = (
    *(string, integer, floating) * 4,
    *(boolean, decimal, uuid, moment, date, enumeration) * 2,
    raw,
    constant,
    function,
    mail,
    link,
    time,
    span,
    address,
)
