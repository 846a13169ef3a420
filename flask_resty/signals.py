"""Signals of requests: what happened to them, for whoever counts, traces or keeps a journal.

The sender is the app, and the request is the one that is being served. :data:`refused` is always sent. The others tell of each
step, so they are sent where the app says ``RESTY_SIGNALS = True``; elsewhere they cost nothing. They are sent where they happen:
what a receiver raises is an error of the request.
"""

import blinker

_namespace = blinker.Namespace()

#: The caller is known, or known to be anonymous: ``operation``, and its ``principal`` or ``None``.
authenticated = _namespace.signal("authenticated")

#: ``find`` has looked for the item: ``operation``, and the ``item`` or ``None``.
found = _namespace.signal("found")

#: All that was sent is good: ``operation``, and the ``values`` by location.
validated = _namespace.signal("validated")

#: The handler has done its work: ``operation``, and its ``result`` as it gave it. A generator is not to be read.
handled = _namespace.signal("handled")

#: The answer is written, but for what the stack adds to it: ``operation``, and the ``response``.
emitted = _namespace.signal("emitted")

#: A request was refused: the ``problem``, and the ``operation``, or ``None`` where no verb was asked. An error that nobody expected is
#: no refusal: Flask logs it, and sends ``got_request_exception``.
refused = _namespace.signal("refused")
