"""Submit, act, look: the one layer that command line, desk, starter and demo share."""

from motcua.service.acting import Acting
from motcua.service.authority import Authority
from motcua.service.looking import Looking
from motcua.service.submitting import Submitted, Submitting

__all__ = ["Acting", "Authority", "Looking", "Submitted", "Submitting"]
