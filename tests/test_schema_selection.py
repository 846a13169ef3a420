"""Selections: what is one, in one spelling, and what is refused where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from flask_resty.schema import faults
from flask_resty.schema.selection import DEEPEST
from flask_resty.schema.selection import LONGEST
from flask_resty.schema.selection import MOST
from flask_resty.schema.selection import parse_selection


def refusal(text: str):
    """Give the one fault of a text, and see that it stands for the whole."""
    with pytest.raises(ValidationError) as caught:
        parse_selection(text)
    (fault,) = faults(caught.value, "query")
    assert fault.pointer == ""
    return fault


def test_names_and_what_is_inside_of_them():
    selection = parse_selection("id,author(name,books(title))")
    assert list(selection.names) == ["author", "id"]
    assert selection.names["id"] is None
    assert selection.names["author"].names["books"].names == {"title": None}
    assert selection.has("id") and not selection.has("title")


def test_an_exclusion_means_all_the_others():
    selection = parse_selection("-content,-author")
    assert selection.without == {"content", "author"}
    assert selection.has("title") and not selection.has("content")


def test_a_star_means_all_and_may_stand_beside_anything():
    selection = parse_selection("*,author(name),-content")
    assert selection.has("title") and selection.has("author") and not selection.has("content")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a", "a"),
        ("b,a", "a,b"),
        ("b(d,c),a", "a,b(c,d)"),
        ("-b,-a", "*,-a,-b"),
        ("-a,*", "*,-a"),
        ("a(-b)", "a(*,-b)"),
        ("b(c),*", "*,b(c)"),
        ("größe,x-y,$ref,a.b,a-,*a", "$ref,*a,a-,a.b,größe,x-y"),
    ],
)
def test_equal_selections_have_one_spelling(text, canonical):
    assert str(parse_selection(text)) == canonical
    assert parse_selection(text) == parse_selection(canonical)
    assert hash(parse_selection(text)) == hash(parse_selection(canonical))


def test_a_selection_does_not_change():
    selection = parse_selection("a")
    with pytest.raises(AttributeError):
        selection.text = "b"
    with pytest.raises(TypeError):
        selection.names["b"] = None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1),
        (",", 1),
        ("a,", 3),
        (",a", 1),
        ("a,,b", 3),
        ("(a)", 1),
        ("a()", 3),
        ("a(", 3),
        ("a(b", 4),
        ("a(b,)", 5),
        ("a)", 2),
        ("a(b))", 5),
        ("a(b)c", 5),
        ("a(b)(c)", 5),
        ("a, b", 3),
        ("a b", 2),
        (" a", 1),
        ("a\n", 2),
        ("a\0b", 1),
        ("a,\x7f", 3),
        ("a\u00a0", 2),
        ("\ud800", 1),
        ("\u200b", 1),
        ("-", 1),
        ("-*", 1),
        ("--a", 1),
        ("*(a)", 2),
        ("-a(b)", 3),
        ("a,-b", 5),
        ("x(a,-b)", 7),
    ],
)
def test_what_is_malformed_is_refused_with_its_place(text, place):
    fault = refusal(text)
    assert fault.code == "format"
    assert fault.detail.endswith(f" character {place}.")


@pytest.mark.parametrize(
    ("text", "place"), [("a,a", 3), ("a,b,a(c)", 5), ("a(b,b)", 5), ("*,*", 3), ("*,a,-a", 5), ("-a,a", 4), ("-a,-a", 4)]
)
def test_a_name_that_is_said_twice_is_refused(text, place):
    fault = refusal(text)
    assert fault.code == "repeated"
    assert fault.detail == f"The name at character {place} has been there already."


def test_one_name_may_stand_on_two_levels():
    assert str(parse_selection("a(a),b(a)")) == "a(a),b(a)"


def test_what_would_cost_too_much_is_refused():
    assert refusal("a" * (LONGEST + 1)).code == "too_long"
    assert refusal(",".join(f"a{number}" for number in range(MOST + 1))).code == "too_long"
    assert refusal("a(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1)).code == "too_deep"


def test_what_is_just_within_the_bounds_is_read():
    assert len(parse_selection("a" * LONGEST).text) == LONGEST
    assert len(parse_selection(",".join(f"a{number}" for number in range(MOST))).names) == MOST
    assert parse_selection("a(" * DEEPEST + "a" + ")" * DEEPEST)


names = st.text("abc-$é", min_size=1, max_size=3).filter(lambda name: not name.startswith("-"))
leaves = st.dictionaries(names, st.none(), min_size=1, max_size=3)
plain = st.recursive(leaves, lambda inner: st.dictionaries(names, st.none() | inner, min_size=1, max_size=3), max_leaves=6)


def spelled(tree):
    return ",".join(name if inner is None else f"{name}({spelled(inner)})" for name, inner in tree.items())


def tree_of(selection):
    return {name: inner and tree_of(inner) for name, inner in selection.names.items()}


@given(plain)
def test_what_was_written_is_read(tree):
    selection = parse_selection(spelled(tree))
    assert tree_of(selection) == tree
    assert parse_selection(str(selection)) == selection


@given(st.text("ab,()-* \n") | st.text())
def test_any_text_is_read_or_refused(text):
    try:
        selection = parse_selection(text)
    except ValidationError as error:
        assert len(faults(error, "query")) == 1
    else:
        assert parse_selection(str(selection)) == selection
