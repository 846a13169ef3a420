"""Commands: ``flask resty ...``. Flask finds them by the entry point of the package, so an app does nothing for them."""

from flask.cli import AppGroup

from .clients import clients as _clients
from .consumers import consumers as _consumers
from .tokens import tokens as _tokens

#: What ``flask resty`` is.
resty = AppGroup("resty", help="Look after what flask_resty keeps for this app.")
resty.add_command(_clients)
resty.add_command(_consumers)
resty.add_command(_tokens)
