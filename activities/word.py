"""A word to another agency: a letter without a paper, named by a code of what it is about."""

from __future__ import annotations

from temporalio import activity

from activities.telling import Telling, TellOrder, ToldFacts
from models.effects import EffectKind
from models.words import Word

__all__ = ["WordOrder", "Words"]


class WordOrder(TellOrder):
    """Tell an agency something about a dossier."""

    kind = EffectKind.WORD

    about: Word


class Words(Telling):
    """Brings words to agencies."""

    @activity.defn
    def tell_agency(self, order: WordOrder) -> ToldFacts:
        """Send the word, then record it. Raises Unavailable (`MAIL_UNREACHABLE`)."""
        return self.told(order, order.about.value)
