"""What of a schema counts as a promise when something is dumped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from typing import NamedTuple

from marshmallow import ValidationError
from marshmallow import missing
from marshmallow import validate

from .validators import flat


class Terms(NamedTuple):
    """What counts beside the types of the values."""

    #: Whether each field has to be there that has no ``dump_default`` and is not marked as optional.
    required: bool = True
    #: Whether all validators of a field have to pass; the choices have to anyway.
    validated: bool = False

    def requires(self, field: Any) -> bool:
        """Tell whether a field has to be there."""
        return self.required and field.dump_default is missing and not field.metadata.get("optional")

    def validators(self, field: Any) -> list[Any]:
        """Give the validators of a field that have to pass."""
        return [each for each in flat(field.validators) if self.validated or type(each) in _CHOICES]


_CHOICES = (validate.OneOf, validate.ContainsOnly)


def complaint_of(validators: list[Any]) -> Callable[[Any], str | None]:
    """Make what says which validator refuses a value; it never repeats the value."""

    def complaint(value: Any) -> str | None:
        for validator in validators:
            try:
                validator(value)
            except ValidationError:
                return "it is none of the choices" if type(validator) in _CHOICES else f"{_name(validator)} refuses it"
            except Exception as error:
                # It may rely on a type that the value has not, which must not be worse than the mistake itself.
                return f"{_name(validator)} fails on it with {type(error).__name__}"
        return None

    return complaint


def _name(validator: Any) -> str:
    return getattr(validator, "__qualname__", type(validator).__name__)
