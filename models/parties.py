"""As whom an officer acts on a dossier: the parties that the policy (models/policy.py) gives acts to."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Party"]


class Party(StrEnum):
    """As whom an officer acts: which agency's officer, in which roles."""

    RECEPTION = "reception"
    """A reception officer of the receiving agency."""
    COORDINATOR = "coordinator"
    """A supervisor or head at the superior of the receiving agency, or at the receiving one."""
    SENDER = "sender"
    """An officer of the step that holds the dossier: reception before the first step."""
    STEP = "step"
    """An officer of the current step's agency, in its role."""
    CARETAKER = "caretaker"
    """Reception, supervisor or head at the receiving or competent agency."""
    SUPERVISION = "supervision"
    """A supervisor or head at an agency of the dossier or above one, or an operator anywhere."""
    OPERATION = "operation"
    """An operator, anywhere."""
    HOLDER = "holder"
    """The reception while the desk holds it, else an officer of the current step's agency, in its role."""
    COUNTER = "counter"
    """Through whom the applicant speaks: the receiving agency's reception, or the portal's account."""
    CONSULTED = "consulted"
    """A handler or the head of an agency whose opinion is asked for, or was and may still come late."""
    COMPETENT = "competent"
    """The head or a supervisor of the competent agency."""
    COMPETENT_HEAD = "competent_head"
    """The head of the competent agency."""
    CATALOGUE = "catalogue"
    """An officer who keeps the catalogue, anywhere: what they bring was decided by two of them."""
    DIRECTION = "direction"
    """The head of the competent agency, or of one above an agency of the dossier."""
    LEAD = "lead"
    """The head or a supervisor of the current step's agency."""
    ASSIGNEE = "assignee"
    """The officer to whom the current step is assigned."""
    OVERSIGHT = "oversight"
    """A supervisor or head at an agency of the dossier or above one."""
    CLERK = "clerk"
    """An officer of the reception or of the competent agency."""
    ACCOUNTABLE = "accountable"
    """The head of the agency that answers for the delay."""
    ARBITER = "arbiter"
    """A supervisor or head above all between whom it is contested who answers for the delay."""
