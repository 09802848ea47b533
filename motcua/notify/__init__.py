"""Notify: letters go out, into a spool folder for an officer to deliver or through a mail server."""

from motcua.notify.routing import RoutingNotifier
from motcua.notify.smtp import SmtpNotifier
from motcua.notify.spool import SpoolNotifier

__all__ = ["RoutingNotifier", "SmtpNotifier", "SpoolNotifier"]
