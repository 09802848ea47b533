"""Notify: letters go out, into a spool folder for an officer or through a mail server; slips go to agencies."""

from motcua.notify.inbox import FolderInbox
from motcua.notify.routing import RoutingNotifier
from motcua.notify.smtp import SmtpNotifier
from motcua.notify.spool import SpoolNotifier

__all__ = ["FolderInbox", "RoutingNotifier", "SmtpNotifier", "SpoolNotifier"]
