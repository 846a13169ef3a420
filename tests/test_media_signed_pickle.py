"""Pickles: never read without the app's own signature, and harmless even with it."""

from __future__ import annotations

import os
import pickle

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema
from marshmallow import fields
from returned import PLAIN
from returned import UNSPEAKABLE
from returned import code_of
from returned import endless
from returned import nested
from returned import returned
from returned import told

from flask_resty import Api
from flask_resty import ConfigError
from flask_resty import ContractError
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns
from flask_resty.media import PICKLE_EMITTER
from flask_resty.media import PICKLE_PARSER
from flask_resty.media.signed_pickle import check
from flask_resty.media.signed_pickle import emit
from flask_resty.media.signed_pickle import parse
from flask_resty.media.signed_pickle import signer


def an_app(key="secret", **config):
    app = Flask("tests")
    app.config.update(SECRET_KEY=key, **config)
    return app


@pytest.fixture(autouse=True, scope="module")
def context():
    with an_app().app_context():
        yield


@given(nested(PLAIN | st.binary(max_size=9)))
def test_plain_data_come_back_as_they_were(data):
    assert repr(parse(emit(data))) == repr(data)


@given(returned(PLAIN))
def test_what_handlers_return_is_what_json_makes_of_it(data):
    assert told(data, PICKLE_EMITTER, PICKLE_PARSER) == told(data)


@pytest.mark.parametrize("data", UNSPEAKABLE.values(), ids=UNSPEAKABLE)
def test_what_cannot_be_said_is_refused(data):
    with pytest.raises(ContractError):
        emit(data)


class Call:
    """Becomes a call where its pickle is loaded."""

    called = False

    def __reduce__(self):
        return (os.putenv, ("CALLED", "1"))


def signed(data):
    with an_app().app_context() as context:
        return signer(context.app).sign(pickle.dumps(data))


UNSIGNED = {
    "a bare pickle": pickle.dumps({"a": 1}),
    "a call": pickle.dumps(Call()),
    "no signature": b"." + pickle.dumps(Call()),
    "a wrong signature": pickle.dumps(Call()) + b".AAAA",
    "a signature of nothing": b".",
}


@pytest.mark.parametrize("content", UNSIGNED.values(), ids=UNSIGNED)
def test_what_was_not_signed_is_refused(content):
    assert code_of(PICKLE_PARSER, content) == "signature"


@pytest.mark.parametrize("position", [0, 5, -5])
def test_changed_content_is_refused(position):
    content = bytearray(emit({"a": 1}))
    content[position] ^= 1
    assert code_of(PICKLE_PARSER, bytes(content)) == "signature"


def test_signature_for_another_purpose_is_refused():
    with an_app().app_context() as context:
        session = context.app.session_interface.get_signing_serializer(context.app)
        assert code_of(PICKLE_PARSER, session.dumps({"a": 1}).encode()) == "signature"


SIGNED = {
    "a call": (Call(), "syntax"),
    "a class": (Flask, "syntax"),
    "a set": ({1}, "type"),
    "data in themselves": (endless(), "type"),
    "not a number": (float("nan"), "type"),
}


@pytest.mark.parametrize(("data", "code"), SIGNED.values(), ids=SIGNED)
def test_signed_pickle_can_hold_data_only(data, code):
    assert code_of(PICKLE_PARSER, signed(data)) == code


def test_broken_pickle_is_refused():
    with an_app().app_context() as context:
        assert code_of(PICKLE_PARSER, signer(context.app).sign(b"abc")) == "syntax"


def test_nothing_is_refused():
    assert code_of(PICKLE_PARSER, b"") == "empty"


def test_old_key_is_read_and_not_written():
    with an_app("old").app_context():
        old = emit(1)
    with an_app("new", SECRET_KEY_FALLBACKS=["old"]).app_context():
        assert parse(old) == 1
        new = emit(1)
    with an_app("new").app_context():
        assert parse(new) == 1
        assert code_of(PICKLE_PARSER, old) == "signature"


def test_app_without_a_key_cannot_sign():
    check(an_app())
    with pytest.raises(ConfigError, match="'tests' is to speak application/x-python-pickle, but has no SECRET_KEY"):
        check(an_app(None))


class BookOfPickles(Schema):
    title = fields.Str(required=True)


class Books(Resource):
    @accepts(BookOfPickles)
    @returns(BookOfPickles)
    def post(self, body):
        return body


def test_resource_speaks_pickle():
    app = an_app()
    Api(app, parsers=[PICKLE_PARSER], emitters=[PICKLE_EMITTER]).resource("/books")(Books)
    response = app.test_client().post("/books", data=emit({"title": "Dune"}), content_type="application/x-python-pickle")
    assert (response.status_code, response.mimetype) == (200, "application/x-python-pickle")
    assert parse(response.data) == {"title": "Dune"}


@pytest.mark.parametrize("media_type", ["application/python-pickle", "application/x-python-pickle"])
def test_t42_pickle_is_not_spoken_if_nobody_says_so(media_type):
    app = an_app()
    Api(app).resource("/books")(Books)
    client = app.test_client()
    content = pickle.dumps({"title": "Dune"})
    assert client.post("/books", data=content, content_type=media_type).status_code == 415
    assert client.post("/books", json={"title": "Dune"}, headers={"Accept": media_type}).status_code == 406
