"""Schemas, as the rest of the extension uses them: loaded strictly, checked while they are dumped.

marshmallow is the language and the engine. What is added stands on private copies of its schemas and fields, so that
those of the user are never changed. This part knows nothing of Flask and can be used alone::

    compile(PostIn, strict="typed").load({"title": "Dune"})
"""

from ..schematic import OneOf as OneOf
from ..schematic import Schematic as Schematic
from ..schematic import as_schema as as_schema
from .compiled import Compiled as Compiled
from .compiled import compile as compile
from .faults import faults as faults
from .narrowing import select as select
from .selection import Selection as Selection
from .selection import parse_selection as parse_selection
from .shortnames import ShortNames as ShortNames
from .shortnames import short_names as short_names
