"""Who calls, and what they may do: authenticators, one module a scheme, and rules."""

from typing import TYPE_CHECKING

from .._later import later as _later
from .authenticator import Authenticator as Authenticator
from .authenticator import public as public
from .challenges import Unauthorized as Unauthorized
from .rules import requires as requires

if TYPE_CHECKING:
    from .any_of import AnyOf as AnyOf
    from .basic import Basic as Basic
    from .bearer import Bearer as Bearer

#: What is imported when it is first asked for, so that an application does not load what it does not use.
_LATER = {
    "AnyOf": "any_of",
    "Basic": "basic",
    "Bearer": "bearer",
}

__getattr__, __dir__ = _later(__name__, _LATER)
