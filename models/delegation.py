"""Delegations (ủy quyền): who acts in whose name, as what, from which day to which day, by which decision.

An officer to whom it was delegated acts at the delegator's agency with the roles that were delegated and no others;
what was delegated cannot be delegated again (Decree 30/2020/NĐ-CP, Art. 13).
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from models.acts import Act
from models.agency import Dated
from models.identifiers import AgencyCode, OfficerId
from models.procedure import Role

__all__ = ["DELEGABLE", "Delegation"]

DELEGABLE = frozenset({Role.RECEPTION, Role.HANDLER, Role.HEAD, Role.SUPERVISOR})
"""Roles in which somebody may act for another: those that act on dossiers."""


class Delegation(Dated):
    """One version of a delegation. To revoke it is to add a version that ends earlier."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,59}$")]
    delegator: OfficerId
    """In whose name."""
    delegate: OfficerId
    """Who acts."""
    agency: AgencyCode
    """The delegator's agency, at which the delegate then acts."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    acts: tuple[Act, ...] = ()
    """None named: every act of these roles."""
    sample: bool = False
    """True: made up for demonstration."""

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        if self.valid_to is None or self.decision is None:
            msg = "ủy quyền phải có valid_to và decision (a delegation has an end and a decision)"
            raise ValueError(msg)
        if not DELEGABLE.issuperset(self.roles):
            msg = "chỉ ủy quyền reception, handler, head, supervisor (these roles alone can be delegated)"
            raise ValueError(msg)
        if self.delegator == self.delegate:
            msg = "không ủy quyền cho chính mình (nobody delegates to themselves)"
            raise ValueError(msg)
        return self

    def covers(self, act: Act | None) -> bool:
        """Whether the act may be done by it; None asks for any."""
        return act is None or not self.acts or act in self.acts
