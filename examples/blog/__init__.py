"""A blog with accounts, drafts, tags and comments: a whole application on flask_resty.

Read ``app.py`` first, then ``posts.py``. ``make demo`` serves it.
"""

from .app import create_app as create_app
