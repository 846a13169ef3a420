"""An app that serves the toys, for tests of model resources."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from flask_resty import Api
from flask_resty import Principal
from flask_resty.auth import Bearer
from flask_resty.middleware import transaction

#: Who calls, by token: the authors of the toys by their usernames.
CALLERS = {"ann": Principal(id="1"), "bob": Principal(id="2")}

ANN = {"Authorization": "Bearer ann"}
BOB = {"Authorization": "Bearer bob"}


def serve(session: Any, classes: dict[str, type[Any]], *, middleware: Any = (), **options: Any) -> FlaskClient:
    """Serve classes at rules in an app that commits, and give its client. A session of ``None`` is none.

    :param options: those of ``resource``.
    """
    app = Flask("magazine")
    app.config["SECRET_KEY"] = "a secret of tests"
    api = Api(app, middleware=[*middleware, *([] if session is None else [transaction(session)])])
    for rule, cls in classes.items():
        api.resource(rule, **options)(cls)
    client = app.test_client()
    # An Api holds its apps weakly.
    client.api = api  # type: ignore[attr-defined]
    return client


def known_callers() -> Bearer:
    """Give what knows the callers."""
    return Bearer(verify=CALLERS.get)
