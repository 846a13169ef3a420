"""An application with a limit that all of its processes share. Its storage and what it does without are in the environment."""

from __future__ import annotations

import os

from flask import Flask

from flask_resty import Api
from flask_resty import Resource
from flask_resty.middleware import Throttle

from .load import LIMIT

app = Flask("throttled")
app.config.update(
    RATELIMIT_STORAGE_URI=os.environ["STORAGE"],
    RATELIMIT_STRATEGY=os.environ.get("STRATEGY", "moving-window"),
    RESTY_THROTTLE_FAILURE=os.environ.get("FAILURE", "memory"),
)
api = Api(app, url_prefix="/api")


@api.resource("/")
class Ready(Resource):
    """Tells that it is there."""

    def get(self) -> str:
        """Answer."""
        return "ready"


@api.resource("/counted", middleware=[Throttle(f"{LIMIT}/minute", by=lambda request: request.headers["X-Run"])])
class Counted(Resource):
    """Is not to be asked for too often."""

    def get(self) -> str:
        """Answer."""
        return "counted"
