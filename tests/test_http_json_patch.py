"""JSON Patch (RFC 6902): what an operation does, what is refused, and that a patch is never dearer than its size."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonpatch
import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from flask_resty import Problem
from flask_resty.http.depth import MAX_DEPTH
from flask_resty.http.json_patch import MAX_OPERATIONS
from flask_resty.http.json_patch import check
from flask_resty.http.json_patch import is_equal
from flask_resty.http.json_patch import patcher
from flask_resty.http.json_patch import tokens
from flask_resty.http.json_patch import touched
from flask_resty.http.json_patch import undeclared


def patched(document: Any, *steps: Any, limit: int = 10_000) -> Any:
    return patcher(limit)(document, check(list(steps)))


def refusal(document: Any, *steps: Any, limit: int = 10_000) -> tuple[int, str, str]:
    """Give status, code and pointer of the refusal of a patch."""
    with pytest.raises(Problem) as caught:
        patched(document, *steps, limit=limit)
    return (caught.value.code, caught.value.errors[0].code, caught.value.errors[0].pointer)


def add(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def copy(source: str, path: str) -> dict[str, Any]:
    return {"op": "copy", "from": source, "path": path}


def move(source: str, path: str) -> dict[str, Any]:
    return {"op": "move", "from": source, "path": path}


def remove(path: str) -> dict[str, Any]:
    return {"op": "remove", "path": path}


def replace(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def holds(path: str, value: Any) -> dict[str, Any]:
    return {"op": "test", "path": path, "value": value}


@pytest.mark.parametrize(
    ("document", "step", "result"),
    [
        pytest.param({"foo": "bar"}, add("/baz", "qux"), {"foo": "bar", "baz": "qux"}, id="a member is added"),
        pytest.param({"foo": "bar"}, add("/foo", 1), {"foo": 1}, id="one that is there is replaced"),
        pytest.param({"foo": ["bar", "baz"]}, add("/foo/1", "qux"), {"foo": ["bar", "qux", "baz"]}, id="an item is inserted"),
        pytest.param({"foo": ["bar"]}, add("/foo/1", "qux"), {"foo": ["bar", "qux"]}, id="behind the last"),
        pytest.param({"foo": ["bar"]}, add("/foo/-", ["a"]), {"foo": ["bar", ["a"]]}, id="the end has a name"),
        pytest.param({"foo": "bar"}, add("/child", {"grand": {}}), {"foo": "bar", "child": {"grand": {}}}, id="an object is added"),
        pytest.param({"foo": None}, add("/foo", 1), {"foo": 1}, id="a null is a value"),
        pytest.param({"foo": 1}, add("", {"bar": 2}), {"bar": 2}, id="the whole"),
        pytest.param({"": 1}, add("/", 2), {"": 2}, id="a name may be empty"),
        pytest.param({"-": 1}, replace("/-", 2), {"-": 2}, id="in an object the end is a name"),
        pytest.param({"a/b": 1, "m~n": 2}, replace("/a~1b", 3), {"a/b": 3, "m~n": 2}, id="an escaped slash"),
        pytest.param({"~1": 1}, replace("/~01", 3), {"~1": 3}, id="an escaped tilde"),
        pytest.param({"baz": "qux", "foo": "bar"}, remove("/baz"), {"foo": "bar"}, id="a member is removed"),
        pytest.param({"foo": ["bar", "qux", "baz"]}, remove("/foo/1"), {"foo": ["bar", "baz"]}, id="an item is removed"),
        pytest.param({"foo": 1}, remove(""), None, id="all is removed"),
        pytest.param({"baz": "qux", "foo": "bar"}, replace("/baz", "boo"), {"baz": "boo", "foo": "bar"}, id="a value is replaced"),
        pytest.param({"foo": {"bar": 1}, "qux": {}}, move("/foo/bar", "/qux/thud"), {"foo": {}, "qux": {"thud": 1}}, id="a value is moved"),
        pytest.param({"foo": ["all", "cows", "eat"]}, move("/foo/0", "/foo/2"), {"foo": ["cows", "eat", "all"]}, id="an item is moved"),
        pytest.param({"foo": 1}, move("/foo", "/foo"), {"foo": 1}, id="to where it is"),
        pytest.param({"foo": {"a": [1]}}, copy("/foo", "/bar"), {"foo": {"a": [1]}, "bar": {"a": [1]}}, id="a value is copied"),
        pytest.param({"a/b": 1}, holds("/a~1b", 1), {"a/b": 1}, id="a test that succeeds"),
        pytest.param({"foo": 1}, {**add("/foo", 2), "xyz": 123}, {"foo": 2}, id="members that are not defined are ignored"),
    ],
)
def test_operation_does_what_it_says(document: Any, step: Any, result: Any) -> None:
    before = deepcopy(step)
    assert patched(document, step) == result
    assert step == before


@pytest.mark.parametrize(
    ("document", "step"),
    [
        pytest.param({"foo": "bar"}, add("/baz/bat", "qux"), id="into what is not there"),
        pytest.param({"foo": "bar"}, add("/foo/bat", "qux"), id="into a string"),
        pytest.param({"foo": 1}, add("/foo/0", "qux"), id="into a number"),
        pytest.param({"foo": ["bar"]}, add("/foo/2", "qux"), id="beyond the end"),
        pytest.param({"foo": ["bar"]}, add("/foo/x", "qux"), id="at an index that is none"),
        pytest.param({"foo": ["bar", "baz"]}, remove("/foo/01"), id="a leading zero"),
        pytest.param({"foo": ["bar", "baz"]}, remove("/foo/-1"), id="a sign"),
        pytest.param({"foo": ["bar", "baz"]}, replace("/foo/1e0", 1), id="an exponent"),
        pytest.param({"foo": ["bar", "baz"]}, replace("/foo/٠", 1), id="another zero"),
        pytest.param({"foo": ["bar"]}, replace(f"/foo/{'9' * 9999}", 1), id="an index of many digits"),
        pytest.param({"foo": ["bar"]}, holds(f"/foo/{'9' * 9999}", 1), id="a test of many digits"),
        pytest.param({"foo": ["bar"]}, replace("/foo/-", 1), id="the end is not there yet"),
        pytest.param({"foo": ["bar"]}, remove("/foo/-"), id="nor to be removed"),
        pytest.param({"foo": ["bar"]}, copy("/foo/-", "/bar"), id="nor to be copied"),
        pytest.param({"foo": ["bar"]}, holds("/foo/-", "bar"), id="nor to be tested"),
        pytest.param({"foo": 1}, remove("/bar"), id="remove"),
        pytest.param({"foo": 1}, replace("/bar", 1), id="replace"),
        pytest.param({"foo": 1}, move("/bar", "/foo"), id="move"),
        pytest.param({"foo": 1}, copy("/bar", "/foo"), id="copy"),
        pytest.param({"foo": 1}, holds("/bar", None), id="test of what is not there for null"),
        pytest.param(None, copy("", "/foo"), id="of nothing"),
    ],
)
def test_operation_without_target_is_a_conflict(document: Any, step: Any) -> None:
    assert refusal(document, step) == (409, "no_target", "/0")


@pytest.mark.parametrize(
    ("patch", "code", "pointer"),
    [
        pytest.param({}, "type", "", id="no array"),
        pytest.param(None, "type", "", id="null"),
        pytest.param("[]", "type", "", id="text"),
        pytest.param([1], "type", "/0", id="no object"),
        pytest.param([holds("", {}), ["add"]], "type", "/1", id="the second is none"),
        pytest.param([{"path": "/a"}], "required", "/0/op", id="no op"),
        pytest.param([{"op": "spam", "path": "/a"}], "choice", "/0/op", id="an op that there is not"),
        pytest.param([{"op": "Add", "path": "/a", "value": 1}], "choice", "/0/op", id="in upper case"),
        pytest.param([{"op": ["add"], "path": "/a"}], "type", "/0/op", id="an op that is no text"),
        pytest.param([{"op": "remove"}], "required", "/0/path", id="no path"),
        pytest.param([remove(1)], "type", "/0/path", id="a path that is no text"),  # type: ignore[arg-type]
        pytest.param([remove("foo")], "format", "/0/path", id="a path without a slash"),
        pytest.param([remove("/~2")], "format", "/0/path", id="a bad escape"),
        pytest.param([remove("/foo~")], "format", "/0/path", id="a tilde at the end"),
        pytest.param([{"op": "add", "path": "/a"}], "required", "/0/value", id="nothing to add"),
        pytest.param([{"op": "replace", "path": "/a"}], "required", "/0/value", id="nothing to replace by"),
        pytest.param([{"op": "test", "path": "/a"}], "required", "/0/value", id="nothing to test for"),
        pytest.param([{"op": "move", "path": "/a"}], "required", "/0/from", id="nothing to move"),
        pytest.param([copy(None, "/a")], "type", "/0/from", id="a from that is no text"),  # type: ignore[arg-type]
        pytest.param([copy("a", "/a")], "format", "/0/from", id="a from without a slash"),
        pytest.param([move("/a", "/a/b")], "format", "/0/path", id="into itself"),
        pytest.param([move("", "/a")], "format", "/0/path", id="the whole into itself"),
    ],
)
def test_patch_of_another_form_is_malformed(patch: Any, code: str, pointer: str) -> None:
    with pytest.raises(Problem) as caught:
        check(patch)
    assert (caught.value.code, caught.value.errors[0].code, caught.value.errors[0].pointer) == (400, code, pointer)


def test_all_mistakes_in_the_form_are_told_at_once_but_not_too_many() -> None:
    with pytest.raises(Problem) as caught:
        check([remove("x"), {"op": "spam"}, *[7] * 500])
    pointers = [fault.pointer for fault in caught.value.errors]
    assert pointers[:4] == ["/0/path", "/1/path", "/1/op", "/2"]
    assert len(pointers) == 100


def test_number_of_operations_is_bounded() -> None:
    step = holds("/a", 1)
    assert patched({"a": 1}, *[step] * MAX_OPERATIONS) == {"a": 1}
    assert refusal({"a": 1}, *[step] * (MAX_OPERATIONS + 1)) == (422, "too_long", "")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (0, -0.0, True),
        (1, True, False),
        (0, False, False),
        (1.0, True, False),
        (1, "1", False),
        (None, False, False),
        (None, None, True),
        ("ä", "a\u0308", False),
        (2**53, float(2**53), True),
        (2**53 + 1, float(2**53), False),
        ([1, [True]], [1.0, [True]], True),
        ([1, [True]], [1, [1]], False),
        ([1], [1, 2], False),
        ({"a": 1, "b": [0]}, {"b": [0], "a": 1}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": None}, {}, False),
        ({}, [], False),
        ("", None, False),
    ],
)
def test_values_are_compared_as_json_does(one: Any, other: Any, equal: bool) -> None:
    assert is_equal(one, other) is is_equal(other, one) is equal
    if equal:
        assert patched({"a": one}, holds("/a", other)) == {"a": one}
    else:
        assert refusal({"a": one}, holds("/a", other)) == (409, "test_failed", "/0")


def test_failure_is_told_of_the_operation_that_failed() -> None:
    assert refusal({"a": 1}, replace("/a", 2), holds("/a", 2), holds("/a", 1)) == (409, "test_failed", "/2")


def test_document_cannot_be_doubled_again_and_again() -> None:
    doubling = [copy("/a", "/a/-") for _ in range(100)]
    status, code, pointer = refusal({"a": [1]}, *doubling, limit=1000)
    assert (status, code) == (413, "too_large")
    assert int(pointer[1:]) < 12


@pytest.mark.parametrize("again", [copy("/a", "/b"), move("/a", "/a"), replace("/b", "x" * 500)], ids=lambda step: step["op"])
def test_work_is_bounded_where_the_document_does_not_grow(again: Any) -> None:
    assert refusal({"a": "x" * 500, "b": ""}, *[again] * 5, limit=1000)[:2] == (413, "too_large")


def test_value_may_be_as_large_as_the_limit() -> None:
    assert patched({}, add("/a", "x" * 98), limit=100) == {"a": "x" * 98}
    assert refusal({}, add("/a", "ä" * 50), limit=100)[:2] == (413, "too_large")


def nest(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([add("/a", nest(MAX_DEPTH))], id="a value"),
        pytest.param([add("/a", nest(60)), add("/a" + "/0" * 60, nest(60))], id="a value at the end of a path"),
        pytest.param([add("/a", nest(40)), add("/b", nest(40)), move("/a", "/b" + "/0" * 39)], id="what is moved"),
        pytest.param([add("/a", nest(40)), copy("/a", "/a" + "/0" * 39)], id="what is copied"),
    ],
)
def test_depth_is_bounded(steps: list[Any]) -> None:
    assert refusal({}, *steps) == (422, "too_deep", f"/{len(steps) - 1}/path")


def test_deep_pointer_ends_where_the_document_does() -> None:
    assert refusal({"a": 1}, holds("/a" * 100_000, 1)) == (409, "no_target", "/0")
    assert refusal({"a": 1}, replace("/a" * 1000, 1)) == (422, "too_deep", "/0/path")


def test_path_into_what_is_not_declared_is_told_with_the_name_that_was_meant() -> None:
    steps = check([holds("/titel/x", 1), copy("/title", "/nothing"), move("/secret", "/title"), holds("", {}), remove("/title/titel")])
    told = [(fault.pointer, fault.code, fault.suggestion) for fault in undeclared(steps, ("title", "pages"))]
    assert told == [("/0/path", "unknown", "title"), ("/1/path", "unknown", None), ("/2/from", "unknown", None)]


@pytest.mark.parametrize(
    ("step", "names"),
    [
        (holds("/a", 1), set()),
        (add("/a/b", 1), {"a"}),
        (remove("/a~1b"), {"a/b"}),
        (move("/a/b", "/c"), {"a", "c"}),
        (copy("/a", "/c/0"), {"c"}),
        (replace("", {}), None),
    ],
)
def test_members_that_are_touched_are_known(step: Any, names: set[str] | None) -> None:
    assert touched(check([step])) == names


def test_pointer_is_read_as_rfc_6901_says() -> None:
    assert [tokens(pointer) for pointer in ("", "/", "/a~1b/m~0n/~01", "/ /0")] == [[], [""], ["a/b", "m~n", "~1"], [" ", "0"]]


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3)
names = st.sampled_from(["a", "b", "", "-", "0", "~", "/", "~1"]) | st.text(max_size=2)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=8)
pointers = st.lists(st.sampled_from(["a", "b", "", "-", "0", "1", "01", "~0", "~1", "~2", "9" * 40]), max_size=3).map(
    lambda parts: "".join(f"/{part}" for part in parts)
)
steps = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), "path": pointers},
    optional={"value": values, "from": pointers},
)


@given(values, values)
@example({"a": 1}, {"a": True})
def test_difference_leads_from_one_document_to_the_other(source: Any, target: Any) -> None:
    steps = check(jsonpatch.make_patch(source, target).patch)
    assert is_equal(patcher(100_000)(deepcopy(source), steps), target)


@given(values, st.lists(steps | values, max_size=5))
def test_any_patch_is_applied_or_refused(document: Any, patch: Any) -> None:
    before = json.dumps(patch)
    try:
        patcher(200)(document, check(patch))
    except Problem as problem:
        assert problem.code in {400, 409, 413, 422}
    assert json.dumps(patch) == before
