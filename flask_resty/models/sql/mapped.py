"""Mapped classes: what is one, and the one that a name means."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from ...errors import ConfigError


def mapped(model: type[Any] | str) -> type[Any]:
    """Give the mapped class that is meant by itself or by its dotted name.

    :raise ConfigError: if there is none.
    """
    found = _imported(model) if isinstance(model, str) else model
    if not (isinstance(found, type) and isinstance(inspect(found, raiseerr=False), Mapper)):
        # Tables tell all of their columns.
        what = repr(model) if isinstance(model, type | str) else f"An instance of {type(model).__name__}"
        raise ConfigError(f"{what} is no mapped class of SQLAlchemy. Give a model, or its dotted name.")
    return found


def mapper_of(model: type[Any] | str) -> Mapper[Any]:
    """Give the mapper of a class, or of the one that a dotted name means.

    :raise ConfigError: if there is none.
    """
    mapper: Mapper[Any] = inspect(mapped(model))
    return mapper


def _imported(name: str) -> Any:
    module, _, last = name.rpartition(".")
    try:
        return getattr(import_module(module), last)
    except (AttributeError, ValueError, ModuleNotFoundError) as error:
        raise ConfigError(f"There is no model {name!r}. Give a dotted name with its module, as in 'blog.models.Post'.") from error
