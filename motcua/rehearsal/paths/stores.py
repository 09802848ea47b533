"""What the State already has: digitised once, taken from the stores after that, and not to be asked for again."""

from __future__ import annotations

import asyncio
from random import Random

from models.acts import Act
from models.contents.reception import PaperSource
from models.identifiers import StepKey
from models.procedure import Role, StepKind
from models.stores import StoreKind
from models.submission import Person
from motcua.rehearsal.life import Life
from motcua.rehearsal.path import Path, Setting, received
from motcua.rehearsal.paths.asking import counter
from motcua.rehearsal.year import Kind, Year
from motcua.service.digitising import Scan

__all__ = ["PATHS"]

_PAGE = b"%PDF-1.7\n% trang mau cua dien tap\n"
_FORBIDDEN = (("ho_chieu", "COMPONENT_HELD"), ("can_cuoc", "COMPONENT_HELD"), ("la", "COMPONENT_NOT_LISTED"))
_TAKEN = ("don", "ho_chieu@province", "can_cuoc@national", "giay_phep_cu@province")


async def reused(life: Life) -> None:
    """A passport is digitised and a licence issued; the same person's next dossier takes both from the stores."""
    app = await life.app_now()
    scan = Scan(StepKey("ho_chieu"), PaperSource.ORIGINAL, _PAGE + life.code.encode())
    await app.digitising.digitise(life.code, await counter(life), scan)
    owner = app.register.people.owner(Person(name="-", identity_number=life.begun.setting.identity))
    assert owner is not None
    await asyncio.to_thread(app.stores.share, StoreKind.NATIONAL, owner, "can_cuoc")
    await life.walk()
    await life.all_at_rest()
    other = await life.again(papers=_TAKEN)
    standing = await other.walk(StepKind.HANDLE)
    asker = other.officer(standing.step_agency, standing.step_role)
    for paper, error in _FORBIDDEN:
        await other.is_refused(error, other.act(Act.REQUEST_SUPPLEMENT, asker, components=[paper]))
    await other.act(Act.REQUEST_SUPPLEMENT, asker, components=["don"])
    await other.after(days=1)
    reception = other.officer(standing.receiving, Role.RECEPTION)
    await other.act(Act.ANSWER_SUPPLEMENT, reception, components=["don"], complete=True)
    await other.walk()


def _known(year: Year, chance: Random) -> Setting:
    """Somebody with an identity number."""
    at = year.at(chance, year.a_quiet_day(chance))
    return received(Kind.HELD, year, at, identity=f"0{chance.randrange(10**11):011d}")


PATHS = (Path("stores.reused", "Số hóa, dùng lại từ kho dữ liệu, không hỏi lại", _known, reused),)
