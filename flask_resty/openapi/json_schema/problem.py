"""Problem documents (RFC 9457) as schemas."""

from __future__ import annotations

from .view import Described

_FAULT: Described = {
    "type": "object",
    "description": "One mistake in what was sent.",
    "properties": {
        "location": {"type": "string", "description": "Where it was: body, query, headers, cookies, path_args, form or files."},
        "pointer": {"type": "string", "description": "The place inside of it, a JSON pointer (RFC 6901)."},
        "code": {"type": "string", "description": "A stable word for programs."},
        "detail": {"type": "string", "description": "A sentence for people."},
        "suggestion": {"type": "string", "description": "The name that was probably meant."},
        "scope": {"type": "string", "description": "The scopes that would allow it, parted by spaces."},
    },
    "required": ["location", "pointer", "code", "detail"],
}


def problem_schemas(at: str) -> dict[str, Described]:
    """Give the schema of problem documents and of the mistakes in them, by name.

    :param at: where they are: what references begin with.
    """
    problem: Described = {
        "type": "object",
        "description": "Why a request was refused (RFC 9457).",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "A sentence for people."},
            "instance": {"type": "string", "format": "uri-reference"},
            "errors": {"type": "array", "items": {"$ref": f"{at}Fault"}},
        },
        "required": ["type", "title", "status"],
    }
    return {"Fault": _FAULT, "Problem": problem}
