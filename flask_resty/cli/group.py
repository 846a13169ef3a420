"""The group that all commands are in, and what groups of commands share."""

from __future__ import annotations

from importlib import import_module

from click import Command
from click import Context
from click import HelpFormatter
from flask.cli import AppGroup

#: The commands. Each is in the module of its name, which is loaded when it is asked for: none waits for what the others need.
NAMES = ("check", "client", "clients", "consumers", "diff", "explain", "new", "openapi", "routes", "tokens")


class ListingGroup(AppGroup):
    """A group that lists each of its commands with the whole first sentence of its help, however narrow the terminal is."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the list of the commands."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, _first_sentence(command)) for name, command in commands if command is not None and not command.hidden]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _first_sentence(command: Command) -> str:
    sentence, stop, _ = " ".join((command.short_help or command.help or "").split()).partition(". ")
    return f"{sentence}." if stop else sentence


class CommandGroup(ListingGroup):
    """The commands of this package, and those that others add."""

    def list_commands(self, ctx: Context) -> list[str]:
        """List the names of all commands."""
        return sorted({*super().list_commands(ctx), *NAMES})

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Give a command by its name; ``None`` where there is no such command."""
        if cmd_name not in NAMES:
            return super().get_command(ctx, cmd_name)
        command: Command = getattr(import_module(f".{cmd_name}", __package__), cmd_name)
        return command


#: What ``flask resty`` is, for tests: ``app.test_cli_runner().invoke(resty, ["check"])``.
resty = CommandGroup(
    "resty", help="Look into the Apis of this app, and after what flask_resty keeps for it.", short_help="Look into the Apis of this app."
)
