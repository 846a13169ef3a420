"""The Api, with the stack that all of it stands under, and the factory."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from flask_resty import Api
from flask_resty.auth import AnyOf
from flask_resty.auth import Basic
from flask_resty.auth import Bearer
from flask_resty.auth import Digest
from flask_resty.middleware import CORS
from flask_resty.middleware import Cache
from flask_resty.middleware import transaction
from flask_resty.openapi import OpenAPI

from . import articles
from . import callers
from . import database
from . import kinds
from . import lists
from . import many
from . import pictures
from . import policies
from . import shapes
from . import streamed
from .formats import EMITTERS
from .formats import PARSERS

#: Where the pages come from that may read the answers.
ORIGIN = "https://app.example"

_PARTS = (kinds, shapes, articles, lists, many, streamed, pictures, policies, callers)


def make_app() -> Flask:
    """Make an app with everything in it, and data to begin with."""
    app = Flask("everything", root_path=str(Path(__file__).parent))
    app.config.update(SECRET_KEY="a secret of tests", RESTY_OUTPUT_VALIDATED=True)
    database.init_app(app)
    # An Api is held weakly by nobody: the app keeps it.
    app.extensions["everything"] = api = _make_api()
    api.init_app(app)
    callers.init_app(app)
    return app


def api_of(app: Flask) -> Api:
    """Give the Api of an app that was made here."""
    found: Api = app.extensions["everything"]
    return found


def _make_api() -> Api:
    bearer, digest, basic = Bearer(verify=callers.by_token), Digest(callers.by_digest), Basic(verify=callers.by_password)
    api = Api(
        title="Everything",
        version="2.1",
        url_prefix="/api",
        emitters=EMITTERS,
        parsers=PARSERS,
        short_names="/short-names",
        format_in_url=True,
        openapi=OpenAPI(),
        middleware=[CORS(ORIGIN, credentials=True), AnyOf(bearer, digest, basic), transaction(database.session), Cache(no_cache=True)],
    )
    for part in _PARTS:
        api.register_blueprint(part.blueprint)
    return api
