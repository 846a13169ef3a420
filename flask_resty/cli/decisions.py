"""What people decide upon those who want tokens: clients of OAuth, and consumers of OAuth 1.0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from .display import json_option
from .display import note
from .display import show
from .registry import RegistryGroup

#: What is told beside a secret.
ONCE = "This is the only time that the secret is shown."

#: Where one of them may stand.
STATUSES = ("pending", "approved", "rejected", "revoked")

#: What can be decided, by the name of the command and of the method.
_DECISIONS = {
    "approve": "Let a {} have tokens.",
    "reject": "Turn a {} down.",
    "revoke": "Take from a {}, at once, all that it was granted.",
}


def add_decisions(
    group: RegistryGroup,
    noun: str,
    argument: str,
    find: Callable[[str], Any],
    registry: Callable[[], Any],
    told: Callable[[Any], dict[str, Any]],
) -> None:
    """Add the commands that look at one of them, and decide upon it.

    :param noun: what one is called.
    :param argument: what it is named by.
    :param find: gives it by that.
    :param registry: gives what keeps all of them, with a method for each decision.
    :param told: gives what is printed of it.
    """
    _add(group, "show", f"Print what is known of a {noun}; its secret is not.", argument, lambda name: told(find(name)))
    for decision, said in _DECISIONS.items():
        _add(group, decision, said.format(noun), argument, _decide(decision, registry, told))


def _decide(decision: str, registry: Callable[[], Any], told: Callable[[Any], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    return lambda name: told(getattr(registry(), decision)(name))


def _add(group: RegistryGroup, command: str, said: str, argument: str, work: Callable[[str], dict[str, Any]]) -> None:
    @group.command(command, help=said)
    @click.argument("name", metavar=argument.upper())
    @json_option
    def run(name: str, as_json: bool) -> None:
        show(work(name), as_json)


def show_once(named: dict[str, str], member: str, secret: str, as_json: bool) -> None:
    """Print a new secret, alone where a person reads it.

    :param named: whose it is.
    :param member: what it is called for programs.
    """
    note(ONCE)
    if as_json:
        show({**named, member: secret}, as_json)
    else:
        click.echo(secret)
