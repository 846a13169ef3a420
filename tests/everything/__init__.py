"""An app whose Api uses every feature: what all readers of the table of operations are tried on, beside the blog.

``everything.make_app()`` makes a new one, with data of its own. It is held by one process: its database is in memory.
"""

from .app import api_of as api_of
from .app import make_app as make_app
