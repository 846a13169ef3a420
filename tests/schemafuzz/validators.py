"""Validators as source text, mostly such as fit a kind of field."""

from __future__ import annotations

from .draft import Draft
from .draft import call

#: What the validators of marshmallow take.
ERRORS = ("'Wrong: {input}.'", "'{input!r} / {min} / {max}'", "'Wrong.'", "''")
CHOICES = (
    "['a', 'abc', '1']",
    "('abc', 1, 2.0)",
    "{'abc', 'é', 1}",
    "'abcdef'",
    "[]",
    "[1, 2, 7]",
    "iter(['a', 1])",
    "frozenset({1, 2})",
    "range(9)",
    "{'a': 1}",
)
PATTERNS = ("'[a-z]+'", "'^a'", "re.compile('.*')", "'\\\\\\\\d*$'", "b'a'")


def validators(draft: Draft, sort: str) -> str:
    """Give what stands behind ``validate=``."""
    if draft.chance(2):
        return validator(draft, sort)
    several = [validator(draft, sort) for _ in range(draft.amount(3))]
    shape = draft.pick("[{}]", "[{}]", "({},)", "iter([{}])", "validate.And({})")
    return "[]" if not several else str(shape.format(", ".join(several)))


def validator(draft: Draft, sort: str) -> str:
    """Give one validator."""
    sort = draft.pick("any", "text", "number", "sized") if draft.chance(40) else sort
    return str(draft.pick(*BY_SORT[sort])(draft))


def user(draft: Draft) -> str:
    """The user's own function."""
    name, when = draft.name("v"), draft.pick("never", "never", "never", "sometimes", "always")
    if draft.chance(20):
        return call("breaks", repr(name), repr(when))
    return call("refuses", repr(name), repr(when), *draft.pick(*MESSAGES))


MESSAGES = (
    ("'No.'",),
    ("['One.', 'Two.']",),
    ("{'a': ['Deep.'], 'b': {'c': 'Deeper.'}}",),
    ("'No.'", "field_name='b'"),
    ("[{'a': 1}, 'No.']",),
    ("'No.'", "valid_data={'was': 1}", "extra=1"),
    ("[]",),
    ("{}",),
    ("b'bytes'",),
)


def length(draft: Draft) -> str:
    if draft.chance(4):
        equal = draft.amount(4)
        draft.edges += [f"'x' * {number}" for number in (equal, equal + 1, max(equal - 1, 0))]
        return _with_error(draft, "validate.Length", equal=str(equal))
    least = draft.amount(3)
    most = least + draft.amount(2)
    draft.edges += [f"'x' * {number}" for number in (least, most, max(least - 1, 0), most + 1)]
    return _with_error(draft, draft.pick("validate.Length", "validate.Length", "Longer"), **_ends(draft, least, most))


def bounds(draft: Draft) -> str:
    least = draft.pick(1, 0, 3, 10, -5, 2**64, 1.5)
    most = least + draft.pick(1, 0, 2, 100)
    draft.edges += [str(number) for number in (least, most, least - 1, most + 1)]
    options = _ends(draft, least, most)
    for name in draft.subset("min_inclusive", "max_inclusive"):
        options[name] = "False"
    return _with_error(draft, draft.pick("validate.Range", "validate.Range", "validate.Range", "Spelled"), **options)


def _ends(draft: Draft, least: float, most: float) -> dict[str, str]:
    return draft.pick({"min": str(least), "max": str(most)}, {"min": str(least)}, {"max": str(most)}, {"min": "None"})  # type: ignore[no-any-return]


def choice(draft: Draft) -> str:
    name = draft.pick("validate.OneOf", "validate.OneOf", "validate.NoneOf", "Grumpy")
    draft.edges += ["'abc'", "1", "'a'", "2"]
    return _with_error(draft, name, draft.pick(*CHOICES))


def every_choice(draft: Draft) -> str:
    return _with_error(draft, draft.pick("validate.ContainsOnly", "validate.ContainsNoneOf"), draft.pick(*CHOICES))


def equal(draft: Draft) -> str:
    return _with_error(draft, "validate.Equal", draft.pick("'abc'", "1", "[]", "nan", "None"))


def pattern(draft: Draft) -> str:
    return _with_error(draft, "validate.Regexp", draft.pick(*PATTERNS))


def mail(draft: Draft) -> str:
    return _with_error(draft, "validate.Email")


def link(draft: Draft) -> str:
    return _with_error(draft, "validate.URL", relative=draft.pick("True", "False"))


def predicate(draft: Draft) -> str:
    return _with_error(draft, "validate.Predicate", draft.pick("'isalpha'", "'islower'", "'__bool__'", "'nothing'", "'__len__'"))


def _with_error(draft: Draft, name: str, *args: str, **options: str) -> str:
    if draft.chance(4):
        options["error"] = draft.pick(*ERRORS)
    return call(name, *args, **options)


BY_SORT = {
    "any": (user, user, choice, equal),
    "text": (length, length, length, choice, choice, pattern, user, equal, mail, link, predicate, every_choice),
    "number": (bounds, bounds, bounds, choice, user, equal),
    "sized": (length, length, user, every_choice, equal),
}
