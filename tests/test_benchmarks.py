"""The benchmarks measure what they say."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from benchmarks import auth
from benchmarks import commands
from benchmarks import document
from benchmarks import formats
from benchmarks import http
from benchmarks import library
from benchmarks import line
from benchmarks import listing
from benchmarks import million
from benchmarks import registration
from benchmarks import schemas
from benchmarks import start
from benchmarks import stream
from benchmarks import throttle
from benchmarks import workloads
from benchmarks.__main__ import NAMES
from benchmarks.__main__ import main
from benchmarks.by_hand import Mistakes
from benchmarks.by_hand import load_book
from benchmarks.drivers import Exchange
from benchmarks.drivers import asgi
from benchmarks.drivers import function
from benchmarks.drivers import wsgi
from benchmarks.harness import Case
from benchmarks.harness import Slowdown
from benchmarks.harness import Speedup
from benchmarks.harness import Surcharge
from benchmarks.readings import Reading


def _busy(milliseconds):
    def work():
        end = process_time() + milliseconds * 1e-3
        while process_time() < end:
            pass
        return "done"

    return lambda: function(work, str)


CASE = Case(title="Work", answer="done", contestants={"one": _busy(0.1), "three": _busy(0.3)}, rounds=5)


# -- the harness -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "is_met"),
    [
        (Slowdown("three", "one", 3), True),
        (Slowdown("three", "one", 2.9), False),
        (Speedup("three", "one", 0.33), True),
        (Speedup("three", "one", 0.34), False),
    ],
)
def test_goal_is_a_bound_on_how_many_times_as_long_one_takes_as_another(goal, is_met):
    assert goal.judge(3.0).is_met is is_met


def test_what_is_added_may_be_held_against_a_third_one():
    goals = [Surcharge("three", "one", "one", 3), Surcharge("three", "one", "one", 1)]
    assert [verdict.is_met for verdict in replace(CASE, goals=goals).measure(seconds=0.003).verdicts] == [True, False]


def test_missed_goal_is_told():
    goal = Speedup("one", "three", 1000)
    outcome = replace(CASE, goals=[goal]).measure(seconds=0.003)
    assert outcome.report.endswith("times as fast as three, of at least 1000.")
    assert len(outcome.missed) == 1


def test_report_tells_how_many_times_as_long_as_the_first_one_each_took():
    head, one, three = CASE.measure(seconds=0.003).table
    assert one.split()[::2] == ["one", "1.00"]
    assert 2 < float(three.split()[2]) < 4


def test_wrong_answer_is_noticed_before_anything_is_measured():
    with pytest.raises(AssertionError, match="one answers 'done'"):
        replace(CASE, answer="else").measure()


def test_contestant_that_is_not_installed_is_left_out_with_its_goals(capsys):
    def absent():
        raise ModuleNotFoundError(name="some_peer")

    case = replace(CASE, contestants={**CASE.contestants, "absent": absent}, goals=[Speedup("one", "absent", 2)])
    assert not case.measure(seconds=0.003).verdicts
    assert "absent is left out: 'some_peer' is not installed." in capsys.readouterr().out


def test_benchmark_that_does_not_exist_is_refused(capsys):
    assert main(["nothing"]) == 2
    assert "There is no benchmark 'nothing'. There are: schemas," in capsys.readouterr().err


EXCHANGE = Exchange(path="/echo", method="POST", headers={"X-Mark": "1"}, body=b"abc", read=lambda *answer: answer)


def test_wsgi_application_gets_the_whole_request_each_time():
    def application(environ, start_response):
        start_response("201 Created", [])
        return [environ["HTTP_X_MARK"].encode(), environ["wsgi.input"].read(), environ["PATH_INFO"].encode()]

    contestant = wsgi(application, EXCHANGE)
    contestant.repeat(2)
    assert contestant.answer() == (201, b"1abc/echo")


def test_asgi_application_gets_the_whole_request_each_time():
    async def application(scope, receive, send):
        body = (await receive())["body"]
        await send({"type": "http.response.start", "status": 201})
        await send({"type": "http.response.body", "body": dict(scope["headers"])[b"x-mark"] + body + scope.pop("raw_path")})

    contestant = asgi(application, EXCHANGE)
    contestant.repeat(2)
    assert contestant.answer() == (201, b"1abc/echo")


# -- the contestants ---------------------------------------------------------------------------------------------------

# A peer may warn of what it does itself.
QUIET = pytest.mark.filterwarnings("default")

CASES = [
    *(case for module in (schemas, formats, line, http, auth) for case in module.cases()),
    *listing.cases(1000),
    *stream.cases(3),
    *registration.cases(3),
]


@QUIET
@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case, Case)], ids=lambda case: case.title)
def test_all_who_take_part_give_the_right_answer(case):
    assert "flask_resty" in dict(case.ready()) or {"the last one", "a far one"} & case.contestants.keys()


@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case, Case)], ids=lambda case: case.title)
def test_goals_are_about_those_who_take_part(case):
    assert {name for goal in case.goals for name in (goal.of, goal.over)} <= case.contestants.keys()


def test_names_of_benchmarks_are_modules():
    modules = (schemas, formats, line, http, listing, throttle, auth, stream, registration, document, commands, start)
    assert NAMES == tuple(module.__name__.rpartition(".")[2] for module in modules)


def test_reading_takes_its_figures_from_a_process_and_holds_them_against_bounds():
    outcome = Reading(title="import", module="start", most={"modules": 0}).measure()
    assert [sentence.rpartition(",")[2] for sentence in outcome.missed] == [" of at most 0"]


def test_document_has_each_resource_and_its_schema():
    written = document.resty(3)()
    verbs = [verb for item in written["paths"].values() for verb in ("get", "put") if verb in item]
    assert (len(written["paths"]), len(verbs)) == (3, 6)
    schemas = {f"Reader{number}{side}" for number in range(3) for side in ("", "Input")}
    assert schemas <= written["components"]["schemas"].keys()


def test_command_lists_each_operation():
    assert len(commands.listed(3)) == 1 + 2 * 3


def test_long_stream_is_read_to_its_end(capsys):
    million.main(200)
    assert '"MB sent"' in capsys.readouterr().out


# -- the work ----------------------------------------------------------------------------------------------------------


def test_mistakes_are_read_off_any_form_of_an_answer():
    assert workloads.mistaken(b'{"errors": [{"pointer": "/title"}, {"loc": ["body", "pages"], "detail": "bad"}]}') == ["pages", "title"]


def test_zulu_is_the_same_as_no_offset():
    assert workloads.seen(b'["2024-05-17T08:30:15Z", "2024-05-17T08:30:15.123456Z"]') == [
        "2024-05-17T08:30:15+00:00",
        "2024-05-17T08:30:15.123456+00:00",
    ]


@pytest.mark.parametrize("name", workloads.BOOK_SENT)
def test_work_by_hand_refuses_what_the_schema_refuses(name):
    for changed in ({**workloads.BOOK_SENT, name: {"a": 1}}, {key: value for key, value in workloads.BOOK_SENT.items() if key != name}):
        assert list(library.BookIn().validate(changed)) == [name]
        with pytest.raises(Mistakes) as caught:
            load_book(changed)
        assert list(caught.value.found) == [name]


def test_work_by_hand_refuses_what_is_unknown_and_what_is_no_object():
    for data in ({**workloads.BOOK_SENT, "else": 1}, [], None):
        with pytest.raises(Mistakes):
            load_book(data)
