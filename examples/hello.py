"""The API of the README: notes that are kept in memory. Run it with ``flask --app examples.hello run``."""

from flask import Flask
from marshmallow import Schema
from marshmallow import fields
from marshmallow import validate

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import returns

app = Flask(__name__)
api = Api(app, title="Notes", url_prefix="/api")
notes = {"1": {"text": "Buy milk.", "done": False}}


class Note(Schema):
    text = fields.Str(required=True, validate=validate.Length(1, 200))
    done = fields.Bool(load_default=False)


@api.resource("/notes/<id>")
class NoteItem(Resource):
    """One note."""

    def find(self, id):
        return notes.get(id)

    @returns(Note)
    def get(self, item):
        return item

    @accepts(Note)
    @returns(Note)
    def put(self, id, body):
        notes[id] = body
        return body
