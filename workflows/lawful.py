"""What may be asked of an applicant: papers of the published list that no store of the State holds.

Asking for papers outside the published list, or for what is digitised or shared in a national, sector or provincial
store, is forbidden; the engine refuses the request and says which rule it breaks (rulebook §1, "Forbidden").
"""

from __future__ import annotations

from collections.abc import Sequence

from models.dossier import DossierState
from models.errors import Refused
from models.identifiers import StepKey

__all__ = ["require_lawful_request"]


def require_lawful_request(state: DossierState, components: Sequence[StepKey]) -> None:
    """Return silently if the applicant may be asked for these components, as far as the dossier knows now.

    Raises Refused `COMPONENT_NOT_LISTED` for one outside the procedure's published list, `COMPONENT_HELD` for one that
    a store holds, a result issued here before among them; the first that breaks a rule is named.
    """
    published = state.published
    for key in components:
        if key not in published:
            raise Refused("COMPONENT_NOT_LISTED", component=key, procedure=state.opening.procedure)
        store = published[key]
        if store is not None:
            raise Refused("COMPONENT_HELD", component=key, store=store.vi)
