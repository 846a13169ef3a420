"""One verb at one rule of one app: contract and stack, put together and frozen.

The dispatcher, the explanation and every later reader work from the same table of operations.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import NamedTuple

from . import stack as stacks
from .contract import CONTENT
from .contract import Contract
from .contract import Envelope
from .contract import Returns
from .http import CONDITIONAL
from .media import Emitter
from .media import Parser
from .schematic import Binary
from .schematic import keys_of
from .stack import Explanation
from .stack import Placed
from .typing import RangedPager

_WRITING = frozenset({"POST", "PUT", "PATCH"})

#: The field of a request that selects members of the answer, where the query does not.
SELECTING = "X-Fields"


class Representation(NamedTuple):
    """One of the ways in which a verb gives what it gives (RFC 9110, 3.2)."""

    #: The format. Its media type tells versions from each other, too.
    emitter: Emitter
    #: The members that are shown, in the one spelling that a selection has; ``""`` is all of them.
    selection: str = ""
    #: The members that are told as a whole, where they are in short otherwise; in the one spelling that an expansion has.
    expansion: str = ""
    #: Whether members have their short names.
    is_short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """Contract and stack of one verb at one rule of one app."""

    #: The name for ``url_for``.
    endpoint: str
    #: The whole rule, prefixes included.
    rule: str
    #: The method in upper case. HEAD is served by the operation of GET.
    method: str
    #: The class that serves: the resource's, or what its ``served_at`` gave.
    resource: type[Any]
    #: Its plain function for the verb.
    handler: Callable[..., Any]
    #: What the verb takes and gives.
    contract: Contract
    #: The resolved stack, outermost first.
    stack: tuple[Placed, ...]
    #: What the nearest layer says that can be written, the default first.
    emitters: tuple[Emitter, ...]
    #: What a client may choose from, the default first; nothing where there is never any content.
    offers: tuple[Representation, ...]
    #: What the nearest layer says that can be read, the default first.
    parsers: tuple[Parser, ...]
    #: What bodies are wrapped in, unless the verb says something else.
    envelope: Envelope | None
    #: The names that the handler is called with; ``**`` stands for the path variables that are left.
    arguments: tuple[str, ...]
    #: The names that ``find`` is called with; ``None`` where there is no ``find``.
    found_by: tuple[str, ...] | None
    #: Those that ``version`` and ``last_modified`` are called with.
    version_by: tuple[str, ...] | None = None
    modified_by: tuple[str, ...] | None = None
    #: Whether a client may select members of what is shown.
    is_selectable: bool = False
    #: Whether a client may ask for members as a whole that are told in short.
    is_expandable: bool = False
    #: The rule where the short names of members are published, if a client may ask for them.
    names_rule: str | None = None
    #: Whether an address may name the format of the answer.
    format_in_url: bool = False
    #: What it is grouped by where it is described, unless its verb says something else, and whether it is described at all.
    tags: tuple[str, ...] = ()
    is_described: bool = True
    #: Whether a request has to say which state of the resource it is meant for (RFC 6585, 3).
    require_match: bool = False
    #: The operation that gives the representation of the same resource, where this one is another.
    reading: Operation | None = None
    #: The operation of another class that answers callers without credentials in its place.
    anonymous: Operation | None = None
    #: Whether it is such a one.
    is_anonymous: bool = False
    #: Whether it is made for callers who may not see or write all that the contract of the verb has.
    is_restricted: bool = False

    # What follows of that is worked out once: readers ask often, of thousands.

    #: The promise of its usual success, the item of a stream included; ``None`` where nothing is promised.
    shown: Returns | None = field(init=False)
    #: Whether something is known that tells states of the resource from each other (RFC 9110, 8.8).
    has_validators: bool = field(init=False)
    #: Whether a client may say how much it wants to see of what it wrote (RFC 7240, 4.2).
    heeds_preferences: bool = field(init=False)
    #: Whether the answer may be a file, of which a client may ask for a part (RFC 9110, 14).
    may_give_files: bool = field(init=False)
    #: Whether a client may ask for a part of what it gives, be it bytes or records.
    gives_ranges: bool = field(init=False)

    def __post_init__(self) -> None:
        contract, shown = self.contract, self.contract.shown
        is_file = not contract.returns if shown is None else isinstance(shown.schema, Binary)
        follows = {
            "shown": shown,
            "has_validators": self.version_by is not None or self.modified_by is not None or self.find("etag") is not None,
            "heeds_preferences": self.method in _WRITING and not CONTENT.isdisjoint(contract.accepts),
            "may_give_files": self.method == "GET" and is_file,
            "gives_ranges": (self.method == "GET" and is_file) or self._gives_records,
        }
        for name, value in follows.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"Operation({self.label})"

    @property
    def label(self) -> str:
        """Method and rule, by which people tell the operations of an app from each other: ``GET /posts/<slug>``."""
        return f"{self.method} {self.rule}"

    @property
    def name(self) -> str:
        """Name the handler as its author would: ``PostItem.put``."""
        return f"{self.resource.__name__}.{self.method.lower()}"

    def selected_schema(self, representation: Representation) -> Any:
        """Give the schema whose members a client selects in a representation."""
        shown = self.shown
        return None if shown is None else shown.versions.get(representation.emitter.media_type, shown.schema)

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the parameters of the query that the verb takes itself."""
        said = (self.contract.accepts.get("query"), self.contract.pager)
        return frozenset(key for one in said if one is not None for key in keys_of(one.schema))

    @property
    def varies_by(self) -> tuple[str, ...]:
        """The request header fields that the answer depends on (RFC 9110, 12.5.5); entries add theirs on their own."""
        return tuple(self._chosen_by)

    @property
    def _chosen_by(self) -> Iterator[str]:
        if len(self.offers) > 1:
            yield "Accept"
        if self.is_selectable:
            yield SELECTING
        if "headers" in self.contract.accepts:
            yield from map(header_name, keys_of(self.contract.accepts["headers"].schema))
        if "cookies" in self.contract.accepts:
            yield "Cookie"

    @property
    def may_create(self) -> bool:
        """Tell whether the handler runs where ``find`` finds nothing: a PUT that declares 201 (RFC 9110, 9.3.4)."""
        return self.method == "PUT" and 201 in self.contract.returns

    @property
    def judges_conditions(self) -> bool:
        """Tell whether the verb takes the fields of conditions itself, so that nothing is judged for it."""
        said = self.contract.accepts.get("headers")
        return said is not None and any(header_name(key) in CONDITIONAL for key in keys_of(said.schema))

    @property
    def _gives_records(self) -> bool:
        # To look for the shape takes its time, and most verbs have no pages.
        return self.contract.pager is not None and isinstance(self.contract.pager, RangedPager)

    @property
    def reads(self) -> Iterator[str]:
        """The request header fields that matter to it."""
        if len(self.offers) > 1:
            # Browsers ask before they send one that is long, or that has a quoted string in it (Fetch, CORS-safelisted request-header).
            yield "Accept"
        if "body" in self.contract.accepts or "form" in self.contract.accepts:
            yield "Content-Type"
        if "body" in self.contract.accepts:
            yield "Content-Encoding"
        if self.has_validators:
            yield from CONDITIONAL
        if self.heeds_preferences:
            yield "Prefer"
        if self.may_give_files:
            yield "If-Range"
        if self._gives_records:
            yield "Range"
        if self.is_selectable:
            yield SELECTING
        if "headers" in self.contract.accepts:
            yield from map(header_name, keys_of(self.contract.accepts["headers"].schema))
        for placed in self.stack:
            yield from placed.entry.reads

    @property
    def writes(self) -> Iterator[str]:
        """The response header fields that it may send."""
        if self.method in {"POST", "PUT"} or any(300 <= status < 400 or status in {201, 202} for status in self.contract.returns):
            yield "Location"
        if self.has_validators:
            yield from ("ETag", "Content-Location")
        if self.heeds_preferences:
            yield "Preference-Applied"
        if self.gives_ranges:
            yield from ("Accept-Ranges", "Content-Range")
        if any(isinstance(said.schema, Binary) for said in self.contract.returns.values()):
            yield "Content-Disposition"
        if self.contract.pager is not None or any(offer.is_short for offer in self.offers):
            yield "Link"
        for placed in self.stack:
            yield from placed.entry.writes

    def find(self, once: str) -> Any:
        """Give the entry of its stack of a kind that stands once, such as ``deprecation``, or ``None``."""
        for placed in self.stack:
            if placed.entry.once == once:
                return placed.entry
        return None

    def explain(self) -> Explanation:
        """Give the stack as data: each entry, its place, and the layer that it came from."""
        return stacks.explain(self.stack)


def header_name(key: str) -> str:
    """Give the field name that a schema's key stands for: ``x_request_id`` is ``X-Request-Id``."""
    return "-".join(part[:1].upper() + part[1:] for part in key.replace("_", "-").split("-"))
