"""The straight line that the requests of an operation walk, as source.

The line is written out as source, one line a step, with the steps left out that the operation does not have: nothing is asked
per request that was known at registration. ``source(operation)`` shows it, with all steps for instance::

    def line(request):
        try:
            parser = check_content(request)
            resource = create()
            item = find(resource, slug=request.view_args['slug'])
            if item is None: raise not_found()
            authorize(request, item)
            representation = negotiate(request)
            admit(request, resource, item)
            values = parse(request, parser)
            result = handle(resource, item=item, body=values['body'])
            response = emit(result, representation)
            renew(request, resource, result, representation, response)
            if 'HTTP_PREFER' in request.environ: response = prefer(request, response)
            return response
        except Exception as error:
            return respond(request, error)

That is a PUT of a resource with ``require_match``. A GET of the same resource looks at the current state before its handler, too: a
client that has that state already gets a 304::

    def line(request):
        try:
            resource = create()
            item = find(resource, slug=request.view_args['slug'])
            if item is None: raise not_found()
            representation = negotiate(request)
            values = parse(request, None, None, representation)
            if CHOSEN in values: representation = values[CHOSEN]
            is_plain = request.environ.keys().isdisjoint(CONDITIONS)
            current = state(request, resource, item, representation)
            unchanged = None if is_plain else judge(request, current)
            if unchanged is not None: return unchanged
            if is_plain: result = handle(resource, item=item)
            else:
                with detached(request.environ): result = handle(resource, item=item)
            response = emit(result, representation)
            stamp(response, current)
            if not is_plain: response = finish(request, response)
            return response
        except Exception as error:
            return respond(request, error)
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator

from .conditional import has_state
from .conditional import is_judged_early
from .conditional import renews
from .contract import CONTENT
from .http.methods import READING
from .operation import Operation
from .patching import is_patched
from .state import etag_of


def source(operation: Operation) -> str:
    """Give the source of an operation's line, as it runs."""
    steps = (f"        {step}" for step in _steps(operation))
    guard = ("    except Exception as error:", "        return respond(request, error)")
    return "\n".join(("def line(request):", "    try:", *steps, *guard, ""))


def _steps(operation: Operation) -> Iterator[str]:
    has_content = not operation.contract.accepts.keys().isdisjoint(CONTENT)
    if has_content:
        yield "parser = check_content(request)"
    yield "resource = create()"
    if operation.found_by is not None:
        yield f"item = find({_arguments(operation, operation.found_by)})"
        if not operation.may_create:
            yield "if item is None: raise not_found()"
    if any(placed.entry.needs_item for placed in operation.stack):
        yield "authorize(request, item)"
    yield "representation = negotiate(request)"
    # Of what a request says, only the content comes after its conditions (RFC 9110, 13.2.1).
    parsing, conditions = list(_parsing(operation, has_content=has_content)), list(_conditions(operation))
    yield from (*parsing, *conditions) if operation.method in READING else (*conditions, *parsing)
    yield from _handling(operation)
    yield from _ending(operation)


def _parsing(operation: Operation, *, has_content: bool) -> Iterator[str]:
    given = ["request", "parser" if has_content else "None"]
    has_choice = operation.is_selectable or operation.is_expandable
    if is_patched(operation) or has_choice:
        given.append("item" if is_patched(operation) else "None")
    if has_choice:
        given.append("representation")
    yield f"values = parse({', '.join(given)})"
    if has_choice:
        yield "if CHOSEN in values: representation = values[CHOSEN]"


def _conditions(operation: Operation) -> Iterator[str]:
    """What the request says of the state that it is meant for: judged before its content is read (RFC 9110, 13.2.1)."""
    item = "item" if operation.found_by is not None else None
    if operation.judges_conditions:
        return
    if operation.method not in READING:
        if not operation.require_match:
            yield f"if not request.environ.keys().isdisjoint(CONDITIONS): admit(request, resource, {item})"
        else:
            yield f"admit(request, resource, {item})"
        return
    yield "is_plain = request.environ.keys().isdisjoint(CONDITIONS)"
    if has_state(operation):
        yield f"current = state(request, resource, {item}, representation)"
    if is_judged_early(operation):
        yield "unchanged = None if is_plain else judge(request, current)"
        yield "if unchanged is not None: return unchanged"


def _handling(operation: Operation) -> Iterator[str]:
    call = f"handle({_arguments(operation, operation.arguments)})"
    if operation.method not in READING or operation.judges_conditions:
        yield f"result = {call}"
        return
    yield f"if is_plain: result = {call}"
    yield "else:"
    yield f"    with detached(request.environ): result = {call}"


def _ending(operation: Operation) -> Iterator[str]:
    """What the answer says of the state, and what the client wants to see of it."""
    steps = [*_validating(operation)]
    if operation.heeds_preferences:
        steps.append("if 'HTTP_PREFER' in request.environ: response = prefer(request, response)")
    if not steps:
        yield "return emit(result, representation)"
        return
    yield "response = emit(result, representation)"
    yield from steps
    yield "return response"


def _validating(operation: Operation) -> Iterator[str]:
    if operation.method not in READING:
        if renews(operation):
            yield "renew(request, resource, result, representation, response)"
        return
    if has_state(operation) and not operation.judges_conditions:
        yield "stamp(response, current)"
    if etag_of(operation) is not None:
        yield "tag(response, representation)"
    if not operation.judges_conditions:
        yield "if not is_plain: response = finish(request, response)"


def _arguments(operation: Operation, names: Collection[str]) -> str:
    known = {"item": "item", "principal": "principal_of(request.environ)", "shown": "shown(representation)"}
    known |= {location: f"values[{location!r}]" for location in operation.contract.accepts}
    if operation.contract.pager is not None:
        known["page"] = "values['page']"
    if "**" in names:
        # A preprocessor of the app may have taken some of the path variables away, and who takes all takes what is left.
        return ", ".join(["resource", *(f"{name}={known[name]}" for name in names if name in known), "**request.view_args"])
    return ", ".join(["resource", *(f"{name}={known.get(name, f'request.view_args[{name!r}]')}" for name in names)])
