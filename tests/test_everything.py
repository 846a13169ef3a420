"""The Api that uses every feature keeps what it promises."""

from __future__ import annotations

import inspect

import pytest
from everything import api_of
from everything import formats
from everything import kinds
from everything import make_app
from everything.callers import AUTHENTICATORS
from everything.checked import CHECKED
from marshmallow import fields
from marshmallow import validate

from flask_resty import auth
from flask_resty import media
from flask_resty import middleware
from flask_resty.schema.validators import flat
from flask_resty.stack import Entry


@pytest.mark.resty_api(CHECKED)
def test_every_operation_keeps_what_it_promises(resty_contract):
    resty_contract()


def fields_in(schema):
    for field in schema.fields.values():
        yield field
        if isinstance(field, fields.Nested) and not isinstance(field, fields.Pluck) and type(field.schema) is not type(schema):
            yield from fields_in(field.schema)


def test_every_class_of_fields_is_there():
    there = {type(field) for field in fields_in(kinds.KindsOut())}
    known = {getattr(fields, name) for name in fields.__all__}
    assert known - there == {fields.Field, fields.Number, fields.Mapping}


def test_every_class_of_validators_is_there():
    there = {type(validator) for field in fields_in(kinds.KindsIn()) for validator in flat(field.validators)}
    known = {one for _, one in inspect.getmembers(validate, inspect.isclass) if issubclass(one, validate.Validator)}
    assert known - there == {validate.Validator, validate.And, validate.Predicate}


def test_every_format_is_there():
    spoken = {one for group in vars(formats).values() if isinstance(group, tuple) for one in group}
    known = {getattr(media, name) for name in dir(media) if name.endswith(("_EMITTER", "_PARSER"))}
    assert known <= spoken


def test_every_scheme_is_there():
    there = {type(one).__name__ for one in AUTHENTICATORS.values()} | {"AnyOf"}
    known = {name for name in dir(auth) if isinstance(found := getattr(auth, name), type) and issubclass(found, auth.Authenticator)}
    assert known - there == {"Authenticator"}


def test_every_entry_is_there():
    app = make_app()
    there = {type(placed.entry) for operation in api_of(app).operations(app) for placed in operation.stack}
    known = {found for name in dir(middleware) if isinstance(found := getattr(middleware, name), type) and issubclass(found, Entry)}
    assert known <= there
