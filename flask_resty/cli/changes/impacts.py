"""What each kind of difference means to clients. docs/reference/breaking-changes.md has the same table, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from typing import NamedTuple

#: What a difference means to who uses the older document.
Impact = Literal["breaking", "unclear", "non-breaking"]

#: By code: what it means, and what it is.
IMPACTS: Mapping[str, tuple[Impact, str]] = {
    "operation-removed": ("breaking", "An operation is there no more."),
    "operation-added": ("non-breaking", "There is a new operation."),
    "operation-renamed": (
        "unclear",
        "The `operationId` is another one: requests go on as before, but generated clients have another name.",
    ),
    "operation-deprecated": ("non-breaking", "An operation is said to be deprecated."),
    "servers-changed": ("unclear", "The document names other servers."),
    "parameter-demanded": ("breaking", "A parameter has to be sent that was optional, or unknown."),
    "parameter-removed": ("breaking", "A parameter of the query or the path is known no more: unknown ones are refused."),
    "parameter-unheeded": ("unclear", "A header field or a cookie is heeded no more."),
    "parameter-restyled": ("breaking", "A parameter is written in another way."),
    "parameter-added": ("non-breaking", "There is a new optional parameter."),
    "parameter-relaxed": ("non-breaking", "A parameter may be left out that was needed."),
    "parameter-deprecated": ("non-breaking", "A parameter is said to be deprecated."),
    "body-demanded": ("breaking", "A body has to be sent where there was none, or where it was optional."),
    "body-removed": ("unclear", "A body is heeded no more."),
    "body-added": ("non-breaking", "An optional body is read now."),
    "body-relaxed": ("non-breaking", "A body may be left out that was needed."),
    "body-format-removed": ("breaking", "A media type is read no more."),
    "body-format-added": ("non-breaking", "One more media type is read."),
    "success-removed": ("breaking", "A status of success, or a redirect, is promised no more."),
    "success-added": ("unclear", "There is one more status of success, or a redirect, that clients may not expect."),
    "error-removed": ("non-breaking", "An error does not happen any more."),
    "error-added": (
        "non-breaking",
        "There is one more error. Clients treat one that they do not know as the first of its class (RFC 9110, 15).",
    ),
    "answer-format-removed": ("breaking", "A media type is written no more."),
    "answer-format-added": ("non-breaking", "One more media type is written."),
    "header-removed": ("breaking", "A header field of an answer is promised no more."),
    "header-added": ("non-breaking", "An answer has one more header field."),
    "security-tightened": ("breaking", "Credentials or scopes are needed that were not."),
    "security-relaxed": ("non-breaking", "There is one more way to be let in."),
    "security-scheme-changed": ("breaking", "Credentials of one name are sent in another way."),
    "request-narrowed": ("breaking", "Values are refused that were taken."),
    "request-widened": ("non-breaking", "Values are taken that were refused."),
    "request-member-demanded": ("breaking", "A member has to be sent that was optional, or unknown."),
    "request-member-removed": ("breaking", "A member is refused that was taken."),
    "request-member-unheeded": ("unclear", "A member is heeded no more, but not refused."),
    "request-member-added": ("non-breaking", "There is a new optional member."),
    "request-member-relaxed": ("non-breaking", "A member may be left out that was needed."),
    "request-default-changed": ("unclear", "What is left out means something else."),
    "answer-widened": ("breaking", "Values are given that were not."),
    "answer-narrowed": ("non-breaking", "Values are not given any more."),
    "answer-member-removed": ("breaking", "A member is given no more."),
    "answer-member-optional": ("breaking", "A member may be missing that was always there."),
    "answer-member-added": ("non-breaking", "There is a new member. Clients ignore members that they do not know."),
    "answer-member-assured": ("non-breaking", "A member is always there that could be missing."),
    "value-changed": ("breaking", "A value is of another kind: what was good is not, and the other way round."),
    "value-unclear": ("unclear", "A condition became another one, and nobody can tell by looking which of the two takes more."),
    "member-deprecated": ("non-breaking", "A member is said to be deprecated."),
}


class Change(NamedTuple):
    """One difference between two documents."""

    code: str
    #: The operation and the part of it, or the schema and its member.
    where: str
    #: What was, and what is.
    detail: str

    @property
    def impact(self) -> Impact:
        """What it means to clients."""
        return IMPACTS[self.code][0]
