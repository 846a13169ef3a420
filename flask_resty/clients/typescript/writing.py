"""From an OpenAPI document to a client in TypeScript."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..document import read_document
from ..model import ClientModel
from ..model import Scheme
from .answering import given_types
from .asking import asked_types
from .methods import called
from .methods import method
from .operations import operation
from .runtime_text import runtime
from .runtime_text import taken
from .schemes import credentials
from .spelling import comment
from .spelling import key
from .spelling import literal
from .types import Named
from .types import declared
from .types import namer
from .types import reached


def write_typescript(document: Mapping[str, Any]) -> str:
    """Write a client of an Api as one module of TypeScript that depends on nothing. The same document gives the same text.

    It compiles under ``strict``, ``exactOptionalPropertyTypes`` and ``noUncheckedIndexedAccess``, for browsers and for Node 20 or later.

    :param document: an OpenAPI document of version 3.1.
    :raise ConfigError: if no client can be written from it: see ``read_document``.
    """
    model = read_document(document)
    types = reached(
        [one for each in model.operations for one in (*asked_types(each), *given_types(each))], {one.name: one for one in model.types}
    )
    named = namer(types, taken())
    parts = (
        _header(model),
        *(declared(one, named) for one in types),
        _client(model, named),
        _tables(model),
        _schemes(model.schemes),
        runtime(),
    )
    return "\n".join(part for part in parts if part)


def _header(model: ClientModel) -> str:
    return f"// A client of {_line(model.title)} {_line(model.version)}. It was written by flask_resty: change the API, not this file.\n"


def _line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def _client(model: ClientModel, named: Named) -> str:
    methods = "\n".join(method(one, name, named) for one, name in zip(model.operations, called(model.operations), strict=True))
    told = comment(f"Calls {_line(model.title) or 'the API'}.")
    return f"""{told}export class Client {{
  readonly #caller: Caller

  constructor(settings: Settings = {{}}) {{
    this.#caller = new Caller({literal(model.server)}, RULES, settings)
  }}

  /** Who calls. */
  get credentials(): Credentials | null {{
    return this.#caller.credentials
  }}

  set credentials(credentials: Credentials | null) {{
    this.#caller.credentials = credentials
  }}

  /** Ends all calls that are under way. */
  cancel(): void {{
    this.#caller.cancel()
  }}

{methods}}}
"""


def _tables(model: ClientModel) -> str:
    rules = "".join(f"  {key(name)}: {literal(rule)},\n" for name, rule in model.checks.items())
    named = zip(model.operations, called(model.operations), strict=True)
    operations = "".join(f"  {operation(one, name)},\n" for one, name in named)
    return f"""const RULES: Rules = {{
{rules}}}

const OPERATIONS = {{
{operations}}} satisfies Record<string, Operation>

/** Looks for what is wrong with what would be given to an operation, as the client does before it sends it. */
export function check(operation: keyof typeof OPERATIONS, given: Arguments): Fault[] {{
  return faultsOf(OPERATIONS[operation], given, RULES)
}}
"""


def _schemes(schemes: tuple[Scheme, ...]) -> str:
    made = "".join(f"  {one},\n" for one in map(credentials, schemes) if one)
    return f"/** What the API takes as credentials. */\nexport const credentials = {{\n{made}}}\n" if made else ""
