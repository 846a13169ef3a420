"""Who calls, and what they may do: authenticators, one module a scheme, and rules."""

from .any_of import AnyOf as AnyOf
from .authenticator import Authenticator as Authenticator
from .authenticator import public as public
from .basic import Basic as Basic
from .bearer import Bearer as Bearer
from .challenges import Unauthorized as Unauthorized
from .rules import requires as requires
