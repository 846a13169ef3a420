"""What a client is made of, in no language: types, and operations on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import Literal

from .kinds import Type

#: The methods of OpenAPI 3.1 (Path Item Object), and QUERY, in the order in which operations of one path stand.
Method = Literal["GET", "HEAD", "QUERY", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

#: Those that change nothing.
_SAFE = frozenset({"GET", "HEAD", "QUERY", "OPTIONS", "TRACE"})

#: A JSON Schema without what only people read. A reference in it is the bare name of another one.
Check = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type with its name."""

    name: str
    type: Type
    description: str = ""
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value that a caller gives beside the body."""

    name: str
    where: Literal["path", "query", "header", "cookie"]
    type: Type
    is_required: bool
    #: Whether the values of a list come one by one, each under the name; with commas between them otherwise.
    is_repeated: bool
    check: Check
    description: str = ""
    is_deprecated: bool = False


#: How content is written, as far as a client has to know: the three kinds of streams are JSON lines, text sequences and server-sent events.
Writing = Literal["json", "lines", "sequence", "events", "form", "multipart", "text", "bytes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One form in which something is sent or answered."""

    media_type: str
    writing: Writing
    #: The type of the whole, or of each item of a stream.
    type: Type
    #: The type where members were selected, if they can be.
    part: Type | None = None
    is_stream: bool = False
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes with one status."""

    status: int
    contents: tuple[Content, ...]
    #: The names of the header fields that it may have.
    headers: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """How members of an answer are selected."""

    parameter: str
    #: The name of the type whose members they are.
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """How members are asked for as a whole."""

    parameter: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One way to a token of OAuth 2."""

    kind: Literal["authorizationCode", "clientCredentials", "implicit", "password"]
    authorization_url: str = ""
    token_url: str = ""
    refresh_url: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One way to say who calls."""

    name: str
    #: ``http``, ``apiKey``, ``oauth2``, ``openIdConnect`` or ``mutualTLS`` (OpenAPI 3.1, Security Scheme Object).
    kind: str
    #: The scheme of ``Authorization`` in lower case, where it is one.
    scheme: str = ""
    #: Where a key stands, ``header``, ``query`` or ``cookie``, and under which name.
    where: str = ""
    parameter: str = ""
    flows: tuple[Flow, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOperation:
    """One thing that a client can ask for."""

    #: In camel case, as in ``listPosts``.
    name: str
    method: Method
    #: With path variables in braces, as in ``/posts/{slug}``.
    path: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    is_deprecated: bool = False
    #: What a caller gives: path variables first, required ones before others. What the runtime sends by itself is not among them.
    parameters: tuple[Parameter, ...] = ()
    #: The header fields that the runtime sends by itself, as in ``If-Match``.
    managed: frozenset[str] = frozenset()
    #: The forms of a body, the default first; a form that is no JSON is one of bytes, of text, or of a form.
    bodies: tuple[Content, ...] = ()
    is_body_required: bool = False
    #: All that may come, by status.
    answers: tuple[Answer, ...] = ()
    #: The JSON pointer to the list of a page, ``""`` where the page is the list; ``None`` where the answer is no page.
    pages: str | None = None
    selection: Selection | None = None
    expansion: Expansion | None = None
    #: The ways to be let in, each the names of schemes with the scopes that it takes; an empty one lets anybody in.
    security: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = ()

    @property
    def met(self) -> tuple[Answer, ...]:
        """Give the successes that a client may meet.

        It asks for no part of a representation (206), and who does not ask for less is shown what it wrote (RFC 7240, 4.2).
        """
        found = [answer for answer in self.answers if 200 <= answer.status < 300 and answer.status != 206]
        sees_all = self.manages("Prefer") and any(answer.contents for answer in found)
        return tuple(answer for answer in found if answer.contents or not sees_all)

    @property
    def given(self) -> tuple[Content, ...]:
        """Give the preferred content of each usual success, the same type once."""
        found = [preferred(answer.contents) for answer in self.met if answer.contents]
        return tuple(one for place, one in enumerate(found) if one.type not in [other.type for other in found[:place]])

    @property
    def may_be_empty(self) -> bool:
        """Tell whether a success may have no content."""
        return not all(answer.contents for answer in self.met)

    @property
    def is_stream(self) -> bool:
        """Tell whether the answer comes item by item."""
        return any(content.is_stream for content in self.given)

    @property
    def is_safe(self) -> bool:
        """Tell whether it changes nothing (RFC 9110, 9.2.1), so that it does the same when it is repeated."""
        return self.method in _SAFE

    @property
    def takes_match(self) -> bool:
        """Tell whether it changes something, and may say in which state that is meant to be."""
        return self.manages("If-Match") and not self.is_safe

    @property
    def needs_match(self) -> bool:
        """Tell whether it has to say so (RFC 6585, 3)."""
        return self.takes_match and any(answer.status == 428 for answer in self.answers)

    def manages(self, field: str) -> bool:
        """Tell whether the runtime sends a header field by itself."""
        return field.lower() in map(str.lower, self.managed)


def preferred(contents: tuple[Content, ...]) -> Content:
    """Give the content that a client asks for: JSON, in lines where it is a stream, or else the default."""
    wanted: tuple[Writing, ...] = ("lines", "sequence", "events", "json") if any(one.is_stream for one in contents) else ("json",)
    return min(contents, key=lambda one: wanted.index(one.writing) if one.writing in wanted else len(wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientModel:
    """All that a client of an Api is written from, in an order that depends on the names alone."""

    title: str
    version: str
    description: str
    #: Where the Api is, as in ``/api`` or ``https://blog.example/api``.
    server: str
    types: tuple[NamedType, ...]
    #: By path, then by method.
    operations: tuple[ClientOperation, ...]
    schemes: tuple[Scheme, ...]
    #: The schemas that those of parameters and bodies refer to, by name.
    checks: Mapping[str, Check]
