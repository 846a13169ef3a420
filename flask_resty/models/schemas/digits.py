"""How many digits a number may have: a validator for what columns keep."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import ValidationError

from ...schema.messages import Message

#: The most digits of a number whose column tells no limit.
_MOST_DIGITS = 1000


class Digits:
    """Refuses numbers that a column would round, or has no room for.

    :param precision: the most digits.
    :param scale: how many of them stand behind the point.
    """

    def __init__(self, precision: int | None, scale: int | None) -> None:
        self.precision = precision or _MOST_DIGITS
        self.scale = scale

    def __call__(self, value: Decimal) -> None:
        """Look at the digits of a number."""
        behind = _behind_the_point(value) if value else 0
        if self.scale is not None and behind > self.scale:
            raise ValidationError(Message(f"No more than {self.scale} digits behind the point are allowed.", "too_long"))
        if value and (value.adjusted() >= self.precision - (self.scale or 0) or behind > _MOST_DIGITS):
            raise ValidationError(Message("Too many digits.", "too_long"))


def _behind_the_point(value: Decimal) -> int:
    _, digits, exponent = value.as_tuple()
    # Zeros at the end say nothing that would be lost.
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return -int(exponent) - zeros
