"""``flask resty check``: tell what the Apis of the app could do better."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import with_appcontext

from ..api import Api
from ..errors import did_you_mean
from .apis import api_option
from .apis import the_apis
from .apis import the_app
from .display import json_option
from .display import note
from .display import progress
from .display import show_all
from .display import show_heading
from .findings import REMEDIES
from .findings import SEARCHES
from .findings import Finding
from .findings import findings_in

#: The setting that allows findings for good.
SETTING = "RESTY_ALLOWED_FINDINGS"


@click.command()
@click.option(
    "--ignore", "ignored", multiple=True, metavar="CODE", help="Leave it out: 'no-throttle', or 'no-throttle GET /api/posts'. Repeatable."
)
@api_option
@json_option
@click.pass_context
@with_appcontext
def check(context: click.Context, ignored: Sequence[str], title: str | None, as_json: bool) -> None:
    """Look for what the Apis could do better.

    Such are writes without protection, lists without an end, secrets that are shown, and the like. The exit code is 1 where something was
    found. What is meant as it is, RESTY_ALLOWED_FINDINGS in the configuration allows.
    """
    app, apis = the_app(), the_apis(title)
    allowed = [*app.config[SETTING], *ignored]
    for one in allowed:
        if one.partition(" ")[0] not in REMEDIES:
            raise click.UsageError(f"{one!r} is no finding. {did_you_mean(one.partition(' ')[0], REMEDIES)}")
    found = [finding for api in apis for finding in _found(app, api)]
    told = [finding for finding in found if not _is_allowed(finding, allowed)]
    if as_json:
        show_all([_row(finding) for finding in told], as_json, nothing="")
    else:
        _tell(told)
    _tell_of_allowed(found, allowed)
    if told:
        context.exit(1)


def _found(app: Flask, api: Api) -> list[Finding]:
    operations = list(api.operations(app))
    return findings_in(app, operations, progress(SEARCHES, "Looking", operations=len(operations)))


def _is_allowed(finding: Finding, allowed: Iterable[str]) -> bool:
    return any(one in (finding.code, f"{finding.code} {finding.where}") for one in allowed)


def _tell(found: Sequence[Finding]) -> None:
    """Print the findings under their codes: what to do is the same for all of one."""
    if not found:
        note("Nothing was found.")
    for code in dict.fromkeys(finding.code for finding in found):
        show_heading(code)
        click.echo(REMEDIES[code])
        show_all([{"where": one.where, "detail": one.detail} for one in found if one.code == code], False, nothing="")
    if found:
        note(f"\n{len(found)} {'finding' if len(found) == 1 else 'findings'}.")


def _tell_of_allowed(found: Sequence[Finding], allowed: Sequence[str]) -> None:
    if count := sum(_is_allowed(finding, allowed) for finding in found):
        note(f"{count} more {'is' if count == 1 else 'are'} allowed.")
    for one in allowed:
        if not any(_is_allowed(finding, [one]) for finding in found):
            note(f"{one!r} is allowed, but was not found. Drop it.")


def _row(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "where": finding.where, "detail": finding.detail, "remedy": finding.remedy}
