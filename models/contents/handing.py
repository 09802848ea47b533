"""To whom a dossier goes back."""

from __future__ import annotations

from models.contents.base import Content
from models.identifiers import StepKey

__all__ = ["ReturnForRework", "SendBack"]


class SendBack(Content):
    """To which earlier step; None: the one before."""

    to_step: StepKey | None = None


class ReturnForRework(Content):
    """To which handle step; None: the last one."""

    to_step: StepKey | None = None
