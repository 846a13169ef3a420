"""REST APIs on Flask: strict, correct and fast."""

from typing import TYPE_CHECKING

from . import _distribution as _distribution
from ._later import later as _later
from .api import Api as Api
from .auth import public as public
from .auth import requires as requires
from .contract import Envelope as Envelope
from .contract import accepts as accepts
from .contract import returns as returns
from .contract import streams as streams
from .errors import ConfigError as ConfigError
from .errors import ContractError as ContractError
from .errors import Fault as Fault
from .errors import Problem as Problem
from .media import Emitter as Emitter
from .media import Parser as Parser
from .middleware import throttle as throttle
from .operation import Operation as Operation
from .principal import Principal as Principal
from .principal import current_principal as current_principal
from .resource import Resource as Resource
from .schematic import Binary as Binary
from .schematic import OneOf as OneOf
from .settings import use as use
from .stack import Entry as Entry
from .stack import without as without

if TYPE_CHECKING:
    from .blueprint import Blueprint as Blueprint
    from .description import describe as describe
    from .fields import DataURL as DataURL
    from .fields import Expandable as Expandable
    from .fields import File as File
    from .fields import Link as Link
    from .items import Items as Items
    from .media.binary import Download as Download
    from .media.binary import Upload as Upload
    from .pagination import Page as Page
    from .pagination import Paged as Paged
    from .pagination import PageNumber as PageNumber
    from .pagination import paginate as paginate

__version__ = "0.1.0.dev0"

#: What is imported when it is first asked for, so that an application does not load what it does not use.
_LATER = {
    "Blueprint": "blueprint",
    "DataURL": "fields",
    "Download": "media.binary",
    "Expandable": "fields",
    "File": "fields",
    "Items": "items",
    "Link": "fields",
    "Page": "pagination",
    "PageNumber": "pagination",
    "Paged": "pagination",
    "Upload": "media.binary",
    "describe": "description",
    "paginate": "pagination",
}

__getattr__, __dir__ = _later(__name__, _LATER)
