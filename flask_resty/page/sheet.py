"""The page as a document: its three files, put together, and the policy that lets a browser run these and nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from jinja2 import StrictUndefined
from markupsafe import Markup

from .highlight import MOST
from .highlight import highlight
from .highlight import visible
from .scene import Scene


def _read(name: str) -> str:
    # Browsers hash what they have read, with line breaks as they keep them.
    return files("flask_resty.page").joinpath(name).read_text("utf-8").replace("\r\n", "\n")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_STYLE, _SCRIPT = _read("page.css"), _read("page.js")

#: Nothing is loaded from anywhere, nothing is run but what is shipped, and nobody shows the page in a frame.
POLICY = "; ".join(
    [
        "default-src 'none'",
        f"style-src {_hash(_STYLE)}",
        f"script-src {_hash(_SCRIPT)}",
        "connect-src 'self'",
        "form-action 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

# An environment of our own: an app may have turned escaping off in its own.
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_TEMPLATE = _ENVIRONMENT.from_string(_read("page.html"), {"style": Markup(_STYLE), "script": Markup(_SCRIPT), "visible": visible})


def render(text: str, scene: Scene, *, problem: Mapping[str, Any] | None = None, faults: Collection[Mapping[str, Any]] = ()) -> bytes:
    """Write the document. Whatever is not ``Markup`` is escaped.

    :param text: what is shown, as JSON without white space.
    :param scene: what stands around it.
    :param problem: the problem document, where it is about an error.
    :param faults: the single mistakes that it tells of.
    """
    # The pointers of a problem are no paths.
    said = {"shown": highlight(text, is_linked=problem is None), "size": len(text), "is_cut": len(text) > MOST}
    return _TEMPLATE.render(said, scene=scene, problem=problem, faults=faults).lstrip().encode()
