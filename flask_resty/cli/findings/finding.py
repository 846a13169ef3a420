"""A finding, and what each kind of them is. docs/reference/findings.md has the same list, for people."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from flask import Flask

from ...operation import Operation

#: By code, what to do.
REMEDIES: Mapping[str, str] = {
    "unprotected-write": "Put an authenticator into the stack, or drop @public. If it is meant so, allow it.",
    "lost-rule": "Policy is never inherited: write @requires(...) on the overriding method, too, or @public if that is meant.",
    "unbounded-list": "Say @paginate(PageNumber()), or give a model resource pagination=; or stream it.",
    "unbounded-body": "Take fields.List(fields.Nested(Schema), validate=validate.Length(max=100)), or say @accepts(..., max_size=).",
    "no-throttle": "Put Throttle('600/hour') into the stack of the Api, or @throttle(...) on the verb.",
    "open-cors": "Name the origins that are trusted, and escape the dots of patterns.",
    "insecure-origin": "Name the origin with https: whoever is on the way to the other one reads and sends as its pages do.",
    "secret-member": "Make the field load_only=True, or leave it out of what is shown.",
    "published-secret": "Leave the default or the example out, or have a function make it: everybody reads the document.",
    "undeclared-answer": "Say @returns(Schema), @returns(None) or @streams(Schema).",
    "undeclared-body": "Say @accepts(Schema). Without it nothing of the body is read.",
    "undocumented": "Write a docstring on the verb or its class, or say @describe(summary=...).",
    "path-name": "Name things in the path by nouns, in lower case, with hyphens. What is done to them the method says.",
    "member-name": "Write all members in one way; data_key= says how one is sent.",
}


class Finding(NamedTuple):
    """One thing that could be better."""

    code: str
    #: The operation by its label (``POST /posts``), the member (``AccountOut.token``) or the layer that it is about.
    where: str
    #: What is there, in a sentence.
    detail: str

    @property
    def remedy(self) -> str:
        """What to do."""
        return REMEDIES[self.code]


class Subject(NamedTuple):
    """What is looked at: one Api on one app."""

    app: Flask
    #: Those that the application wrote; those of the package itself need no judge.
    operations: Sequence[Operation]
