"""The page of a resource: what a browser gets that asks for ``text/html``."""

from .emitter import PAGE as PAGE
