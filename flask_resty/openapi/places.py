"""Where the document and its page are: rules without variables, and endpoints that no other Api of the app has."""

from __future__ import annotations

import re
from typing import Any

from ..api import Api
from ..declaration import join


def is_place(rule: Any) -> bool:
    """Tell whether a rule has no variables, and does not end with a slash."""
    return isinstance(rule, str) and re.fullmatch(r"/[^<>]*[^<>/]", rule) is not None


def endpoint_at(api: Api, rule: str) -> str:
    """Give the endpoint of what is published at a rule. An app may have several Apis, with a document and a page each."""
    return "openapi_" + re.sub(r"\W+", "_", join(api.url_prefix, rule)).strip("_")
