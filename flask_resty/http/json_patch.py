"""JSON Patch (RFC 6902): a list of operations on a document, all of them or none.

The library ``jsonpatch`` changes the document. What it leaves open is decided before it is asked: how many operations there may
be, how much they may put into the document, how deep, and that ``true`` is not ``1``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import zip_longest
from typing import Any

from ..errors import Fault
from ..errors import Problem
from .depth import MAX_DEPTH
from .depth import depth_of

MEDIA_TYPE = "application/json-patch+json"

MAX_OPERATIONS = 1000

#: So many mistakes in the form of a patch are told.
_MOST_FAULTS = 100

#: A tilde stands before 0 or 1 only (RFC 6901, 3).
_BAD_ESCAPE = re.compile("~(?![01])")

#: The place of an item in an array (RFC 6901, 4). No array is so long that more digits would help.
_INDEX = re.compile("0|[1-9][0-9]{0,9}")

#: What an operation has besides ``op`` and ``path``.
_MEMBERS = {"add": "value", "remove": None, "replace": "value", "move": "from", "copy": "from", "test": "value"}

_LONGEST_NAME = 64
_MOST_SUGGESTIONS = 20

#: An operation of a patch that was checked.
Step = dict[str, Any]


def check(patch: Any) -> list[Step]:
    """Give a patch whose form is right, whatever the document is that it is for.

    :raise Problem: 400 if it is malformed, with a fault for each mistake: ``type``, ``required``, ``choice`` for an ``op`` that there
        is not, ``format`` for what is no pointer; 422 if it has more than 1000 operations: ``too_long``.
    """
    if not isinstance(patch, list):
        raise _malformed([_fault("", "type", "A JSON patch is an array of operations.")])
    if len(patch) > MAX_OPERATIONS:
        fault = _fault("", "too_long", f"The patch has more than {MAX_OPERATIONS} operations.")
        raise Problem(422, fault.detail, errors=[fault])
    found = [fault for index, step in enumerate(patch) for fault in _mistakes(step, f"/{index}")]
    if found:
        raise _malformed(found[:_MOST_FAULTS])
    return patch


def _malformed(found: list[Fault]) -> Problem:
    return Problem(400, "The content is not a JSON patch (RFC 6902).", errors=found)


def _fault(pointer: str, code: str, detail: str, suggestion: str | None = None) -> Fault:
    return Fault(location="body", pointer=pointer, code=code, detail=detail, suggestion=suggestion)


def _mistakes(step: Any, at: str) -> Iterator[Fault]:
    if not isinstance(step, dict):
        yield _fault(at, "type", "An operation is an object.")
        return
    yield from _mistakes_of_pointer(step, "path", at)
    op = step.get("op")
    if "op" not in step:
        yield _fault(f"{at}/op", "required", "The operation does not say what it does.")
    elif not isinstance(op, str) or op not in _MEMBERS:
        yield _fault(f"{at}/op", "choice" if isinstance(op, str) else "type", f"There are {', '.join(_MEMBERS)}.")
    elif _MEMBERS[op] == "value" and "value" not in step:
        yield _fault(f"{at}/value", "required", "The operation has no value.")
    elif _MEMBERS[op] == "from":
        yield from _mistakes_of_pointer(step, "from", at)
        if op == "move" and _is_inside(step.get("path"), step.get("from")):
            # "The 'from' location MUST NOT be a proper prefix of the 'path' location" (RFC 6902, 4.4).
            yield _fault(f"{at}/path", "format", "Nothing can be moved into itself.")


def _mistakes_of_pointer(step: Step, name: str, at: str) -> Iterator[Fault]:
    if name not in step:
        yield _fault(f"{at}/{name}", "required", "The operation does not say where.")
    elif not isinstance(step[name], str):
        yield _fault(f"{at}/{name}", "type", "A JSON pointer is a string.")
    elif step[name][:1] not in {"", "/"} or _BAD_ESCAPE.search(step[name]):
        yield _fault(f"{at}/{name}", "format", "This is not a JSON pointer (RFC 6901).")


def _is_inside(path: Any, source: Any) -> bool:
    return isinstance(path, str) and isinstance(source, str) and path.startswith(f"{source}/")


def tokens(pointer: str) -> list[str]:
    """Give the names and indexes that a pointer is made of (RFC 6901, 4)."""
    found = pointer.split("/")[1:]
    return [token.replace("~1", "/").replace("~0", "~") for token in found] if "~" in pointer else found


def undeclared(patch: Sequence[Step], names: Sequence[str]) -> list[Fault]:
    """Give a fault for each path into a member that a document does not have, whatever the rest of it is.

    :param names: those of the members that there may be.
    """
    known = frozenset(names)
    found: list[tuple[str, str]] = []
    for index, step in enumerate(patch):
        for member in ("path", "from") if _MEMBERS[step["op"]] == "from" else ("path",):
            first = tokens(step[member])[:1]
            if first and first[0] not in known:
                found.append((f"/{index}/{member}", first[0]))
    # To look for the name that was meant takes time.
    near = [next(iter(get_close_matches(name[:_LONGEST_NAME], names, 1)), None) for _, name in found[:_MOST_SUGGESTIONS]]
    told = zip_longest(found[:_MOST_FAULTS], near)
    return [_fault(at, "unknown", "Unknown field.", meant) for (at, _), meant in told]


def touched(patch: Sequence[Step]) -> frozenset[str] | None:
    """Give the members of a document that a patch is about, be they changed by it or not; ``None`` for all of them."""
    names: set[str] = set()
    for step in patch:
        if step["op"] != "test":
            for member in ("path", "from") if step["op"] == "move" else ("path",):
                if not step[member]:
                    return None
                names.update(tokens(step[member])[:1])
    return frozenset(names)


def patcher(limit: int) -> Callable[[Any, Sequence[Step]], Any]:
    """Make what applies a patch that was checked to a document, and gives what it made of it. The document is its to change.

    It raises a problem: 409 where the document is not in the state that the patch is for (RFC 5789, 2.2), with the code
    ``test_failed`` or ``no_target``; 413 ``too_large`` where more than the limit is put into it in all, so that a patch cannot make
    a document grow by copying; 422 ``too_deep`` for what would be nested too deeply.

    :param limit: in bytes.
    """
    # It takes its time to come, and is for those verbs only that take such patches.
    import jsonpatch

    # A patch of the library would check each operation twice more.
    operations = jsonpatch.JsonPatch.operations
    without_target = (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, LookupError)

    def apply(document: Any, patch: Sequence[Step]) -> Any:
        left = limit
        for index, step in enumerate(patch):
            try:
                if step["op"] == "test":
                    _test(document, step, f"/{index}")
                elif step["op"] == "remove" and not step["path"]:
                    document = None
                else:
                    left -= _weigh(document, step, f"/{index}", left)
                    document = operations[step["op"]](step).apply(document)
            except without_target as error:
                raise _refusal(409, f"/{index}", "no_target", "The operation has no target in the document as it is.") from error
        return document

    return apply


def _refusal(status: int, pointer: str, code: str, detail: str) -> Problem:
    return Problem(status, detail, errors=[_fault(pointer, code, detail)])


def _test(document: Any, step: Step, at: str) -> None:
    if not is_equal(_resolve(document, step["path"]), step["value"]):
        raise _refusal(409, at, "test_failed", "The document has another value than the patch says.")


def _resolve(document: Any, pointer: str) -> Any:
    """Give what a pointer leads to (RFC 6901, 4)."""
    for token in tokens(pointer):
        if isinstance(document, list):
            if _INDEX.fullmatch(token) is None:
                raise LookupError
            document = document[int(token)]
        elif isinstance(document, dict):
            document = document[token]
        else:
            raise LookupError
    return document


def is_equal(one: Any, other: Any) -> bool:
    """Tell whether two values are equal in JSON (RFC 6902, 4.6): ``1`` is ``1.0``, but not ``true``."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_equal(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_equal, one, other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _weigh(document: Any, step: Step, at: str, left: int) -> int:
    """Give the size of what an operation puts into a document, in bytes. What is moved counts, too: it takes as much time."""
    if step["op"] == "remove":
        return 0
    value = step["value"] if _MEMBERS[step["op"]] == "value" else _resolve(document, step["from"])
    if len(tokens(step["path"])) + depth_of(value) > MAX_DEPTH:
        raise _refusal(422, f"{at}/path", "too_deep", f"Arrays and objects would be nested more than {MAX_DEPTH} deep.")
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    if size > left:
        raise _refusal(413, at, "too_large", "The patch puts more into the document than may be sent at once.")
    return size
