"""A limit on the processor time of one document: a text that is made to stall costs its own facts only."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class DocumentLimitExceeded(BaseException):
    """The document took longer than it may. No `Exception`, so that no library on the way takes it for its own fault."""


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Allow so many seconds of processor time; in a thread other than the main one there is no limit.

    Raises:
        DocumentLimitExceeded: they are used up; again each second, should a library swallow it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise DocumentLimitExceeded
