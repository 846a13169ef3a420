"""What an Api could do better, as a linter of its table of operations finds it.

Each module looks for what is of one subject: functions of a :class:`Subject` that give findings. :mod:`.finding` says what each code means.
"""

from .finding import REMEDIES as REMEDIES
from .finding import Finding as Finding
from .finding import Subject as Subject
from .looking import SEARCHES as SEARCHES
from .looking import findings_in as findings_in
