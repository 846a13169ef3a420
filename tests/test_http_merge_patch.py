"""JSON Merge Patch (RFC 7396), as a pure function."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flask_resty.http.merge_patch import merge


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        pytest.param({"a": "b"}, {"a": "c"}, {"a": "c"}, id="a value is replaced"),
        pytest.param({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}, id="a member is added"),
        pytest.param({"a": "b"}, {"a": None}, {}, id="null removes"),
        pytest.param({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}, id="null removes no other"),
        pytest.param({"a": ["b"]}, {"a": "c"}, {"a": "c"}, id="an array gives way to a string"),
        pytest.param({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}, id="a string gives way to an array"),
        pytest.param({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}, id="what is not there can be removed"),
        pytest.param({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}, id="an array is replaced as a whole"),
        pytest.param(["a", "b"], ["c", "d"], ["c", "d"], id="so is one that is the document"),
        pytest.param({"a": "b"}, ["c"], ["c"], id="an array replaces an object"),
        pytest.param({"a": "foo"}, None, None, id="null replaces all"),
        pytest.param({"a": "foo"}, "bar", "bar", id="a string replaces all"),
        pytest.param({"e": None}, {"a": 1}, {"e": None, "a": 1}, id="a null that was there stays"),
        pytest.param([1, 2], {"a": "b", "c": None}, {"a": "b"}, id="an object replaces an array"),
        pytest.param({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}, id="what is added holds no null"),
        pytest.param({}, {"a": [None, {"b": None}]}, {"a": [None, {"b": None}]}, id="but in arrays it does"),
    ],
)
def test_patch_is_merged(target: Any, patch: Any, result: Any) -> None:
    before = deepcopy((target, patch))
    assert merge(target, patch) == result
    assert (target, patch) == before


scalars = st.booleans() | st.integers() | st.text(max_size=3)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=4))
documents = st.dictionaries(st.text(max_size=2), values, max_size=5)


def difference(source: Any, target: Any) -> Any:
    """Give the merge patch that leads from one document without nulls to another."""
    if not isinstance(source, dict) or not isinstance(target, dict):
        return target
    changed = {name: difference(source.get(name), value) for name, value in target.items() if name not in source or source[name] != value}
    return dict.fromkeys(source.keys() - target.keys()) | changed


@given(documents, documents)
def test_difference_leads_from_one_document_to_the_other(source: Any, target: Any) -> None:
    assert merge(source, difference(source, target)) == target


@given(documents, st.recursive(scalars | st.none(), lambda inner: st.dictionaries(st.text(max_size=2), inner, max_size=4)))
def test_patch_that_is_merged_twice_is_merged_once(target: Any, patch: Any) -> None:
    once = merge(target, patch)
    assert merge(once, patch) == once
