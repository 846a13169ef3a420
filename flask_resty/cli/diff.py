"""``flask resty diff OLD [NEW]``: tell what became different between two documents, and whether it breaks clients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import click
from flask.cli import ScriptInfo

from ..errors import ConfigError
from .apis import api_option
from .changes import Change
from .changes import changes_between
from .changes.impacts import Impact
from .display import json_option
from .display import note
from .display import show_all
from .documents import own_document
from .documents import read_document

#: What the exit code is 1 for, by the option.
_FAILING: Mapping[str, tuple[Impact, ...]] = {
    "breaking": ("breaking",),
    "unclear": ("breaking", "unclear"),
    "any": ("breaking", "unclear", "non-breaking"),
    "never": (),
}

_ORDER: tuple[Impact, ...] = ("breaking", "unclear", "non-breaking")


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--fail-on", type=click.Choice([*_FAILING]), default="breaking", show_default=True, help="From where on the exit code is 1.")
@api_option
@json_option
@click.pass_context
def diff(context: click.Context, old: str, new: str | None, fail_on: str, title: str | None, as_json: bool) -> None:
    """Tell what became different for clients.

    OLD and NEW are the documents before and after: files in JSON or YAML; - is the standard input. Where NEW is left out, the app tells its
    own. Two files need no app.
    """
    before = read_document(old)
    after = read_document(new) if new is not None else _of_app(context, title)
    try:
        changes = sorted(changes_between(before, after), key=lambda change: _ORDER.index(change.impact))
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    show_all([_row(change) for change in changes], as_json, nothing="Nothing is different for clients.")
    counts = Counter(change.impact for change in changes)
    if changes:
        note("; ".join(f"{counts[impact]} {impact}" for impact in _ORDER) + ".")
    if any(counts[impact] for impact in _FAILING[fail_on]):
        context.exit(1)


def _of_app(context: click.Context, title: str | None) -> dict[str, object]:
    with context.ensure_object(ScriptInfo).load_app().app_context():
        return own_document(title)


def _row(change: Change) -> dict[str, str]:
    return {"impact": change.impact, "code": change.code, "where": change.where, "detail": change.detail}
