"""The fuzzer notices faults: each of these is planted into the compiler, and has to be found."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from marshmallow import ValidationError
from schemafuzz.comparison import Different
from schemafuzz.fuzzing import fuzz

from flask_resty.schema import compile
from flask_resty.schema import load_source
from flask_resty.schema import loading
from flask_resty.schema.writer import Writer

#: So many cases have to do.
EXAMPLES = 3000


def more(found: re.Match[str]) -> str:
    return f"<= {int(found[1]) + 1}"


def less(found: re.Match[str]) -> str:
    return f"{int(found[1]) - 1} <="


def backwards(found: re.Match[str]) -> str:
    return f"{found[1]}{{{', '.join(reversed(found[2].split(', ')))}}}"


#: What is wrong, where that is in the source of generated functions, and what stands there instead.
FAULTS: list[tuple[str, str, Any]] = [
    ("a subclass of text is taken for text", r"type\((\w+)\) is str\b", r"isinstance(\1, str)"),
    ("a boolean is taken for an integer", r"type\((\w+)\) is int\b", r"isinstance(\1, int)"),
    ("None is taken for text", r"\(?type\((\w+)\) is not str\b", r"\1 is not None and \g<0>"),
    ("infinity is a number", r"-inf < (\w+) < inf", "True"),
    ("every integer is a float", r"-\d+ < (\w+) < \d+", "True"),
    ("the upper bound is one too high", r"<= (\d+)", more),
    ("the lower bound is one too low", r"\b(\d+) <=", less),
    ("no choice is wrong", r"\b\w+ in choices\w*", "True"),
    ("no address is wrong", r"is_email\w*\(\w+\)", "True"),
    ("no validator of the user is called", r"check_\w+\(\w+\)", "pass"),
    ("validators of the user are called twice", r"( *)(check_\w+\(\w+\))", r"\1\2; \2"),
    ("what is odd is loaded twice", r"( *)(\w+ = load_\w+\((\w+), data, store\))", r"\1if \3 is missing or True: load_again = \g<2>\n\1\2"),
    ("a default is not used", r"= default_\w+", "= missing"),
    ("unknown keys are not noticed", r"if len\(data\) \+ absent != \d+:", "if False:"),
    ("unknown keys are not included", r"loaded\[item\] = data\[item\]", "pass"),
    ("errors are forgotten", r"if store is not None and store\.errors:", "if False:"),
    ("what is valid is not told", r"valid_data=loaded", "valid_data={}"),
    ("what came is not told", r"data=data, ", ""),
    ("dotted attributes stay in one piece", r"\bplaced\(", "present("),
    ("what is missing is there", r"if whole\w*:", "if True:"),
    ("members are in another order", r"(loaded = |return )\{(.+)\}", backwards),
    ("dicts are shared with the input", r"\.copy\(\)", ""),
    ("lists are shared with the input", r"= \[\*(\w+)\]", r"= \1"),
    ("names of members are values", r"\._name_", "._value_"),
    ("UUIDs stay as they are", r"= str\((\w+)\)", r"= \1"),
    ("moments are written with a blank", r"isoformat\w*\((\w+)\)", r"str(\1)"),
    ("decimals are rounded as usual", r", rounding=\w+", ""),
    ("a missing attribute is an error", r"except AttributeError:", "except LookupError:"),
    ("a missing item is an error", r"except NO_ITEM:", "except TypeError:"),
    ("attributes are read twice", r"( *)(\w+ = \w+\.\w+)$", r"\1\2; \2"),
    ("functions are called twice", r"( *)(\w+ = get_\w+\(obj\))$", r"\1\2; \2"),
    ("an object of another kind is dumped twice", r"\bcontinue\b", "pass"),
]


@pytest.mark.parametrize(("pattern", "instead"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_in_the_source_is_found(pattern, instead, monkeypatch):
    text = Writer.text.fget
    monkeypatch.setattr(Writer, "text", property(lambda self: re.sub(pattern, instead, text(self), flags=re.MULTILINE)))
    assert_found()


def test_a_forgotten_data_key_is_found(monkeypatch):
    monkeypatch.setattr(load_source, "key_of", lambda name, field: name)
    assert_found()


def test_a_forgotten_index_is_found(monkeypatch):
    """All mistakes are told as those of the first item."""
    many = loading.Loads._many

    def careless(self, *args):
        load = many(self, *args)

        def load_many(items):
            try:
                return load(items)
            except ValidationError as error:
                raise ValidationError({0: next(iter(error.messages.values()))}, data=error.data, valid_data=error.valid_data) from error

        return load_many

    monkeypatch.setattr(loading.Loads, "_many", careless)
    assert_found()


def test_a_forgotten_unknown_of_nested_is_found(monkeypatch):
    nested = loading.Loads.nested

    def forgetful(self, field, partial):
        other = copy.copy(field)
        other.unknown = None
        return nested(self, other, partial)

    monkeypatch.setattr(loading.Loads, "nested", forgetful)
    assert_found()


def test_a_forgotten_partial_of_nested_is_found(monkeypatch):
    nested = loading.Loads.nested
    monkeypatch.setattr(loading.Loads, "nested", lambda self, field, partial: nested(self, field, None))
    assert_found()


def assert_found() -> None:
    with pytest.raises(Different):
        fuzz(compile, EXAMPLES, number=1, shrinks=False)
