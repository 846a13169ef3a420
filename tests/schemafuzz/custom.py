"""Fields and validators of the user: each overrides one thing that a compiler could take for granted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import ValidationError
from marshmallow import fields
from marshmallow import missing
from marshmallow import validate

from .journal import note


class Bare(fields.String):
    """A subclass that changes nothing."""


class Upper(fields.String):
    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        note("Upper._serialize", value, attr, kwargs)
        text = super()._serialize(value, attr, obj, **kwargs)
        return text and text.upper()


class Lower(fields.String):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        note("Lower._deserialize", value, attr, data, kwargs)
        return super()._deserialize(value, attr, data, **kwargs).lower()


class Whole(fields.Field[Any]):
    def serialize(self, attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> Any:
        note("Whole.serialize", attr, kwargs)
        return missing if accessor is None else [accessor(obj, attr, "nothing")]

    def deserialize(self, value: Any, attr: Any = None, data: Any = None, **kwargs: Any) -> Any:
        note("Whole.deserialize", value, attr, data, kwargs)
        if isinstance(value, int):
            raise ValidationError({"whole": ["No number."]}, valid_data={"was": value})
        return value


class Elsewhere(fields.Integer):
    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = missing) -> Any:
        note("Elsewhere.get_value", attr)
        return super().get_value(obj, "a", accessor, default)


class Judging(fields.Integer):
    def _validate(self, value: Any) -> None:
        note("Judging._validate", value)
        super()._validate(value)
        if value == 1:
            raise ValidationError("Not one.")


class Counted(fields.Integer):
    num_type = staticmethod(lambda value: int(value) + 1)  # type: ignore[assignment]


class Formatted(fields.Float):
    def _format_num(self, value: Any) -> Any:
        note("Formatted._format_num", value)
        return float(value) / 2


class Validated(fields.UUID):
    def _validated(self, value: Any) -> Any:
        note("Validated._validated", value)
        return super()._validated(value)


class YesNo(fields.Boolean):
    truthy = {"yes", 2}
    falsy = {"no", 3.0}


class Absent(fields.String):
    def _validate_missing(self, value: Any) -> None:
        note("Absent._validate_missing", value)
        if value is missing and self.name == "a":
            raise self.make_error("required")


class Worded(fields.Integer):
    default_error_messages = {"invalid": {"code": "bad", "text": ["no integer"]}, "null": "No null."}

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        note("Worded.make_error", key, kwargs)
        return super().make_error(key, **kwargs)


class Unchecked(fields.Raw):
    _CHECK_ATTRIBUTE = False


class Dotted(fields.DateTime):
    SERIALIZATION_FUNCS = {"iso": lambda value: value.isoformat(".")}
    DEFAULT_FORMAT = "iso"


class Parsed(fields.Date):
    @staticmethod
    def _make_object_from_format(value: Any, data_format: str) -> dt.date:
        note("Parsed._make_object_from_format", value)
        return dt.date(2020, 1, 2)


class Several(fields.List):  # type: ignore[type-arg]
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        note("Several._deserialize", value, attr, kwargs)
        return super()._deserialize([value] if isinstance(value, str) else value, attr, data, **kwargs)


class Within(fields.Nested):
    def _load(self, value: Any, partial: Any = None) -> Any:
        note("Within._load", value, partial)
        return super()._load(value, partial)


class Chosen(fields.Enum):  # type: ignore[type-arg]
    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        note("Chosen._serialize", value)
        return super()._serialize(value, attr, obj, **kwargs)


class Settled(fields.Integer):
    """Chooses its options when it is bound.

    How often it is bound is not compared: marshmallow binds the fields of a nested instance again for each field that nests
    it, and the compiler has its own copies of such fields.
    """

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        self.allow_none = True
        self.validators = [validate.Range(max=100)]


class Replaced(fields.Integer):
    """Has a method of its own on each instance."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._serialize = lambda value, attr, obj, **kwargs: f"replaced {value!r}"  # type: ignore[method-assign]
        self._deserialize = lambda value, attr, data, **kwargs: -1  # type: ignore[method-assign]


class Longer(validate.Length):
    """Is called by another rule."""

    def __call__(self, value: Any) -> Any:
        note("Longer", value)
        return super().__call__(value)


class Spelled(validate.Range):
    """Words its message in its own way."""

    def _format_error(self, value: Any, message: str) -> str:
        note("Spelled", value)
        return f"{value!r}: {message}"


class Grumpy(validate.OneOf):
    message_all = "Never."
    default_message = "Not {input}."
