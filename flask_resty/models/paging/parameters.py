"""What the parameters of pagers have in common: their names, and how many rows a client may ask for."""

from __future__ import annotations

from marshmallow import fields
from marshmallow import validate

from ...errors import ConfigError
from ..storable import LARGEST


def check_names(pager: str, **names: str) -> None:
    """Look whether parameters can be told from each other.

    :raise ConfigError: for what is no name, and for one that stands twice.
    """
    if not all(isinstance(name, str) and name for name in names.values()) or len(set(names.values())) < len(names):
        given = ", ".join(f"{parameter}={name!r}" for parameter, name in names.items())
        raise ConfigError(f"{pager}({given}) cannot be. Give names that differ.")


def limit_field(pager: str, name: str, size: int, max_size: int) -> fields.Int:
    """Make the parameter that says how many rows a page has.

    :raise ConfigError: for sizes that cannot be.
    """
    if not (type(size) is type(max_size) is int and 1 <= size <= max_size <= LARGEST // 2):
        raise ConfigError(f"{pager}(size={size!r}, max_size={max_size!r}) cannot be. Give two numbers from 1, the larger one last.")
    return fields.Int(data_key=name, load_default=size, validate=validate.Range(1, max_size))
