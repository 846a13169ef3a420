"""Follow the references of a document (RFC 6901)."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from ..errors import ConfigError

#: Where the named schemas of a document are.
SCHEMAS = "#/components/schemas/"

#: Gives what a reference leads to, and anything else as it is.
Follow = Callable[[Any], Any]


def follower(document: Mapping[str, Any]) -> Follow:
    """Make what follows the references of a document.

    :raise ConfigError: (what is made does) if a reference leads nowhere, out of the document, or back to itself.
    """

    def follow(value: Any) -> Any:
        seen: list[str] = []
        while isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
            reference = value["$ref"]
            if reference in seen:
                raise ConfigError(f"The reference {reference!r} leads back to itself. Have it lead to something that is no reference.")
            seen.append(reference)
            value = _at(document, reference)
        return value

    return follow


def _at(document: Mapping[str, Any], reference: str) -> Any:
    if not reference.startswith("#/"):
        raise ConfigError(f"The reference {reference!r} leads out of the document. Put what it means into its components.")
    found: Any = document
    for step in reference[2:].split("/"):
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        if not isinstance(found, Mapping) or name not in found:
            raise ConfigError(f"The reference {reference!r} leads nowhere. Correct it, or add what it means.")
        found = found[name]
    return found


def schema_name(reference: str) -> str:
    """Give the name of the schema that a reference leads to.

    :raise ConfigError: if it leads to no named schema.
    """
    if not reference.startswith(SCHEMAS) or "/" in reference[len(SCHEMAS) :]:
        raise ConfigError(f"The reference {reference!r} leads to no named schema. Put the schema into the components.")
    return unquote(reference[len(SCHEMAS) :]).replace("~1", "/").replace("~0", "~")
