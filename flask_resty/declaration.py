"""A resource at a rule, as it was written."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple
from typing import TypedDict

from .contract import Envelope
from .errors import ConfigError
from .errors import did_you_mean
from .media import Emitter
from .media import Parser
from .resource import Resource
from .resource import endpoint_of
from .settings import Settings
from .stack import Layer
from .stack import check

#: A layer, with what it says besides its stack.
Said = tuple[Layer, Settings]


class ResourceOptions(TypedDict, total=False):
    """The keywords of ``@api.resource(rule, ...)`` and ``@blueprint.resource(rule, ...)``."""

    #: The name for ``url_for``; the class's in snake case if left out.
    endpoint: str
    #: The resource's layer of the stack.
    middleware: Sequence[Any]
    #: The only methods to serve, of those that the class writes.
    methods: Collection[str]
    emitters: Sequence[Emitter]
    parsers: Sequence[Parser]
    envelope: Envelope | str
    #: Whether clients may select members of what is shown, as in ``?fields=id,title``; if left out, they may of what only reads.
    selection: bool
    #: What its operations are grouped by where they are described; the blueprint's name, or the first word of the rule, if left out.
    tags: Sequence[str]
    #: Whether the document of the Api tells of it; it does if left out.
    is_described: bool
    #: Whether PUT, PATCH and DELETE have to say, by ``If-Match`` or the like, which state they are meant for; 428 where they do not.
    require_match: bool
    #: Handed on to the Flask rule.
    defaults: Mapping[str, Any]
    host: str
    subdomain: str
    strict_slashes: bool
    merge_slashes: bool


_SETTINGS = frozenset({"emitters", "parsers", "envelope", "selection"})
_RULE_OPTIONS = frozenset({"defaults", "host", "subdomain", "strict_slashes", "merge_slashes"})


class Declaration(NamedTuple):
    """A class at a rule, as it was written; it becomes a route in each app."""

    resource: type[Resource]
    rule: str
    options: ResourceOptions

    @property
    def endpoint(self) -> str:
        """The endpoint, without the prefix of a blueprint."""
        return self.options.get("endpoint") or endpoint_of(self.resource)

    def tags_at(self, endpoint: str) -> tuple[str, ...]:
        """Give what its operations are grouped by, where it has this endpoint."""
        said = self.options.get("tags")
        if said is not None:
            return tuple(said)
        blueprint = endpoint.rpartition(".")[0].rpartition(".")[2]
        word = blueprint or next((part for part in self.rule.split("/") if part and "<" not in part), "")
        return (word,) if word else ()

    @property
    def rule_options(self) -> dict[str, Any]:
        """What is handed on to the Flask rule."""
        return {name: value for name, value in self.options.items() if name in _RULE_OPTIONS}

    @property
    def settings(self) -> Settings:
        """What the resource says besides its stack."""
        return Settings(**{name: value for name, value in self.options.items() if name in _SETTINGS})  # type: ignore[arg-type]


def check_rule(rule: Any, options: ResourceOptions) -> None:
    """Check what stands beside a class, before the class is there.

    :raise ConfigError: for what is no rule, or a keyword that does not exist.
    """
    if not isinstance(rule, str) or rule[:1] not in {"", "/"}:
        raise ConfigError(f"{rule!r} is no rule. Write one as for Flask, with a slash first: resource('/posts/<slug>').")
    known = ResourceOptions.__annotations__.keys()
    for name in options.keys() - known:
        raise ConfigError(f"resource({rule!r}, ...) has no keyword {name!r}. {did_you_mean(name, known)}")


def declare(resource: Any, rule: str, options: ResourceOptions) -> Declaration:
    """Put a class and what stands beside it together.

    :raise ConfigError: for what is no resource, or an entry that cannot stand in a stack.
    """
    if not (isinstance(resource, type) and issubclass(resource, Resource)):
        raise ConfigError(f"{resource!r} is no resource. Derive it from flask_resty.Resource.")
    check(options.get("middleware", ()), f"{resource.__name__} at {rule!r}")
    demanded = options.get("require_match", False)
    if not isinstance(demanded, bool):
        raise ConfigError(f"{resource.__name__} at {rule!r} has require_match={demanded!r}. Give True, or leave it out.")
    _check_description(resource, rule, options)
    return Declaration(resource, rule, options)


def _check_description(resource: type[Resource], rule: str, options: ResourceOptions) -> None:
    tags, is_described = options.get("tags", ()), options.get("is_described", True)
    if isinstance(tags, str) or not isinstance(tags, Sequence) or not all(isinstance(tag, str) and tag for tag in tags):
        raise ConfigError(f"{resource.__name__} at {rule!r} has tags={tags!r}. Give a list of words.")
    if not isinstance(is_described, bool):
        raise ConfigError(f"{resource.__name__} at {rule!r} has is_described={is_described!r}. Give False, or leave it out.")


def join(prefix: str | None, rule: str) -> str:
    """Put a prefix before a rule, as Flask's blueprints do."""
    if prefix is None:
        return rule
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if rule else prefix
