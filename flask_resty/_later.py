"""Names of a package that are imported when they are first asked for, so that nobody loads what nobody uses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from .errors import ConfigError

#: What packages have for type checkers and for pytest, and is none of their public names.
_TOOLS = {"TYPE_CHECKING", "pytest_plugins"}


def later(package: str, where: Mapping[str, str], *, extra: str | None = None) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make ``__getattr__`` and ``__dir__`` of a package (PEP 562). It has ``__all__``, too: the names that are public, wherever they are.

    :param where: for each name, the module below the package that has it.
    :param extra: the extra of the distribution that brings what those modules need.
    :raise ConfigError: (``__getattr__`` does) if it is not installed.
    """

    def get(name: str) -> Any:
        if name == "__all__":
            return sorted({*_public(sys.modules[package]), *where})
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


def _public(package: ModuleType) -> set[str]:
    """Give the names that a package has already. Those of its modules come and go with what is imported, so they are none."""
    return {
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and name not in _TOOLS and not isinstance(value, ModuleType)
    }
