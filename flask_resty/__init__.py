"""REST APIs on Flask: strict, correct and fast."""

from . import _distribution as _distribution
from .api import Api as Api
from .api import Blueprint as Blueprint
from .auth import public as public
from .auth import requires as requires
from .contract import Envelope as Envelope
from .contract import accepts as accepts
from .contract import returns as returns
from .contract import streams as streams
from .contract import use as use
from .errors import ConfigError as ConfigError
from .errors import ContractError as ContractError
from .errors import Fault as Fault
from .errors import Problem as Problem
from .media import Emitter as Emitter
from .media import Parser as Parser
from .middleware import throttle as throttle
from .operation import Operation as Operation
from .pagination import Page as Page
from .pagination import Paged as Paged
from .pagination import PageNumber as PageNumber
from .pagination import paginate as paginate
from .principal import Principal as Principal
from .principal import current_principal as current_principal
from .resource import Resource as Resource
from .schematic import OneOf as OneOf
from .stack import Entry as Entry
from .stack import without as without

__version__ = "0.1.0.dev0"
