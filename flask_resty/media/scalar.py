"""Numbers and truth values as text, in the grammar that textual values are read by."""

from __future__ import annotations

from decimal import Decimal

from .plain import stand_in

BOOLEANS = {True: "true", False: "false"}

#: What is no number, as a field that allows it reads it.
NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})

_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def fraction(value: float | Decimal) -> str:
    """Write a float or a decimal; the text of a float gives the same float when it is read.

    :raise TypeError: for a decimal that cannot be written out.
    """
    if not isinstance(value, Decimal):
        text = repr(value)
        return _NOT_FINITE.get(text, text)
    if value.is_finite():
        return str(stand_in(value))
    if value.is_snan():
        raise TypeError("A signaling NaN cannot be written.")
    return _NOT_FINITE[str(float(value))]
