"""Several values in one parameter, parted by commas."""

from __future__ import annotations

from typing import Any
from typing import ClassVar

from marshmallow import ValidationError
from marshmallow import fields

from ..schema.messages import Message


class CommaList(fields.List[Any]):
    """A list that is one text: ``a,b``. There is no way to write a value that has a comma itself.

    :param inner: the field of each value.
    :param most: how many values there may be.
    """

    #: Of a parameter that comes twice, neither is taken.
    is_multiple: ClassVar[bool] = False

    def __init__(self, inner: fields.Field[Any], *, most: int, **kwargs: Any) -> None:
        super().__init__(inner, **kwargs)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        values = value.split(",", self.most) if isinstance(value, str) else value
        # It is known before the values are read, each of which takes its time.
        if isinstance(values, list) and len(values) > self.most:
            raise ValidationError([Message(f"There may be {self.most} values at most.", "too_long")])
        return super()._deserialize(values, attr, data, **kwargs)
