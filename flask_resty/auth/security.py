"""What an authenticator asks for, as data: for the document of an Api, and for whoever explains it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from typing import NamedTuple


class SecurityScheme(NamedTuple):
    """One way to say who calls (OpenAPI 3.1, Security Scheme Object)."""

    #: What it is called among those of an Api, as in ``"basic"``. Two of one name are one.
    name: str
    #: The Security Scheme Object.
    definition: Mapping[str, Any]


#: What lets a caller in: any one of several, and each may take several schemes together.
Alternatives = tuple[tuple[SecurityScheme, ...], ...]


def http_scheme(scheme: str, **more: Any) -> SecurityScheme:
    """Describe a scheme of ``Authorization``.

    :param scheme: its name in lower case (IANA's registry has those that are known).
    :param more: members of the object beside ``type`` and ``scheme``, as ``bearerFormat``.
    """
    return SecurityScheme(scheme, {"type": "http", "scheme": scheme, **more})
