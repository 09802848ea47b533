"""docs/policy.md: who may do which act, and when."""

from __future__ import annotations

from enum import StrEnum

from models.acts import CONTENT, Act
from models.lifecycle import WHEN, Phase, When
from models.policy import RULES, Party, Rule
from models.procedure import Role
from motcua.reference.fields import described
from motcua.reference.markdown import table

__all__ = ["page"]

INTRODUCTION = """\
# Policy

One pure policy says who may do which act in which state. The workflow applies it to every act, whichever way the act
came; programs apply the same policy to offer an officer only what will be accepted. Who an officer is today (agency,
roles, validity) is read when the proof is issued.

To open a dossier (`submit`) takes a reception officer of the receiving agency, the portal for an online one, or a
migrator for one carried over from an older system.

## Acts

"""


def page() -> str:
    """Make the page."""
    heads = ("Act", "Tiếng Việt", "By whom", "In which phase", "At which kind of step", "Also")
    acts = table(heads, (_row(act, rule, WHEN[act]) for act, rule in RULES.items()))
    return "\n".join(
        [
            INTRODUCTION + acts,
            "## By whom\n\n" + _meanings(Party),
            "## Phases\n\n" + _meanings(Phase),
            "## Roles\n\n" + _meanings(Role),
        ]
    )


def _row(act: Act, rule: Rule, when: When) -> tuple[str, ...]:
    also = ["needs a reason"] * rule.needs_reason + ["not by who handled the dossier"] * rule.separate
    if fields := CONTENT[act].model_fields:
        also.append("content: " + ", ".join(f"`{name}`" for name in fields))
    return (f"`{act}`", act.vi, rule.party, _phases(when), _kinds(when), "; ".join(also))


def _phases(when: When) -> str:
    return "any" if when.phases >= set(Phase) else ", ".join(phase for phase in Phase if phase in when.phases)


def _kinds(when: When) -> str:
    return "any" if when.kinds is None else ", ".join(sorted(when.kinds))


def _meanings(members: type[StrEnum]) -> str:
    meanings = described(members)
    return table(("Name", "Meaning"), ((f"`{member}`", meanings.get(member.name, "")) for member in members))
