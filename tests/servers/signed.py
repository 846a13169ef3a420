"""An app with a provider of OAuth 1.0, and a resource that takes its tokens: for clients that sign what a server is really sent.

Its tables are in memory, so it is served by one process.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse
from wsgiref.types import WSGIApplication
from wsgiref.types import WSGIEnvironment

from flask import Flask
from flask import request
from flask import session as browser_session
from marshmallow import Schema
from marshmallow import fields
from sqlalchemy import StaticPool
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from flask_resty import Api
from flask_resty import Resource
from flask_resty import accepts
from flask_resty import public
from flask_resty.auth.oauth1.signatures import METHODS
from flask_resty.oauth.one import OAuth1Provider
from flask_resty.oauth.one import metadata

BACK = "https://printer.example/ready"


class _Terminated:
    """Stands for a proxy that ends TLS, where PLAINTEXT needs one: some servers take the fields of a real one away."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_X_TLS" in environ:
            environ["wsgi.url_scheme"] = "https"
        return self.application(environ, start_response)


_engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
metadata.create_all(_engine)

app = Flask(__name__)
app.secret_key = "a secret key"
app.wsgi_app = _Terminated(app.wsgi_app)  # type: ignore[method-assign]

provider = OAuth1Provider(
    sessionmaker(_engine), user=lambda: browser_session.get("user"), login="login", methods=tuple(METHODS), lifetime=60
)
provider.init_app(app)
api = Api(app, url_prefix="/api", middleware=[provider.authenticator()])


class Text(Schema):
    text = fields.Str(required=True)


class Query(Schema):
    x = fields.List(fields.Str())
    y = fields.Str()


@api.resource("/")
class Start(Resource):
    @public
    def get(self) -> dict[str, Any]:
        return {}


@api.resource("/notes/<path:name>")
class Note(Resource):
    @accepts(Query, location="query")
    def get(self, name: str, query: dict[str, Any], principal: Any) -> dict[str, Any]:
        return {"name": name, "by": principal.id, **query}

    @accepts(Text, location="form")
    def post(self, name: str, form: dict[str, Any], principal: Any) -> dict[str, Any]:
        return {"name": name, "by": principal.id, **form}

    @accepts(Text)
    def put(self, name: str, body: dict[str, Any], principal: Any) -> dict[str, Any]:
        return {"name": name, "by": principal.id, **body}


@app.post("/login")
def login() -> str:
    """Let anybody in."""
    browser_session["user"] = "ada"
    return "welcome"


@app.post("/consumers")
def register() -> dict[str, str | None]:
    """Register a consumer, with the public key that is sent."""
    consumer, secret = provider.consumers.create("Printer", callbacks=[BACK], public_key=request.form.get("public_key"))
    return {"key": consumer.key, "secret": secret}
