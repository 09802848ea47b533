"""The Renderer of activities.ports, with Typst."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from activities.ports import PaperContent
from models.calendar import VIETNAM
from motcua.papers.view import template_of, words_of
from motcua.pdf.fields import with_fields
from motcua.pdf.typesetting import Typesetter

__all__ = ["TypstRenderer"]

_TEMPLATES: Final = Path(__file__).parent / "templates"


class TypstRenderer:
    """Makes papers: the official forms in their A5, results in A4. One for a process; threads may share it."""

    def __init__(self) -> None:
        self._typesetters: dict[str, Typesetter] = {}
        self._turn = threading.Lock()

    def render(self, content: PaperContent) -> bytes:
        """Return the paper as a PDF, the same bytes for the same content.

        It has the form fields `number` and `seal`, and `personal` unless the timer issues it.
        Raises Refused: `FORM_UNKNOWN`; Broken: `PAPER_NOT_TYPESET`.
        """
        typesetter = self._typesetter(template_of(content))
        return with_fields(typesetter.pdf(words_of(content), content.issued_at.astimezone(VIETNAM)))

    def _typesetter(self, template: str) -> Typesetter:
        with self._turn:
            if template not in self._typesetters:
                self._typesetters[template] = Typesetter(_TEMPLATES / f"{template}.typ")
            return self._typesetters[template]
