"""What became different between two documents of an Api, and what it means to clients that know the older one.

``changes_between`` compares operation by operation; schemas are compared by the side that they are on: clients may send what they sent
before, and get nothing that they did not get before. Each difference has a code; :mod:`.impacts` says what each means.
"""

from .comparison import changes_between as changes_between
from .impacts import IMPACTS as IMPACTS
from .impacts import Change as Change
