"""Commands: ``flask resty ...``. Flask finds them by the entry point of the package, so an app does nothing for them."""

from .group import resty as resty
