"""The state machine: what may happen to a dossier, drawn by hypothesis, one thing after another and several at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from models.acts import Act
from models.errors import MotcuaError
from models.lifecycle import WHEN, Phase
from models.statuses import Channel
from tests.fixtures.dossiers import vn
from tests.stateful.catalogue import DISTRICTS, NOBODYS, PROCEDURES
from tests.stateful.life import BETWEEN, ROAD, Life, Wish
from tests.stateful.stage import Stage
from tests.stateful.troubles import befall, fail_reception, fail_signature
from tests.stateful.verdict import judged
from tests.stateful.wishes import lawful, one_of

__all__ = ["HAPPENINGS", "Acts"]

HAPPENINGS: Final = {
    "act": 7, "walk": 3, "trespass": 5, "at once": 3, "again": 1, "otherwise": 2, "wait": 4, "restart": 1,
    "trouble": 3, "sweep": 1,
}  # fmt: skip
"""What may happen, and how often, as weights."""
_WHAT: Final = st.sampled_from([what for what, often in HAPPENINGS.items() for _ in range(often)])

_AFTERWARDS: Final = 4
"""So much happens at most after an end."""
_PICK: Final = st.integers(0, 10_000)
_FIRST: Final = vn(2026, 1, 5, 0)
_DAYS: Final = {DISTRICTS: (vn(2025, 6, 2, 0), 25), NOBODYS: (vn(2026, 4, 1, 0), 160)}
"""From which day on, and on how many, what is not received on every day of 2026."""
_KIND: Final = st.integers(0, len(PROCEDURES) - 1)
_DAY: Final = st.integers(0, 249)


class Acts(RuleBasedStateMachine):
    """A dossier, and everybody who says something to it.

    What is drawn are numbers; the state of the dossier gives them meaning. So what the engine does never changes what
    is drawn, and an example that fails can be played again and made smaller.
    """

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.life: Life | None = None
        self.afterwards = 0
        """How much happened since the dossier was over."""

    @initialize(kind=_KIND, day=_DAY, online=st.integers(0, 3), hour=_PICK)
    def submit(self, kind: int, day: int, online: int, hour: int) -> None:
        self.stage.run(self._submit(kind, day, online == 3, hour))

    async def _submit(self, kind: int, day: int, online: bool, hour: int) -> None:
        procedure, receiving = PROCEDURES[kind]
        first, days = _DAYS.get(PROCEDURES[kind], (_FIRST, 250))
        at = first + timedelta(days=day % days, minutes=7 * 60 + hour % 600)
        office, coverage = self.stage.office, self.stage.coverage
        with pytest.raises(MotcuaError) as refused:  # by somebody who receives nothing, or where it is not received
            wrong = {"officer": "cv.h24-31"} if hour % 2 else {"competent_agency": "H24.8"}
            await office.submit(procedure, at=at, receiving=receiving, **wrong)
        coverage.note(Act.SUBMIT, Phase.REGISTERED, 1, refused.value.code)
        more = {"channel": Channel.ONLINE, "officer": f"dvc.{receiving[:3].lower()}"} if online else {}
        file = await office.submit(procedure, at=at, receiving=receiving, **more)
        coverage.note(Act.SUBMIT, Phase.REGISTERED, 1, None)
        self.life = Life(office, file, coverage)
        if online and hour % 2:  # then it stays where it is received, for a while
            coverage.events["faults"] += 1
            fail_reception(self.stage)
        elif hour % 4 == 0:
            coverage.events["faults"] += 1
            fail_signature(self.stage)
        if hour % 3 == 0 or PROCEDURES[kind] == NOBODYS:  # where it stands before its way begins it hardly ever stays
            await _sweep(self.life, hour)

    @rule(what=_WHAT, pick=_PICK, more=_PICK)
    def happens(self, what: str, pick: int, more: int) -> None:
        """Something happens. One rule for all, so that each is drawn as often as it is listed."""
        life = self._life
        self.afterwards += life.is_over
        if self.afterwards > _AFTERWARDS:  # then another one
            self.teardown()
            self.submit(pick % len(PROCEDURES), more % 250, pick % 4, more)
            return
        happening = {
            "act": lambda: _act(life, pick),
            "walk": lambda: _walk(life, 1 + pick % 4),
            "trespass": lambda: _trespass(life, pick),
            "at once": lambda: _at_once(life, (pick, more, pick + more)[: 2 + pick % 2]),
            "again": lambda: _again(life, pick),
            "otherwise": lambda: _otherwise(life, pick, more),
            "wait": lambda: _wait(life, pick % 8, more % 61),
            "restart": lambda: _restart(life, self.stage),
            "trouble": lambda: befall(self.stage, life, pick),
            "sweep": lambda: _sweep(life, pick),
        }
        self.stage.run(happening[what]())

    @property
    def _life(self) -> Life:
        assert self.life is not None
        return self.life

    def teardown(self) -> None:
        """Everybody judges it."""
        self.stage.faults.heal()
        self.afterwards = 0
        if self.life is not None:
            self.stage.run(judged(self.stage, self.life))


async def _act(life: Life, pick: int) -> None:
    """Somebody does what they may."""
    state = await life.settled()
    if state.phase in BETWEEN:  # hardly ever does a dossier stay there: something of its way has failed
        await _sweep(life, pick)
    wish = await life.fitting(state, pick)
    if wish is not None:
        await life.one(wish, state)


async def _walk(life: Life, steps: int) -> None:
    """The ordinary road goes on: a step of it, or until somebody works on it."""
    for number in range(steps):
        state = await life.settled()
        road = [one for one in life.able(state) if one[0] in ROAD]
        if not road or (number and state.phase is Phase.IN_HAND):
            return
        act, by = road[0]
        await life.one(Wish(act, by, lawful(act, state, by, 0, await life.file.legal_now())), state)


async def _trespass(life: Life, pick: int) -> None:
    """Somebody wants what they may not, or what nobody may now."""
    state = await life.settled()
    await life.one(life.forbidden(state, pick, await life.file.legal_now()), state)


async def _sweep(life: Life, pick: int) -> None:
    """Everything that the law's table allows where it stands is wanted, by people who may not."""
    state = await life.settled()
    for act in (act for act, when in WHEN.items() if state.phase in when.phases):
        wish = life.foreign(state, act, pick, await life.file.legal_now())
        if wish is not None:
            await life.say(wish, state)
    await life.unchanged(state)


async def _at_once(life: Life, picks: Sequence[int]) -> None:
    """Several people act at one moment, each lawfully as far as they know."""
    state = await life.settled()
    wishes = [await life.fitting(state, pick) for pick in picks]
    await life.together([wish for wish in wishes if wish is not None], state)


async def _again(life: Life, pick: int) -> None:
    """What was done is said again."""
    state = await life.settled()
    if life.accepted:
        await life.again(one_of(life.accepted, pick), state)


async def _otherwise(life: Life, pick: int, how: int) -> None:
    """What was done is said again, but not quite."""
    state = await life.settled()
    if life.accepted:
        await life.otherwise(one_of(life.accepted, pick), state, how)


async def _wait(life: Life, how: int, amount: int) -> None:
    """Time passes."""
    await life.pass_time(await life.at_rest(), how, amount)


async def _restart(life: Life, stage: Stage) -> None:
    """The worker goes, and another comes that has to make everything again from the history."""
    await life.at_rest()
    await stage.end_work()
    await stage.begin_work()
    await life.forget_worker()
    stage.coverage.events["restarts"] += 1
