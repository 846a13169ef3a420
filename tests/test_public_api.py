"""What is public, to the letter."""

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]

PUBLIC = {
    "flask_resty": [
        "Api",
        "Binary",
        "Blueprint",
        "ConfigError",
        "ContractError",
        "DataURL",
        "Download",
        "Emitter",
        "Entry",
        "Envelope",
        "Expandable",
        "Fault",
        "File",
        "Items",
        "Link",
        "OneOf",
        "Operation",
        "Page",
        "PageNumber",
        "Paged",
        "Parser",
        "Principal",
        "Problem",
        "Resource",
        "Upload",
        "accepts",
        "current_principal",
        "describe",
        "paginate",
        "public",
        "requires",
        "returns",
        "streams",
        "throttle",
        "use",
        "without",
    ],
    "flask_resty.auth": [
        "APIKey",
        "AllOf",
        "AnyOf",
        "Authenticator",
        "AuthlibValidator",
        "Backoff",
        "Basic",
        "Bearer",
        "Digest",
        "HA1",
        "Introspection",
        "JWKS",
        "JWT",
        "OAuth1",
        "Passwords",
        "ProtectedResource",
        "Session",
        "Signer",
        "TokenPrincipal",
        "Tokens",
        "Unauthorized",
        "digest_of",
        "new_token",
        "public",
        "requires",
    ],
    "flask_resty.cli": ["resty"],
    "flask_resty.clients": ["ClientModel", "ClientOperation", "read_document", "write_python", "write_typescript"],
    "flask_resty.media": [
        "CBOR_EMITTER",
        "CBOR_PARSER",
        "CSV_EMITTER",
        "CSV_PARSER",
        "Emitter",
        "Event",
        "HAL_EMITTER",
        "JSON_EMITTER",
        "JSON_LINES_EMITTER",
        "JSON_LINES_PARSER",
        "JSON_PARSER",
        "JSON_SEQ_EMITTER",
        "JSON_SEQ_PARSER",
        "Line",
        "MSGPACK_EMITTER",
        "MSGPACK_PARSER",
        "PICKLE_EMITTER",
        "PICKLE_PARSER",
        "PLIST_EMITTER",
        "PLIST_PARSER",
        "Parser",
        "Ready",
        "SSE_EMITTER",
        "TEXT_EMITTER",
        "TEXT_PARSER",
        "XML_EMITTER",
        "XML_PARSER",
        "YAML_EMITTER",
        "YAML_PARSER",
        "html_emitter",
    ],
    "flask_resty.middleware": [
        "CORS",
        "Cache",
        "Deprecated",
        "ETag",
        "Idempotency",
        "Links",
        "Maintenance",
        "MemoryStore",
        "MethodOverride",
        "Network",
        "RedisStore",
        "SQLStore",
        "Throttle",
        "Transaction",
        "address",
        "key",
        "principal",
        "throttle",
        "transaction",
    ],
    "flask_resty.models": [
        "Adapters",
        "Attribute",
        "Base64",
        "Busy",
        "Comparison",
        "Conflict",
        "Cursor",
        "CursorPage",
        "Either",
        "Expand",
        "Filter",
        "Filters",
        "LimitOffset",
        "Listing",
        "ModelBulk",
        "ModelCollection",
        "ModelItem",
        "ObjectStore",
        "OffsetPage",
        "Order",
        "Query",
        "Reads",
        "RecordPage",
        "RecordRange",
        "Related",
        "SQLAlchemyStore",
        "Selection",
        "Sorting",
        "Stale",
        "Store",
        "StoreError",
        "Unfit",
        "check_store",
        "cut_page",
        "model_schema",
        "pair",
        "read_page",
        "reading",
        "reads_of",
        "refusal_of",
        "resources_of",
        "several",
    ],
    "flask_resty.oauth": [
        "AccessToken",
        "AuthorizationCode",
        "AuthorizationServer",
        "Client",
        "Grant",
        "Issued",
        "RefreshToken",
        "Refusal",
        "Registry",
        "client_created",
        "client_status_changed",
        "metadata",
        "reuse_detected",
        "secret_rotated",
        "token_issued",
        "token_revoked",
    ],
    "flask_resty.oauth.one": ["Consumer", "OAuth1Provider", "TemporaryCredentials", "TokenCredentials", "metadata"],
    "flask_resty.openapi": ["DocsPage", "OpenAPI", "document_of"],
    "flask_resty.openapi.json_schema": ["Components"],
    "flask_resty.page": ["PAGE"],
    "flask_resty.signals": ["authenticated", "emitted", "found", "handled", "refused", "validated"],
    "flask_resty.schema": [
        "Compiled",
        "OneOf",
        "Schematic",
        "Selection",
        "ShortNames",
        "as_schema",
        "compile",
        "faults",
        "parse_selection",
        "select",
        "short_names",
    ],
    "flask_resty.testing": [
        "CheckedApi",
        "Client",
        "Example",
        "Finding",
        "Invalid",
        "Sign",
        "basic",
        "bearer",
        "client_of",
        "cookie",
        "digest",
        "header",
        "invalid_bodies",
        "oauth1",
        "query",
        "session",
        "together",
        "valid_body",
        "walk",
    ],
}

