"""JSON of other parties, read strictly: what two programs might read in two ways is no JSON here (RFC 8725, 2.4; RFC 7493)."""

from __future__ import annotations

import json
import math
from typing import Any
from typing import NoReturn

from ..http.depth import MAX_DEPTH
from ..http.depth import depth_of


def read(octets: bytes) -> dict[str, Any]:
    """Read a JSON object that another party wrote.

    Whatever two programs might read in two ways is refused: names that stand twice, numbers that JSON does not have, encodings
    beside UTF-8, and half characters. So is what is nested more deeply than any program has to read (RFC 8259, 9).

    :raise ValueError: if it is anything else.
    """
    text = octets.decode()
    try:
        value = _decoder.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("The JSON is nested too deep.") from error
    if depth_of(value) > MAX_DEPTH:
        raise ValueError("The JSON is nested too deep.")
    if not isinstance(value, dict):
        raise ValueError("The JSON is no object.")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("A name stands twice in an object.")
    return members


def _finite(number: str) -> float:
    if math.isinf(value := float(number)):
        raise ValueError("A number is too large.")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON.")


_decoder = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse, parse_float=_finite)
