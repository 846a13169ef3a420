"""Short names for the members of objects: long ones on our side, short ones on the wire.

A short name depends on the long one and on nothing else: three characters of its SHA-256. So it is the same in each schema,
whatever fields are added, removed or moved, and never comes to mean another. A name of up to three characters is short
already. ``metadata={"short": "t"}`` on a field gives it another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError
from marshmallow import fields

from ..errors import ConfigError
from ..errors import ContractError
from .bounds import MOST
from .faults import faults
from .messages import Message
from .narrowing import Side
from .schematic import key_of
from .schematic import name_of
from .twin import sameness

#: Neither vowels, so that no words come out, nor characters that look alike in any case of them.
_FIRST = "bcdfghjkmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ"
_REST = _FIRST + "0123456789"
_LENGTH = 3

#: Gives data with the members of its objects renamed.
Rename = Callable[[Any], Any]