OBJECTS = [(module, name) for module, names in PUBLIC.items() for name in names]


#: What a package needs to import some of its names when they are first asked for, and what pytest reads off a plug-in.
LAZINESS = {"Any", "TYPE_CHECKING", "import_module", "pytest_plugins"}


def public(module):
    """List the public names that a module gives, without the modules in it."""
    package = import_module(module)
    known = {*vars(package), *getattr(package, "_LATER", ())} - LAZINESS
    values = {name: getattr(package, name) for name in known if not name.startswith("_")}
    return sorted(name for name, value in values.items() if name == "faults" or not isinstance(value, ModuleType))


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_are_exactly_these(module):
    assert public(module) == PUBLIC[module]


@pytest.mark.parametrize("module", [module for module in PUBLIC if hasattr(import_module(module), "_LATER")])
def test_a_star_stands_for_the_public_names(module):
    assert import_module(module).__all__ == PUBLIC[module]


@pytest.mark.parametrize("package", ["flask_resty", "flask_resty.models"])
def test_a_star_gives_the_same_names_whatever_was_imported(package):
    code = f"""
from marshmallow import fields
import flask_resty.fields, flask_resty.models.sql
from {package} import *
assert fields.Str and {{*{PUBLIC[package]!r}}} == {{*vars()}} - {{"fields", "flask_resty"}} - {{name for name in vars() if name[0] == "_"}}
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def is_sentence(text):
    first = (text or "").strip().partition("\n\n")[0]
    return first[:1] == first[:1].upper() != "" and first.endswith((".", ":"))


@pytest.mark.parametrize(("module", "name"), OBJECTS)
def test_public_object_has_a_docstring(module, name):
    what = getattr(import_module(module), name)
    documented = what if inspect.isclass(what) or inspect.isroutine(what) else type(what)
    # Names of other things, such as types, have a comment instead.
    assert not documented.__module__.startswith("flask_resty") or is_sentence(documented.__doc__)


def members(cls):
    """Give the public methods and properties that a class writes itself."""
    for name, member in vars(cls).items():
        if not name.startswith("_") and (inspect.isroutine(member) or isinstance(member, property | classmethod | staticmethod)):
            yield name, member


CLASSES = [(module, name) for module, name in OBJECTS if inspect.isclass(getattr(import_module(module), name))]


@pytest.mark.parametrize(("module", "name"), CLASSES)
def test_public_method_has_a_docstring(module, name):
    cls = getattr(import_module(module), name)
    assert [f"{name}.{member}" for member, what in members(cls) if not is_sentence(inspect.getdoc(what))] == []


@pytest.mark.parametrize("module", PUBLIC)
def test_module_has_a_docstring(module):
    assert is_sentence(import_module(module).__doc__)


def test_version_is_there():
    assert import_module("flask_resty").__version__
