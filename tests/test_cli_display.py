"""What commands print: on terminals of any width, into pipes, and as JSON; and what their help says."""

from __future__ import annotations

import json
import re
from contextlib import redirect_stderr
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest
from flask.cli import ScriptInfo
from storefront import shop

from flask_resty.cli import display
from flask_resty.cli import resty
from flask_resty.cli.display import MUCH
from flask_resty.cli.display import progress
from flask_resty.cli.display import show
from flask_resty.cli.display import show_all

ROWS = [
    {"status": 200, "reason": "OK", "headers": ["ETag", "Cache-Control", "Content-Location"]},
    {"status": 412, "reason": "The resource is not in the state that the request is meant for.", "headers": []},
]


class Terminal(StringIO):
    """Output that goes to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """See to it that nothing is coloured."""
    monkeypatch.setenv("NO_COLOR", "1")


def printed(monkeypatch: pytest.MonkeyPatch, columns: int, rows: list[dict[str, Any]]) -> list[str]:
    """Give the lines that are printed of rows on a terminal."""
    monkeypatch.setenv("COLUMNS", str(columns))
    with redirect_stdout(Terminal()) as terminal:
        show_all(rows, False, nothing="")
    return terminal.getvalue().splitlines()


@pytest.mark.parametrize(("operations", "is_told"), [(MUCH, False), (MUCH + 1, True)])
def test_people_are_shown_how_far_it_is_where_there_is_much_to_do(operations: int, is_told: bool) -> None:
    with redirect_stderr(Terminal()) as terminal, redirect_stdout(Terminal()) as output:
        assert list(progress([1, 2], "Looking", operations=operations)) == [1, 2]
    assert ("100%" in terminal.getvalue(), output.getvalue()) == (is_told, "")


def test_nobody_is_shown_how_far_it_is_where_nobody_looks() -> None:
    with redirect_stderr(StringIO()) as errors:
        assert list(progress([1, 2], "Looking", operations=MUCH + 1)) == [1, 2]
    assert errors.getvalue() == ""


@pytest.mark.parametrize("args", [[], ["--json"]])
def test_check_shows_how_far_it_is_beside_what_it_prints(monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    monkeypatch.setattr(display, "MUCH", 0)
    with redirect_stderr(Terminal()) as terminal, redirect_stdout(StringIO()) as output, pytest.raises(SystemExit):
        resty.main(["check", *args], prog_name="resty", obj=ScriptInfo(create_app=shop))
    assert "Looking" in terminal.getvalue() and "Looking" not in output.getvalue()
    assert args == [] or len(json.loads(output.getvalue())) == 3


def test_a_table_is_as_wide_as_it_is_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, 120, ROWS) == [
        "status  reason                                                           headers",
        "200     OK                                                               ETag Cache-Control Content-Location",
        "412     The resource is not in the state that the request is meant for.  -",
    ]


def test_long_text_is_folded_between_words_where_there_is_less(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, 60, ROWS) == [
        "status  reason                     headers",
        "200     OK                         ETag Cache-Control",
        "                                   Content-Location",
        "412     The resource is not in     -",
        "        the state that the",
        "        request is meant for.",
    ]


def test_members_stand_below_each_other_where_there_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, 40, ROWS) == [
        "status   200",
        "reason   OK",
        "headers  ETag Cache-Control",
        "         Content-Location",
        "",
        "status  412",
        "reason  The resource is not in the state",
        "        that the request is meant for.",
    ]


def test_a_word_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = "/api/posts/<slug>/comments/<int(max=9223372036854775807):id>"
    assert printed(monkeypatch, 30, [{"rule": rule, "name": "CommentItem.get"}]) == [f"rule  {rule}", "name  CommentItem.get"]


def test_a_row_of_nothing_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, 10, [{"description": None, "owner": None}]) == ["description  -", "owner        -"]


def test_a_pipe_gets_a_line_for_each_row(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    show_all(ROWS, False, nothing="")
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_one_thing_is_folded_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    with redirect_stdout(Terminal()) as terminal:
        show({"choices": ["fields", "expand", "format"], "name": "PostItem.get"}, False)
    assert terminal.getvalue() == "choices  fields expand format\nname     PostItem.get\n"
    monkeypatch.setenv("COLUMNS", "24")
    with redirect_stdout(Terminal()) as terminal:
        show({"choices": ["fields", "expand", "format"]}, False)
    assert terminal.getvalue() == "choices  fields expand\n         format\n"


# -- help --------------------------------------------------------------------------------------------------------------


#: The words that each group of commands is called by.
GROUPS: list[list[str]] = [[], ["clients"], ["consumers"], ["tokens"]]


def listed(group: list[str], columns: int) -> list[str]:
    """Give the lines in which a group lists its commands on a terminal."""
    return (
        shop().test_cli_runner().invoke(resty, [*group, "--help"], terminal_width=columns).stdout.partition("Commands:\n")[2].splitlines()
    )


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_a_command_is_told_in_a_line_on_a_usual_terminal(group: list[str]) -> None:
    assert len(listed(group, 80)) > 3
    assert [line for line in listed(group, 80) if not re.fullmatch(r"  [a-z]+ +[A-Z].*(?<!\.\.)\.", line)] == []


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_it_is_told_as_a_whole_on_a_narrow_one(group: list[str]) -> None:
    assert " ".join(" ".join(listed(group, 40)).split()) == " ".join(" ".join(listed(group, 80)).split())


def test_the_group_is_not_cut_off_either() -> None:
    assert resty.get_short_help_str(45) == "Look into the Apis of this app."


# -- JSON --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("routes nowhere", 0),
        ("routes --api None", 2),
        ("check", 1),
        ("check --ignore nothing", 2),
        ("explain GET /nothing", 0),
        ("explain GET things", 2),
        ("openapi", 0),
        ("openapi -o -", 0),
        ("openapi --format yaml", 2),
        ("openapi --format yaml -o -", 2),
        ("openapi -o /nowhere/document.json", 1),
        ("openapi --check /nowhere", 2),
        ("diff /nowhere", 2),
        ("client --lang python", 0),
        ("client --lang python -o -", 0),
        ("client --lang ruby", 2),
        ("new flask", 2),
        ("tokens revoke", 2),
        ("clients list", 2),
        ("consumers list", 2),
    ],
)
def test_programs_get_json_or_nothing(words: str, code: int) -> None:
    done = shop().test_cli_runner().invoke(resty, [*words.split(), "--json"])
    assert done.exit_code == code, done.output
    assert (code == 2) == (done.stdout == "") or code == 1
    if done.stdout:
        json.loads(done.stdout)
    else:
        assert "Error: " in done.stderr
