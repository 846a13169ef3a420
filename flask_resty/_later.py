"""Names of a package that are imported when they are first asked for, so that nobody loads what nobody uses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from .errors import ConfigError


def later(package: str, where: Mapping[str, str], *, extra: str | None = None) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make ``__getattr__`` and ``__dir__`` of a package (PEP 562).

    :param where: for each name, the module below the package that has it.
    :param extra: the extra of the distribution that brings what those modules need.
    :raise ConfigError: (``__getattr__`` does) if it is not installed.
    """

    def get(name: str) -> Any:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            return getattr(import_module(f".{where[name]}", package), name)
        except ModuleNotFoundError as error:
            if extra is None:
                raise
            needed = str(error.name).partition(".")[0]
            raise ConfigError(f"{name} needs {needed}, which is not installed. Install flask-resty-api[{extra}].") from error

    return get, lambda: sorted({*vars(sys.modules[package]), *where})
