"""What `motcua doctor` says of the master key: whose it is, and whether a rotation was left unfinished."""

from __future__ import annotations

from datetime import UTC, datetime

from models.calendar import VIETNAM
from models.errors import MotcuaError
from motcua.embedded import Runtime
from motcua.embedded.health import Check
from motcua.register.database import Database
from motcua.register.keycheck import open_keystore
from motcua.register.rotation import Rotation
from motcua.settings import Settings

__all__ = ["master_check"]


def master_check(settings: Settings, runtime: Runtime) -> Check:
    """Compare the keystore with the register. Nothing is made where there is no keystore."""
    folder = settings.home / "keystore"
    if not folder.exists():
        return Check("master-key", "warning", "chưa có kho khóa", "`motcua up` sẽ tạo.")
    try:
        with Database(runtime.database_url, pool_size=2) as database:
            keystore = open_keystore(database, folder, now=datetime.now(UTC))
            state = Rotation(database, keystore).state()
    except MotcuaError as error:
        return Check("master-key", "wrong", error.vi, error.next_vi)
    fact = f"{state.current}, từ {state.since.astimezone(VIETNAM):%d/%m/%Y}"
    if state.retired:
        fact += f"; thay khóa chưa xong, còn {state.left} khóa dưới khóa cũ {', '.join(state.retired)}"
        return Check("master-key", "warning", fact, "Chạy lại `motcua keys rotate master`: nó làm tiếp.")
    return Check("master-key", "ok", fact)
