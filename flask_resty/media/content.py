"""The choice of the parser for what a client sends (RFC 9110, 8.3, 15.5.16)."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from ..errors import Fault
from ..errors import Problem
from .format import Parser
from .mediatype import USUAL_LENGTH
from .mediatype import read

#: The fields besides ``Accept`` that tell what a method takes (W3C Linked Data Platform, 7.1; RFC 5789, 3.1; RFC 10008).
_ACCEPT_FIELDS = {"POST": "Accept-Post", "PATCH": "Accept-Patch", "QUERY": "Accept-Query"}


def choose(content_type: str | None, parsers: tuple[Parser, ...], method: str) -> Parser:
    """Give the parser for a ``Content-Type``, judged by the whole media type. Content without one is never guessed at.

    :raise Problem: 415 if there is none; it lists what would be accepted. 400 if there are several Content-Types.
    """
    judge = _remembered if content_type is None or len(content_type) <= USUAL_LENGTH else _judge
    found = judge(content_type, parsers)
    if isinstance(found, Fault):
        raise unsupported(found, [parser.media_type for parser in parsers], method)
    return found


def _judge(content_type: str | None, parsers: tuple[Parser, ...]) -> Parser | Fault:
    media_types = [parser.media_type for parser in parsers]
    found = check_type(content_type, media_types)
    return found if isinstance(found, Fault) else parsers[media_types.index(found)]


_remembered = lru_cache(maxsize=256)(_judge)


def check_type(content_type: str | None, accepted: Collection[str], *, in_any_charset: bool = False) -> str | Fault:
    """Give the one of the accepted media types that content is of, or else what is wrong.

    :param in_any_charset: for what is taken as it is, and not read as text.
    """
    if not content_type:
        return _fault("required", "The content has no Content-Type.")
    found = read(content_type)
    if found is None and "," in content_type and all(map(read, content_type.split(","))):
        return _fault("repeated", "There is more than one Content-Type.")
    if found is None:
        return _fault("malformed", "The Content-Type is not one media type.")
    fitting = {media_type: len(one.parameters) for media_type in accepted if (one := read(media_type)) and one.covers(found)}
    if not fitting:
        return _fault("unsupported", "The media type is none of those that are accepted here.")
    # What is UTF-8 has lost its charset when it was read.
    if "charset" in found.parameters and not in_any_charset:
        return _fault("charset", "Text is accepted in UTF-8 only.")
    # The one that says most about it, as a version does.
    return max(fitting, key=fitting.__getitem__)


def _fault(code: str, detail: str) -> Fault:
    return Fault(location="headers", pointer="/Content-Type", code=code, detail=detail)


def unsupported(fault: Fault, accepted: Collection[str], method: str) -> Problem:
    """Give the 415 for a fault in the ``Content-Type``; it lists the media types that would do (RFC 9110, 12.5.1).

    Several of them are 400, because who takes one of them may take another one than a proxy did (RFC 9110, 5.3, 8.3).
    """
    if fault.code == "repeated":
        return Problem(400, fault.detail, errors=[fault])
    headers = dict.fromkeys(("Accept", _ACCEPT_FIELDS.get(method, "Accept")), ", ".join(accepted))
    return Problem(415, fault.detail, errors=[fault], headers=headers)
