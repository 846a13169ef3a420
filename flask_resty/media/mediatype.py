"""Media types and media ranges, as RFC 9110 writes them (8.3.1, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

#: Header values up to this length are worth remembering; longer ones are nothing that a client repeats.
USUAL_LENGTH = 512

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_QUOTED = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*+"'
_TYPE = re.compile(rf"({_TOKEN})/({_TOKEN})")
# A parameter may be left empty, as in "text/html;" (RFC 9110, 5.6.6).
_PARAMETER = re.compile(rf"[ \t]*+;[ \t]*+(?:({_TOKEN})=({_TOKEN}|{_QUOTED}))?")
_ESCAPED = re.compile(r"\\(.)")


class MediaType(NamedTuple):
    """A media type, or a media range where ``*`` stands for a part; names are in lower case."""

    type: str
    subtype: str
    parameters: Mapping[str, str]

    def covers(self, other: MediaType) -> bool:
        """Tell whether this range covers a media type, which has to have all the parameters of the range."""
        return (
            self.type in {"*", other.type} and self.subtype in {"*", other.subtype} and self.parameters.items() <= other.parameters.items()
        )


def read(text: str) -> MediaType | None:
    """Read a media type or a media range; ``None`` if it is malformed or says a parameter twice.

    ``charset=utf-8`` is left out: all our text is UTF-8, so it tells nothing apart.
    """
    text = text.strip(" \t")
    found = _TYPE.match(text)
    if found is None:
        return None
    parameters: dict[str, str] = {}
    end = found.end()
    while end < len(text):
        parameter = _PARAMETER.match(text, end)
        if parameter is None or (parameter[1] or "").lower() in parameters:
            return None
        if parameter[1]:
            parameters[parameter[1].lower()] = _unquoted(parameter[2])
        end = parameter.end()
    if parameters.get("charset", "").lower() == "utf-8":
        del parameters["charset"]
    return MediaType(found[1].lower(), found[2].lower(), parameters)


def _unquoted(value: str) -> str:
    return _ESCAPED.sub(r"\1", value[1:-1]) if value[0] == '"' else value
