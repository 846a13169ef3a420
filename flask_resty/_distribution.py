"""The other distribution with our import name: never both at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

#: What an installer leaves of Flask-RESTy by 4Catalyzer: ``flask_resty-6.0.0.dist-info``, in older releases
#: ``Flask_RESTy-4.0.2.dist-info``, in a checkout ``Flask_RESTy.egg-info``. (Ours goes on with ``_api``.)
_STARTS = ("flask_resty-", "flask_resty.")
_ENDS = (".dist-info", ".egg-info")


def check(path: Iterable[str] | None = None) -> None:
    """Refuse to be imported where the distribution ``flask-resty`` is installed, too.

    Installers do not notice: they put the files of both into one directory, and removing either one then removes
    modules of the other.

    :param path: the directories to look into; ``sys.path`` if left out.
    :raise ImportError: with the commands that repair it.
    """
    found = find(sys.path if path is None else path)
    if found is not None:
        raise ImportError(
            "Two distributions provide the package 'flask_resty': 'flask-resty' (Flask-RESTy by 4Catalyzer, another "
            f"project, found as {found!r}) and 'flask-resty-api' (this one). They cannot live in one environment. Remove "
            "both first, since removing one takes files of the other with it, then install the one that you want:\n"
            "    python -m pip uninstall flask-resty flask-resty-api\n"
            "    python -m pip install flask-resty-api"
        )


# Every process pays for this, so it was measured, in environments of about 80, 600 and 1100 distributions: reading the names
# takes 0.3, 0.8 and 1.7 ms, importlib.metadata.distribution("flask-resty") 1.2, 5 and 12 ms. To look only beside our own
# package would be faster still, but miss an editable install, and the entry points that the other one brings from anywhere.
def find(path: Iterable[str]) -> str | None:
    """Give where the other distribution is installed, ``None`` if it is not."""
    for directory in path:
        try:
            names = os.listdir(directory or ".")
        except OSError:
            continue
        for name in names:
            if name[:12].lower() in _STARTS and name.endswith(_ENDS):
                return os.path.join(directory, name)
    return None


check()
