"""What validators say of values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite
from typing import Any

from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import validate

from ...models.schemas.digits import Digits
from ...schema.validators import flat
from .decimals import Bound
from .decimals import pattern_of_digits
from .decimals import patterns_between
from .moments import in_units
from .patterns import ecma
from .values import NUMBER
from .view import Described
from .view import View
from .written import UNWRITABLE
from .written import written

#: What is added to the description of a field by one of its validators.
_Say = Callable[[Any, Any, Described], None]


def say_checks(field: Any, validators: Iterable[Any], described: Described, view: View) -> None:
    """Add what validators say to the description of a field; what JSON Schema has no words for is left out."""
    for validator in flat(validators):
        say = _CHECKS.get(type(validator))
        # What is shown of a decimal has the zeros that it was kept with.
        if say is not None and not (view.is_output and isinstance(field, fields.Decimal)):
            say(field, validator, described)


def add(described: Described, keyword: str, value: Any) -> None:
    """Add a keyword. What is there already counts, too."""
    if described.setdefault(keyword, value) != value:
        described.setdefault("allOf", []).append({keyword: value})


# -- lengths, bounds and patterns --------------------------------------------------------------------------------------

_SIZES = {"string": "Length", "array": "Items", "object": "Properties"}


def _length(field: Any, validator: validate.Length, described: Described) -> None:
    # Of what is loaded to something else, as bytes, the length is another.
    if not (_is_text(field) or isinstance(field, fields.Raw | fields.List | fields.Tuple | fields.Mapping | fields.Nested)):
        return
    kinds = described.get("type", ())
    least, most = (validator.min, validator.max) if validator.equal is None else (validator.equal, validator.equal)
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind in _SIZES:
            _bound(described, f"min{_SIZES[kind]}", least, max)
            _bound(described, f"max{_SIZES[kind]}", most, min)


def _is_text(field: Any) -> bool:
    return isinstance(field, fields.String) and not isinstance(field, fields.UUID)


def _bound(described: Described, keyword: str, value: Any, stricter: Callable[[Any, Any], Any]) -> None:
    if value is not None:
        described[keyword] = stricter(value, described.get(keyword, value))


def _range(field: Any, validator: validate.Range, described: Described) -> None:
    least, most = _number(field, validator.min), _number(field, validator.max)
    _bound(described, "minimum" if validator.min_inclusive else "exclusiveMinimum", least, max)
    _bound(described, "maximum" if validator.max_inclusive else "exclusiveMaximum", most, min)
    if isinstance(field, fields.Decimal):
        first = None if least is None else Bound(Decimal(str(validator.min)), validator.min_inclusive)
        last = None if most is None else Bound(Decimal(str(validator.max)), validator.max_inclusive)
        for pattern in patterns_between(first, last):
            _narrow(described, pattern)


def _narrow(described: Described, pattern: str) -> None:
    """Put a pattern in the place of that of all numbers, or beside another."""
    if described.get("pattern") == f"^{NUMBER}$":
        described["pattern"] = pattern
    else:
        add(described, "pattern", pattern)


def _digits(field: Any, validator: Digits, described: Described) -> None:
    before, behind = validator.precision - (validator.scale or 0), validator.scale
    _narrow(described, pattern_of_digits(before, behind))
    if before <= _MOST_OF_FLOATS:
        _bound(described, "exclusiveMinimum", -(10**before), max)
        _bound(described, "exclusiveMaximum", 10**before, min)
    if behind is not None and behind <= _MOST_OF_FLOATS:
        described["multipleOf"] = float(f"1e-{behind}") if behind else 1


#: So many digits a number may have that every reader of JSON understands (RFC 8259, 6).
_MOST_OF_FLOATS = 15


def _number(field: Any, value: Any) -> float | None:
    if isinstance(value, dt.timedelta) and isinstance(field, fields.TimeDelta):
        return in_units(field, value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not isfinite(value):
        return None
    if not isinstance(field, fields.Integer | fields.Float | fields.Decimal):
        return None
    return int(value) if value == int(value) else float(value)


def _regexp(field: Any, validator: validate.Regexp, described: Described) -> None:
    pattern = ecma(validator.regex) if _is_text(field) else None
    if pattern is not None:
        add(described, "pattern", pattern)


# -- formats -----------------------------------------------------------------------------------------------------------

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# The last label, too, has no hyphen at an end: so it is in the format (RFC 5321, 4.1.2), though not in marshmallow.
_DOMAIN = rf"(?:{_LABEL}\.)+[A-Za-z0-9][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]"
_ATOM = "[-!#$%&'*+/=?^`{}|~A-Za-z0-9_]+"
_EMAIL = rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_DOMAIN}|localhost)$"

_USER = r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
# Some of the spellings of RFC 3986, 3.2.2.
_PIECE = "[0-9A-Fa-f]{1,4}"
_ADDRESS = rf"(?:{_PIECE}:){{7}}{_PIECE}|(?:{_PIECE}:){{1,6}}:{_PIECE}|::(?:{_PIECE}:){{0,5}}{_PIECE}"
_NO_DOMAIN = rf"localhost|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|\[(?:{_ADDRESS})\]"


# What stands in a path, a query and a fragment (RFC 3986, 3.3).
_PLAIN = r"[A-Za-z0-9._~!$&'()*+,;=@/?-]|%[0-9A-Fa-f]{2}"


def _behind(one: str) -> str:
    """Give what may follow the host, of so many characters: marshmallow takes a fragment there since 4.4."""
    usual = f"/|[/?]{one}+|[/?]{one}*#{one}*"
    try:
        validate.URL()("http://localhost#top")
    except ValidationError:
        return usual
    return f"{usual}|#{one}+"


_BEHIND, _RELATIVE = _behind(f"(?:{_PLAIN}|:)"), _behind(f"(?:{_PLAIN})")


def _email(field: Any, validator: validate.Email, described: Described) -> None:
    add(described, "pattern", _EMAIL)


def _url(field: Any, validator: validate.URL, described: Described) -> None:
    """Say what is a URL, of those in ASCII, as RFC 3986 has them."""
    hosts = [rf"{_DOMAIN}\.?", _NO_DOMAIN, *([] if validator.require_tld else [rf"{_LABEL}\.?"])]
    host = rf"(?:{'|'.join(sorted(validator.schemes))})://{_USER}(?:{'|'.join(hosts)})(?::[0-9]+)?"
    # What stands before the first "://" is taken for a scheme, wherever that is. So there is no colon at all.
    relative = f"(?:{_RELATIVE})" if validator.relative else ""
    absolute = f"{host}(?:{_BEHIND})?" if validator.absolute else ""
    add(described, "pattern", f"^(?:{'|'.join(filter(None, (absolute, relative)))})$")


# -- choices -----------------------------------------------------------------------------------------------------------


def _one_of(field: Any, validator: validate.OneOf, described: Described) -> None:
    _choose(field, validator.choices, described)


def _equal(field: Any, validator: validate.Equal, described: Described) -> None:
    _choose(field, [validator.comparable], described)


def _choose(field: Any, choices: Iterable[Any], described: Described) -> None:
    known = choices_of(field, choices)
    if known is not None:
        add(described, "enum", known)


def _none_of(field: Any, validator: validate.NoneOf, described: Described) -> None:
    known = choices_of(field, validator.iterable)
    if known:
        add(described, "not", {"enum": known})


def _contains_only(field: Any, validator: validate.ContainsOnly, described: Described) -> None:
    known = choices_of(field.inner, validator.choices) if isinstance(field, fields.List) else None
    if known is not None:
        described["items"] = {**described["items"], **({} if "enum" in described["items"] else {"enum": known})}


def _contains_none_of(field: Any, validator: validate.ContainsNoneOf, described: Described) -> None:
    known = choices_of(field.inner, validator.iterable) if isinstance(field, fields.List) else None
    if known:
        described["items"] = {**described["items"], "not": {"enum": known}}


def choices_of(field: Any, choices: Iterable[Any]) -> list[Any] | None:
    """Give choices as clients send them; ``None`` where one cannot be written."""
    if isinstance(field, fields.Nested):
        return None
    # Numbers and truth values that are equal in Python are not the same in JSON.
    known = [*{repr(choice): choice for choice in _sent(field, choices)}.values()]
    return None if UNWRITABLE in known else known


def _sent(field: Any, choices: Iterable[Any]) -> Iterator[Any]:
    for choice in choices:
        if isinstance(field, fields.Integer | fields.Float):
            # For Python, ``True`` and ``1`` are equal; what is no number is never chosen.
            if isinstance(choice, int | float) and isfinite(choice):
                yield int(choice) if choice == int(choice) else choice
        elif isinstance(field, fields.Boolean):
            if isinstance(choice, int | float) and choice in {0, 1}:
                yield bool(choice)
        elif isinstance(field, fields.Decimal):
            yield from _decimals(choice)
        elif _is_text(field):
            if isinstance(choice, str):
                yield written(choice)
        else:
            yield serialized(field, choice)


def _decimals(choice: Any) -> Iterator[Any]:
    """Give a number as such, and as text in its shortest spelling."""
    if isinstance(choice, int | float | Decimal) and isfinite(choice):
        yield int(choice) if choice == int(choice) else float(choice)
        yield f"{Decimal(str(choice)).normalize():f}"


def serialized(field: Any, choice: Any) -> Any:
    """Give a value of a field as clients send it, or ``UNWRITABLE``."""
    try:
        return written(field._serialize(choice, "", None))
    except Exception:
        # It may be no value of this field, which then complains in its own way.
        return UNWRITABLE


#: For each class of marshmallow's validators, what it says.
_CHECKS: dict[type, _Say] = {
    validate.Length: _length,
    validate.Range: _range,
    Digits: _digits,
    validate.Regexp: _regexp,
    validate.Email: _email,
    validate.URL: _url,
    validate.OneOf: _one_of,
    validate.Equal: _equal,
    validate.NoneOf: _none_of,
    validate.ContainsOnly: _contains_only,
    validate.ContainsNoneOf: _contains_none_of,
}
