"""A client in TypeScript gets its tokens by a code, and others when these end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import node
from flask import Flask
from flask import request
from marshmallow import fields

from flask_resty import Api
from flask_resty import Principal
from flask_resty import Resource
from flask_resty import returns
from flask_resty.auth import Bearer
from flask_resty.openapi import document_of


def test_tokens_are_got_and_renewed(compiled: Callable[..., Path], serve: Callable[[Any], str]) -> None:
    app = Flask("tests")
    numbers, alive = count(1), set[str]()
    api = Api(app, middleware=[Bearer(verify=lambda token: Principal(id=token) if token in alive else None)])

    @api.resource("/me")
    class Me(Resource):
        @returns(fields.Str())
        def get(self, principal: Principal) -> str:
            # A token is good until it has been used, but for the last one.
            if principal.id == "a1":
                alive.discard("a1")
            return str(principal.id)

    @app.post("/token")
    def token() -> Any:
        code, refresh = request.form.get("code"), request.form.get("refresh_token", "")
        if code == "used" or not (code and request.form["code_verifier"] or refresh.startswith("r")):
            return {"error": "invalid_grant"}, 400
        number = next(numbers)
        alive.add(f"a{number}")
        return {"access_token": f"a{number}", "token_type": "Bearer", "expires_in": 3600, "refresh_token": f"r{number}"}

    folder = compiled(document_of(api, app), "renewing")
    assert node.run(folder / "renewing.js", serve(app)) == {
        "asked": ["code", "app", "https://app.example/", "read", "S256"],
        "refused": ["state", "state", "access_denied", "invalid_grant"],
        # Two that are refused at once wait for the same new one.
        "tokens": ["a1", "a2", "a2", "a3"],
    }
