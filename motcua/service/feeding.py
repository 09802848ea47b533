"""Blocking reading fed to an event loop: a pipe that is silent holds up neither the loop nor the program's end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

__all__ = ["fed"]

T = TypeVar("T")


class _Reading(Generic[T]):
    """A thread that reads, at most so many items ahead of whoever takes them."""

    def __init__(self, items: Iterator[T], ahead: int) -> None:
        self._items = items
        self._room = threading.Semaphore(ahead)
        self._stopped = False
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue()

    def start(self) -> None:
        # A daemon: on a pipe where nothing comes, a read cannot be interrupted and must not keep the program alive.
        threading.Thread(target=self._read, name="submissions", daemon=True).start()

    def stop(self) -> None:
        self._stopped = True
        self._room.release()

    async def next(self) -> tuple[T] | None:
        item = await self._queue.get()
        self._room.release()
        if isinstance(item, BaseException):
            raise item
        return item

    def _read(self) -> None:
        try:
            for item in self._items:
                self._room.acquire()
                if self._stopped:
                    return
                self._put((item,))
            self._put(None)
        except BaseException as error:
            self._put(error)

    def _put(self, item: tuple[T] | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody asks any more
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)


async def fed(items: Iterator[T], *, ahead: int) -> AsyncGenerator[T, None]:
    """Yield what an iterator gives that may block, read in a thread. Raises what reading raises."""
    reading = _Reading(items, ahead)
    reading.start()
    try:
        while (item := await reading.next()) is not None:
            yield item[0]
    finally:
        reading.stop()
