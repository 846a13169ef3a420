"""``flask resty clients`` and ``flask resty tokens``."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import click
import pytest
from authorization.fixtures import database as database
from authorization.fixtures import engine as engine
from authorization.fixtures import registry as registry
from authorization.registries import CALLBACK
from authorization.registries import consented
from authorization.registries import shop
from click.testing import Result
from clock import Clock
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from flask_resty.cli import resty
from flask_resty.cli.clients import clients
from flask_resty.cli.consumers import consumers
from flask_resty.cli.tokens import tokens
from flask_resty.oauth import Registry
from flask_resty.oauth.columns import Status
from flask_resty.oauth.models import GrantType

APP = """
import os
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from flask_resty.oauth import Registry
app = Flask("shop")
Registry(sessionmaker(create_engine(os.environ["TABLES"]))).init_app(app)
"""

Run = Callable[..., Result]


@pytest.fixture
def run(registry: Registry, app: Flask) -> Run:
    """Give a function that runs ``flask resty`` with arguments."""
    registry.init_app(app)
    return lambda *args, **said: app.test_cli_runner().invoke(resty, args, **said)


def test_alone_it_tells_what_there_is(run: Run) -> None:
    assert "\n  clients    Register" in run().output
    assert run("--help").exit_code == 0


def test_a_client_is_created_and_its_secret_shown_once(run: Run, registry: Registry) -> None:
    done = run("clients", "create", "Shop", "--redirect-uri", CALLBACK, "--scope", "read", "--scope", "write", "--owner", "7", "--json")
    told = json.loads(done.stdout)
    client = registry.clients.authenticate(told["client_id"], told["client_secret"])
    assert client is not None and (client.name, client.scopes, client.owner) == ("Shop", ["read", "write"], "7")
    assert "only time" in done.stderr and told["client_secret"] not in done.stderr
    assert told["client_secret"] not in run("clients", "show", client.id, "--json").output


def test_people_are_told_in_lines(run: Run, registry: Registry) -> None:
    lines = dict(line.split(maxsplit=1) for line in run("clients", "create", "Shop", "--redirect-uri", CALLBACK).stdout.splitlines())
    assert (lines["name"], lines["status"], lines["public"], lines["owner"]) == ("Shop", "approved", "no", "-")
    assert registry.clients.authenticate(lines["client_id"], lines["client_secret"]) is not None


def test_a_public_client_has_no_secret_to_show(run: Run) -> None:
    done = run("clients", "create", "Shop", "--redirect-uri", CALLBACK, "--public", "--pending", "--json")
    told = json.loads(done.output)
    assert (told["public"], told["status"], "client_secret" in told) == (True, "pending", False)


def test_clients_are_listed(run: Run, registry: Registry) -> None:
    client = shop(registry)
    shop(registry, status="pending", owner="7")
    assert len(json.loads(run("clients", "list", "--json").stdout)) == 2
    assert [row["client_id"] for row in json.loads(run("clients", "list", "--status", "approved", "--json").stdout)] == [client.id]
    assert "approved" not in run("clients", "list", "--owner", "7").stdout


def test_a_table_has_its_columns_below_each_other(run: Run, registry: Registry) -> None:
    client = shop(registry)
    head, line = run("clients", "list").stdout.splitlines()
    assert head.split() == ["client_id", "name", "status", "scopes", "owner", "created_at"]
    assert line[: head.index("name")].strip() == client.id
    assert line[head.index("scopes") : head.index("owner")].strip() == "read write"


def test_where_there_are_none_it_is_said_beside_the_output(run: Run) -> None:
    done = run("clients", "list")
    assert (done.stdout, done.stderr, done.exit_code) == ("", "There are no such clients.\n", 0)
    assert run("tokens", "list", "--json").stdout == "[]\n"


@pytest.mark.parametrize(("command", "status"), [("approve", "approved"), ("reject", "rejected"), ("revoke", "revoked")])
def test_clients_are_decided_upon(run: Run, registry: Registry, command: str, status: str) -> None:
    client = shop(registry, status="pending")
    assert json.loads(run("clients", command, client.id, "--json").stdout)["status"] == status
    assert registry.clients.find(client.id).status == status  # type: ignore[union-attr]


def test_a_secret_is_rotated(run: Run, registry: Registry, clock: Clock) -> None:
    client, before = registry.clients.create("Shop", redirect_uris=[CALLBACK])
    after = run("clients", "rotate", client.id, "--grace", "60").stdout.strip()
    assert registry.clients.authenticate(client.id, after) is not None
    assert registry.clients.authenticate(client.id, before) is not None
    clock.time += 60
    assert registry.clients.authenticate(client.id, before) is None
    last = json.loads(run("clients", "rotate", client.id, "--json").stdout)["client_secret"]
    assert registry.clients.authenticate(client.id, last) is not None


def test_a_token_is_issued_alone_on_the_output(run: Run, registry: Registry) -> None:
    done = run("tokens", "issue", "--client", shop(registry).id, "--subject", "7", "--scope", "read", "--lifetime", "3600")
    principal = registry.verify(done.stdout.strip())
    assert principal is not None and (principal.id, principal.scopes) == ("7", {"read"})
    assert [grant.has_consent for grant in registry.grants.list(subject="7")] == [False]
    assert "3600 seconds" in done.stderr


def test_a_token_is_issued_to_programs(run: Run, registry: Registry) -> None:
    told = json.loads(run("tokens", "issue", "--client", shop(registry).id, "--json").stdout)
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 600, "read write")
    assert registry.verify(told["access_token"]) is not None


def test_grants_are_listed_by_client_and_subject(run: Run, registry: Registry) -> None:
    client = shop(registry)
    seven, _ = consented(registry, client, "7"), consented(registry, client, "8")
    (row,) = json.loads(run("tokens", "list", "--client", client.id, "--subject", "7", "--json").stdout)
    assert (row["grant"], row["client"], row["subject"], row["scopes"]) == (seven.grant_id, "Shop", "7", ["read", "write"])
    assert len(run("tokens", "list").stdout.splitlines()) == 3


def test_grants_are_revoked(run: Run, registry: Registry) -> None:
    client = shop(registry)
    issued = [consented(registry, client, subject) for subject in "7889"]
    assert json.loads(run("tokens", "revoke", str(issued[0].grant_id), "99", "--json").stdout) == {"revoked": 1}
    assert run("tokens", "revoke", "--subject", "8").stdout == "revoked  2\n"
    assert run("tokens", "revoke", "--stdin", input=f"{issued[3].access_token}\n\nunknown\n").stdout == "revoked  1\n"
    assert [registry.verify(one.access_token) for one in issued] == 4 * [None]


def test_what_has_ended_is_pruned(run: Run, registry: Registry, clock: Clock) -> None:
    registry.grants.issue(shop(registry))
    clock.time += 600
    done = run("tokens", "prune", "--json")
    assert (json.loads(done.stdout), done.stderr) == ({"deleted": 2}, "")


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("clients create Shop", 1, "needs a redirect URI"),
        ("clients create Shop --redirect-uri http://shop.example", 1, "cannot be redirected to"),
        ("clients create Shop --grant-type password", 2, "'authorization_code', 'client_credentials'"),
        ("clients show unknown", 1, "There is no such client"),
        ("clients approve unknown", 1, "There is no such client"),
        ("clients rotate unknown --grace -1", 2, "--grace"),
        ("tokens issue --client unknown", 1, "There is no such client"),
        ("tokens issue", 2, "--client"),
        ("tokens revoke", 2, "Nothing is named"),
        ("tokens revoke one", 2, "not a valid integer"),
        ("tokens revoke 99999999999999999999", 2, "is not in the range"),
        ("tokens issue --client unknown --lifetime inf", 2, "not a valid integer"),
        ("tokens issue --client unknown --lifetime 0", 2, "is not in the range"),
        ("tokens issue --client unknown --lifetime 9999999999999", 2, "is not in the range"),
        ("clients rotate unknown --grace nan", 2, "not a valid integer"),
    ],
)
def test_mistakes_end_with_a_code_and_a_sentence(run: Run, command: str, code: int, told: str) -> None:
    done = run(*command.split())
    assert (done.exit_code, done.stdout) == (code, "")
    assert told in done.stderr


def test_an_app_without_a_registry_is_told_how_to_have_one() -> None:
    done = Flask("bare").test_cli_runner().invoke(resty, ["clients", "list"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "'bare' has no registry" in done.stderr and "init_app(app)" in done.stderr


def test_a_database_without_tables_is_told_how_to_have_them(app: Flask) -> None:
    engine = create_engine("sqlite://")
    Registry(sessionmaker(engine)).init_app(app)
    done = app.test_cli_runner().invoke(resty, ["clients", "list"])
    engine.dispose()
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no such table" in done.stderr and "create_all" in done.stderr


def test_a_mistake_of_the_application_stays_what_it_is(run: Run, registry: Registry) -> None:
    done = run("clients", "create", "Shop", "--redirect-uri", CALLBACK, "--owner", "")
    assert type(done.exception).__name__ == "ContractError"


def test_what_strangers_wrote_gives_no_orders_to_the_terminal(run: Run, registry: Registry, engine: Engine) -> None:
    client = shop(registry)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE oauth_clients SET name = ?", ("\x1b[2J\u202eevil\n",))
    for args in (["clients", "list"], ["clients", "show", client.id]):
        assert "\\x1b[2J\\u202eevil\\n" in run(*args).stdout
        assert run(*args, "--json").stdout.isascii()


def environment(engine: Engine, place: Path) -> dict[str, str]:
    (place / "shop.py").write_text(APP)
    return {**os.environ, "TABLES": str(engine.url), "PYTHONPATH": os.pathsep.join([str(place), *sys.path]), "NO_COLOR": ""}


COMMAND = [sys.executable, "-m", "flask", "--app", "shop", "resty", "clients"]


def test_flask_finds_the_commands_by_itself(registry: Registry, engine: Engine, tmp_path: Path) -> None:
    client = shop(registry)
    done = subprocess.run([*COMMAND, "list", "--json"], env=environment(engine, tmp_path), capture_output=True, text=True, check=True)
    assert [row["client_id"] for row in json.loads(done.stdout)] == [client.id]


@pytest.mark.parametrize(("no_color", "is_colored"), [("", True), ("1", False)], ids=["color", "no-color"])
def test_colours_are_for_terminals(registry: Registry, engine: Engine, tmp_path: Path, no_color: str, is_colored: bool) -> None:
    shop(registry)
    environ = {**environment(engine, tmp_path), "NO_COLOR": no_color}
    assert "\x1b" not in subprocess.run([*COMMAND, "list"], env=environ, capture_output=True, text=True, check=True).stdout
    ours, theirs = pty.openpty()
    subprocess.run([*COMMAND, "list"], env=environ, stdout=theirs, check=True)
    os.close(theirs)
    text = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "approved" in text and ("\x1b[32mapproved\x1b[0m" in text) is is_colored


def test_the_reference_has_each_command_and_option() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "commands.md").read_text()
    for group in (clients, consumers, tokens):
        section = page.partition(f"## `flask resty {group.name}`")[2].partition("\n## ")[0]
        options = {option for command in group.commands.values() for param in command.params for option in param.opts if option[0] == "-"}
        assert {*re.findall(r"^\| `([a-z]+)", section, re.MULTILINE)} == set(group.commands)
        assert {*re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE)} == options - {"--json"}


def test_the_commands_come_when_they_are_asked_for() -> None:
    code = "import sys, flask_resty; assert not {'flask_resty.cli', 'flask_resty.oauth'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=True)


def test_the_commands_load_nothing_heavy() -> None:
    code = "import sys, flask_resty.cli; assert not {'sqlalchemy', 'authlib', 'cryptography'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=True)


def test_what_can_be_chosen_is_what_the_tables_know() -> None:
    options = [option for name in ("create", "list") for option in clients.commands[name].params]
    chosen = {option.name: option.type.choices for option in options if isinstance(option.type, click.Choice)}
    assert chosen == {"grant_types": get_args(GrantType), "status": get_args(Status)}
