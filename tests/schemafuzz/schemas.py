"""Classes of schemas as source text."""

from __future__ import annotations

from .containers import names
from .draft import Draft
from .draft import Member
from .draft import call
from .members import NAMES
from .members import ODD_NAMES
from .members import member

#: How deep fields stand in fields.
DEPTH = 2


def schema(draft: Draft, size: int) -> str:
    """Draw a class, and give its name."""
    name = f"S{len(draft.shapes)}"
    base = "Schema"
    inherited: tuple[Member, ...] = ()
    if draft.shapes and draft.chance(10):
        base = draft.pick(*draft.shapes)
        inherited = draft.shapes[base]
    # A field may nest the schema that it is a field of.
    draft.shapes[name] = inherited
    draft.schema = name
    members, methods = _members(draft, name, size)
    own = {one.name for one in members}
    shape = (*(one for one in inherited if one.name not in own), *members)
    draft.shapes[name] = shape
    draft.schema = ""
    lines = [*_meta(draft, shape, members), *_attributes(draft), *_declared(members), *methods, *_hooks(draft, shape), *_overrides(draft)]
    draft.classes.append(f"class {name}({base}):\n" + "".join(f"    {line}\n" for line in lines or ["pass"]))
    return name


def _members(draft: Draft, schema: str, size: int) -> tuple[list[Member], list[str]]:
    members: list[Member] = []
    methods: list[str] = []
    for name in dict.fromkeys(draft.pick(*(ODD_NAMES if draft.chance(25) else NAMES)) for _ in range(size)):
        made, needed = member(draft, name, DEPTH)
        members.append(made)
        methods.extend(needed)
        draft.shapes[schema] = tuple(members)
    return members, methods


def _declared(members: list[Member]) -> list[str]:
    return [f"{one.name} = {one.text}" for one in members if one.name not in ODD_NAMES]


def _meta(draft: Draft, shape: tuple[Member, ...], members: list[Member]) -> list[str]:
    options = {}
    if included := [f"{one.name!r}: {one.text}" for one in members if one.name in ODD_NAMES]:
        options["include"] = f"{{{', '.join(included)}}}"
    if draft.chance(3):
        options["unknown"] = draft.pick("EXCLUDE", "INCLUDE", "RAISE")
    for name, times in (("exclude", 20), ("load_only", 20), ("dump_only", 20)):
        if draft.chance(times):
            options[name] = names(draft, shape)
    if draft.chance(25) and shape:
        options["fields"] = repr(tuple(one.name for one in shape[::-1]))
    if draft.chance(20):
        options["index_errors"] = "False"
    if draft.chance(20):
        options["many"] = "True"
    if draft.chance(20):
        options[draft.pick("datetimeformat", "dateformat", "timeformat")] = draft.pick("'iso'", "'rfc'", "'%Y'", "'timestamp'")
    return ["class Meta:", *(f"    {name} = {text}" for name, text in options.items()), ""] if options else []


def _attributes(draft: Draft) -> list[str]:
    lines = []
    if draft.chance(20):
        lines.append(f"dict_class = {draft.pick('Ordered', 'OrderedDict', 'Making')}")
    if draft.chance(25):
        lines.append("set_class = set")
    if draft.chance(15):
        lines.append(f"error_messages = {draft.pick(*ERROR_MESSAGES)}")
    return lines


ERROR_MESSAGES = (
    "{'unknown': 'Nobody knows this.', 'type': 'Not this type.'}",
    "{'unknown': ['One.', 'Two.'], 'type': {'a': ['Deep.']}}",
    "{'unknown': {'code': 'unknown'}}",
)


def _hooks(draft: Draft, shape: tuple[Member, ...]) -> list[str]:
    return [line for _ in range(draft.amount(3)) for line in draft.pick(*HOOKS)(draft, shape)] if draft.chance(3) else []


def _processor(tag: str) -> object:
    def hook(draft: Draft, shape: tuple[Member, ...]) -> list[str]:
        name, how = draft.name(tag), draft.pick(*CHANGES)
        options = {option: "True" for option in ("pass_collection", "pass_original") if draft.chance(3)}
        if tag.startswith("pre"):
            options.pop("pass_original", None)
        return [
            f"@{call(tag, **options)}",
            f"def {name}(self, data, *rest, **options):",
            f"    return hook({name!r}, {how!r}, data, *rest, **options)",
            "",
        ]

    return hook


