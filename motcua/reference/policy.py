"""docs/policy.md: who may do which act, and when."""

from __future__ import annotations

from enum import StrEnum

from models.acts import Act
from models.contents import CONTENT
from models.lifecycle import WHEN, Phase, When
from models.parties import Party
from models.policy import RULES, Rule
from models.procedure import Role
from models.proof import Authentication
from motcua.reference.authority import Relation, authority_rows, submission_rows
from motcua.reference.fields import described
from motcua.reference.markdown import table

__all__ = ["page"]

INTRODUCTION = """\
# Policy

One pure policy says who may do which act in which state. The workflow applies it to every act, whichever way the act
came; programs apply the same policy to offer an officer only what will be accepted. Who an officer is today (agency,
roles, validity, delegation) is read when the proof is issued.

- **Auditors** never act, whatever other role they hold. **Operators** decide no case: they supervise, repair and keep
  the roots. **The portal and migrators** only submit.
- **Supervision reaches down**: a supervisor or head of an agency above one of the dossier's, as the tree stood on the
  day of reception, may do what supervises.
- **Separation of duties**: who took over or completed a step of the dossier, and in whose name that was done, may not
  approve it; nor may anybody approve in the name of such an officer.
- **Identity**: an act that binds the agency towards the applicant needs an officer who is authenticated at least as the
  dossier pinned it at its start (`MOTCUA_LEAST_IDENTITY`).

## Acts

"""

AUTHORITY = """\
## Authority in full

Every act, by what the officer's agency is to the dossier and by the officer's role, for a dossier whose state fits the
act. ✓: may. `if named`: the current step (for `hand_over`, the step that holds the dossier) must name this role. Empty:
refused with `AGENCY_MAY_NOT` or `OFFICER_MAY_NOT`. An agency that is several of these at once has the rights of each.

"""

SUBMISSION = """\
## Submission

Who may open a dossier: `receiving`, an officer of the receiving agency; `anywhere`, of any.

"""

IDENTITY = """\
## Identity

How a person was authenticated, the weakest first.

"""


def page() -> str:
    """Make the page."""
    heads = ("Act", "Tiếng Việt", "By whom", "In which phase", "At which kind of step", "Also")
    acts = table(heads, (_row(act, rule, WHEN[act]) for act, rule in RULES.items()))
    return "\n".join(
        [
            INTRODUCTION + acts,
            "## By whom\n\n" + _meanings(Party),
            AUTHORITY + table(("Act", "Agency", *Role), authority_rows()),
            "## Agency\n\n" + _meanings(Relation),
            SUBMISSION + table(("Origin", "Channel", *Role), submission_rows()),
            "## Phases\n\n" + _meanings(Phase),
            "## Roles\n\n" + _meanings(Role),
            IDENTITY + _meanings(Authentication),
        ]
    )


def _row(act: Act, rule: Rule, when: When) -> tuple[str, ...]:
    also = [
        *["needs a reason"] * rule.needs_reason,
        *["not by who handled the dossier"] * rule.separate,
        *["least identity as pinned"] * rule.binding,
    ]
    if fields := CONTENT[act].stated():
        also.append("content: " + ", ".join(f"`{name}`" for name in fields))
    return (f"`{act}`", act.vi, rule.party, _phases(when), _kinds(when), "; ".join(also))


def _phases(when: When) -> str:
    return "any" if when.phases >= set(Phase) else ", ".join(phase for phase in Phase if phase in when.phases)


def _kinds(when: When) -> str:
    return "any" if when.kinds is None else ", ".join(sorted(when.kinds))


def _meanings(members: type[StrEnum]) -> str:
    meanings = described(members)
    return table(("Name", "Meaning"), ((f"`{member}`", meanings.get(member.name, "")) for member in members))
