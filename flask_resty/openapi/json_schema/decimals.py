"""Bounds of numbers that are written as text, as patterns: digit by digit.

Nothing of it looks ahead, as not all engines can. What is written with an exponent is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_ANY_FRACTION = r"(?:\.[0-9]+)?"
_ANY = f"(?:0|[1-9][0-9]*){_ANY_FRACTION}"


class Bound(NamedTuple):
    """Where numbers end."""

    value: Decimal
    is_inclusive: bool

    @property
    def opposite(self) -> Bound:
        """The same with the other sign."""
        return self._replace(value=-self.value)


def patterns_between(least: Bound | None, most: Bound | None) -> Iterator[str]:
    """Give the patterns that a number has to match all of."""
    if least is not None:
        yield _one_of(_from(least, "", "-"))
    if most is not None:
        yield _one_of(_from(most.opposite, "-", ""))


def _one_of(ways: Iterator[str]) -> str:
    first, *others = ways
    return f"^(?:{'|'.join([first, *others])})$" if others else f"^{first}$"


def pattern_of_digits(before: int, behind: int | None) -> str:
    """Give the pattern for numbers with so many digits before and behind the point; zeros at the end do not count."""
    whole = "0" if before <= 0 else f"(?:0|[1-9][0-9]{{0,{before - 1}}})"
    fraction = _ANY_FRACTION if behind is None else rf"(?:\.[0-9]{{1,{behind}}}0*)?" if behind else r"(?:\.0+)?"
    return f"^-?{whole}{fraction}$"


def _from(bound: Bound, sign: str, other: str) -> Iterator[str]:
    """Give the ways to write the numbers from a bound on, if those behind it have a sign, and those before zero the other."""
    value, is_inclusive = bound
    if value > 0 or (value == 0 and not is_inclusive):
        yield from (f"{sign}{way}" for way in _above(value, is_inclusive))
        return
    yield f"{sign}{_ANY}"
    # (Zero with the other sign is left out with the others.)
    yield from (f"{other}{way}" for way in _below(-value, is_inclusive) if value or not other)


def _digits(value: Decimal) -> tuple[str, str]:
    """Give the digits before and behind the point."""
    # (Zero may be negative.)
    whole, _, fraction = f"{abs(value):f}".partition(".")
    return whole, fraction.rstrip("0")


def _below(value: Decimal, is_inclusive: bool) -> Iterator[str]:
    whole, fraction = _digits(value)
    if len(whole) > 1:
        yield f"(?:0|[1-9][0-9]{{0,{len(whole) - 2}}}){_ANY_FRACTION}"
    for place, digit in enumerate(map(int, whole)):
        first = 1 if place == 0 and len(whole) > 1 else 0
        if digit > first:
            yield f"{whole[:place]}[{first}-{digit - 1}]{_more(len(whole) - place - 1)}{_ANY_FRACTION}"
    ways = [f"{fraction[:place]}[0-{int(digit) - 1}][0-9]*" for place, digit in enumerate(fraction) if digit != "0"]
    ways += [fraction[:place] for place in range(1, len(fraction))]
    ways += [f"{fraction}0*" if fraction else "0+"] if is_inclusive else []
    if ways:
        yield rf"{whole}(?:\.(?:{'|'.join(ways)})){'?' if fraction or is_inclusive else ''}"


def _above(value: Decimal, is_inclusive: bool) -> Iterator[str]:
    whole, fraction = _digits(value)
    yield f"[1-9][0-9]{{{len(whole)},}}{_ANY_FRACTION}"
    for place, digit in enumerate(map(int, whole)):
        if digit < 9:
            yield f"{whole[:place]}[{digit + 1}-9]{_more(len(whole) - place - 1)}{_ANY_FRACTION}"
    ways = [f"{fraction[:place]}[{int(digit) + 1}-9][0-9]*" for place, digit in enumerate(fraction) if digit != "9"]
    ways += [f"{fraction}[0-9]*" if fraction else "[0-9]+"] if is_inclusive else [f"{fraction}[0-9]*[1-9][0-9]*"]
    yield rf"{whole}(?:\.(?:{'|'.join(ways)})){'?' if is_inclusive and not fraction else ''}"


def _more(count: int) -> str:
    return f"[0-9]{{{count}}}" if count else ""
