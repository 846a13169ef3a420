"""What tests of an Api need: bodies made of schemas, a client that knows the document, and the walk through all operations.

As a plug-in of pytest (``pytest_plugins = ["flask_resty.testing"]``) it has the fixtures ``resty_client`` and ``resty_contract``.

.. PYTEST_DONT_REWRITE: without it, pytest warns where a ``conftest.py`` imports from here before it loads the plug-in.
"""

from typing import TYPE_CHECKING

from .._later import later as _later

if TYPE_CHECKING:
    from .bodies import Invalid as Invalid
    from .bodies import invalid_bodies as invalid_bodies
    from .bodies import valid_body as valid_body
    from .checked_api import CheckedApi as CheckedApi
    from .checked_api import Example as Example
    from .client import Client as Client
    from .client import client_of as client_of
    from .signing import Sign as Sign
    from .signing import basic as basic
    from .signing import bearer as bearer
    from .signing import cookie as cookie
    from .signing import digest as digest
    from .signing import header as header
    from .signing import oauth1 as oauth1
    from .signing import query as query
    from .signing import session as session
    from .signing import together as together
    from .walking import Finding as Finding
    from .walking import walk as walk

#: The fixtures, for pytest, which loads them with this package.
pytest_plugins = ("flask_resty.testing.fixtures",)

#: What is imported when it is first asked for.
_LATER = {
    "CheckedApi": "checked_api",
    "Client": "client",
    "Example": "checked_api",
    "Finding": "walking",
    "Invalid": "bodies",
    "Sign": "signing",
    "basic": "signing",
    "bearer": "signing",
    "client_of": "client",
    "cookie": "signing",
    "digest": "signing",
    "header": "signing",
    "invalid_bodies": "bodies",
    "oauth1": "signing",
    "query": "signing",
    "session": "signing",
    "together": "signing",
    "valid_body": "bodies",
    "walk": "walking",
}

__getattr__, __dir__ = _later(__name__, _LATER, extra="testing")
