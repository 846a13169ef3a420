"""Preconditions: whether a request is meant for the state that a resource is in (RFC 9110, 13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from typing import Literal
from typing import NamedTuple

from ..errors import refusal
from . import CONDITIONAL
from .dates import parse_date
from .etag import EntityTag
from .etag import parse_list
from .etag import strong
from .etag import weak

#: The fields that a request is conditional by, as WSGI names them.
FIELDS = frozenset(f"HTTP_{name.upper().replace('-', '_')}" for name in CONDITIONAL)

#: The methods that only read the representation that the tags are of.
SELECTING = frozenset({"GET", "HEAD"})

#: ``proceed``; ``unchanged`` is 304, ``failed`` is 412.
Verdict = Literal["proceed", "unchanged", "failed"]


class Validators(NamedTuple):
    """What is known of the current state of a resource (RFC 9110, 8.8)."""

    #: Whether it has a representation at all.
    exists: bool = True
    #: The tag of the selected representation. Where it is to be changed, those of all representations.
    tags: tuple[EntityTag, ...] = ()
    #: When it was last modified, in UTC and whole seconds.
    modified: datetime | None = None


def evaluate(environ: Mapping[str, Any], method: str, current: Validators) -> Verdict:
    """Judge all preconditions of a request, in the order of RFC 9110, 13.2.2.

    A method that reads asks for one representation. All others are about the resource, whatever representation the client
    has seen, so there the version in a tag decides.

    :raise Problem: 400 for tags that are none, where to ignore them could lose an update.
    """
    is_reading = method in SELECTING
    if "HTTP_IF_MATCH" in environ:
        if not _matches(_tags(environ, "If-Match"), current, is_reading):
            return "failed"
    elif _is_modified_since(parse_date(environ.get("HTTP_IF_UNMODIFIED_SINCE")), current):
        return "failed"
    if "HTTP_IF_NONE_MATCH" in environ:
        if _is_among(_tags(environ, "If-None-Match", is_reading), current, is_reading):
            return "unchanged" if is_reading else "failed"
    elif is_reading and _is_known_since(parse_date(environ.get("HTTP_IF_MODIFIED_SINCE")), current):
        return "unchanged"
    return "proceed"


def is_satisfied(environ: Mapping[str, Any], current: Validators) -> bool:
    """Tell whether a request says which state it is meant for, so that it need not be asked for that (RFC 6585, 3)."""
    # What is not this or that state may be any other, so only "none at all" says something.
    if "HTTP_IF_MATCH" in environ or environ.get("HTTP_IF_NONE_MATCH", "").strip(" \t") == "*":
        return True
    # Without a date to compare it with, the field has to be ignored (RFC 9110, 13.1.4).
    return current.modified is not None and parse_date(environ.get("HTTP_IF_UNMODIFIED_SINCE")) is not None


Tags = tuple[EntityTag, ...] | Literal["*"]


def _tags(environ: Mapping[str, Any], field: str, may_ignore: bool = False) -> Tags:
    found = parse_list(environ[f"HTTP_{field.upper().replace('-', '_')}"])
    if found is not None:
        return found
    if may_ignore:
        return ()
    detail = f"The field {field} is neither a list of entity tags nor an asterisk."
    raise refusal(400, "headers", f"/{field}", "malformed", detail)


def _matches(tags: Tags, current: Validators, is_reading: bool) -> bool:
    if tags == "*":
        return current.exists
    if is_reading:
        return any(strong(tag, one) for tag in tags for one in current.tags)
    return any(tag.version == one.version and not tag.is_weak and not one.is_weak for tag in tags for one in current.tags)


def _is_among(tags: Tags, current: Validators, is_reading: bool) -> bool:
    if tags == "*":
        return current.exists
    if is_reading:
        return any(weak(tag, one) for tag in tags for one in current.tags)
    return any(tag.version == one.version for tag in tags for one in current.tags)


def _is_modified_since(moment: datetime | None, current: Validators) -> bool:
    return moment is not None and current.modified is not None and current.modified > moment


def _is_known_since(moment: datetime | None, current: Validators) -> bool:
    return moment is not None and current.modified is not None and current.modified <= moment
