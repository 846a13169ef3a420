"""Where the document and its page are: rules without variables, and endpoints that no other Api of the app has."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from flask import request
from flask import url_for

from ..api import Api
from ..declaration import join


def is_place(rule: Any) -> bool:
    """Tell whether a rule has no variables, and does not end with a slash."""
    return isinstance(rule, str) and re.fullmatch(r"/[^<>]*[^<>/]", rule) is not None


def endpoint_at(api: Api, rule: str) -> str:
    """Give the endpoint of what is published at a rule. An app may have several Apis, with a document and a page each."""
    return "openapi_" + re.sub(r"\W+", "_", join(api.url_prefix, rule)).strip("_")


def root() -> str:
    """Give the path that the app is mounted under for the request that is being served, as addresses have it; ``""`` for the top."""
    # Two slashes would be followed by another host (RFC 3986, 4.2), and a proxy may have been told to say anything.
    return quote("/" + request.root_path.strip("/"), safe="/").rstrip("/")


def path_to(endpoint: str, **values: Any) -> str:
    """Give the path of what is published, which leads to no other host, whatever the app is said to be mounted under."""
    below = url_for(endpoint, **values).removeprefix(request.root_path.rstrip("/"))
    return f"{root()}/{below.lstrip('/')}"