CHANGES = (
    *("same", "same", "copy", "mark", "mark") * 3,
    "wrap",
    "list",
    "none",
    "refuse",
    "refuse all",
    "refuse deep",
    "refuse one",
    "break",
)


def _validates(draft: Draft, shape: tuple[Member, ...]) -> list[str]:
    if not shape:
        return []
    name, fields = draft.name("validates"), [one.name for one in draft.some(shape, 2)] or [shape[0].name]
    if draft.chance(60):
        fields.append("nobody")
    return [
        f"@validates({', '.join(map(repr, fields))})",
        f"def {name}(self, data, data_key):",
        f"    judge({name!r}, {draft.pick(*WHENS)!r}, {draft.pick(*ERRORS)}, data, data_key=data_key)",
        "",
    ]


def _validates_schema(draft: Draft, shape: tuple[Member, ...]) -> list[str]:
    name = draft.name("validates_schema")
    options = {option: "True" for option in ("pass_collection", "pass_original") if draft.chance(3)}
    if draft.chance(2):
        options["skip_on_field_errors"] = "False"
    error = draft.pick(*ERRORS, f"('No.', {shape[0].name!r})" if shape else "('No.',)")
    return [
        f"@{call('validates_schema', **options)}",
        f"def {name}(self, data, *rest, **options):",
        f"    judge({name!r}, {draft.pick(*WHENS)!r}, {error}, data, *rest, **options)",
        "",
    ]


WHENS = ("never", "never", "never", "sometimes", "always")
ERRORS = ("('No.',)", "(['One.', 'Two.'],)", "({'a': ['Deep.'], '_schema': ['Here.']},)", "('No.', 'b')", "('No.', 'nobody')")
HOOKS = (
    _processor("pre_load"),
    _processor("post_load"),
    _processor("pre_dump"),
    _processor("post_dump"),
    _validates,
    _validates,
    _validates_schema,
    _validates_schema,
)


def _overrides(draft: Draft) -> list[str]:
    """Draw a method of ``Schema`` that is overridden."""
    return list(draft.pick(*OVERRIDES)) if draft.chance(12) else []


OVERRIDES = (
    (
        "def get_attribute(self, obj, attr, default):",
        "    note('get_attribute', attr)",
        "    return super().get_attribute(obj, attr, default)",
    ),
    ("def get_attribute(self, obj, attr, default):", "    return getattr(obj, attr, 'nothing')"),
    ("def handle_error(self, error, data, **options):", "    note('handle_error', error, data, options)"),
    ("def handle_error(self, error, data, **options):", "    raise LookupError(str(error))"),
    ("def handle_error(self, error, data, **options):", "    error.messages = {'own': error.messages}"),
    ("def _serialize(self, obj, *, many=False):", "    note('_serialize', many)", "    return super()._serialize(obj, many=many)"),
    ("def _deserialize(self, data, **options):", "    note('_deserialize', data)", "    return super()._deserialize(data, **options)"),
    ("def dump(self, obj, *, many=None):", "    note('dump', many)", "    return {'dumped': super().dump(obj, many=many)}"),
    (
        "def load(self, data, *, many=None, partial=None, unknown=None):",
        "    note('load', data, many, partial, unknown)",
        "    return super().load(data, many=many, partial=partial, unknown=unknown)",
    ),
    ("def on_bind_field(self, field_name, field_obj):", "    field_obj.allow_none = True"),
    ("def on_bind_field(self, field_name, field_obj):", "    field_obj.data_key = field_name.upper()"),
    ("@property", "def dict_class(self):", "    return Ordered"),
    (
        "def __init__(self, **options):",
        "    super().__init__(**options)",
        "    self.get_attribute = lambda obj, attr, default: attr",
    ),
    (
        "def __init__(self, **options):",
        "    super().__init__(**options)",
        "    self.handle_error = lambda error, data, **options: note('handle_error', error)",
    ),
)
