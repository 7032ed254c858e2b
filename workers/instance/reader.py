"""The life of a process that reads what strangers sent: tasks in, answers out, until its owner is gone.

`python -m workers.instance.reader TASKS LIFELINE MEMORY MODULE…`: two inherited file descriptors, the resident bytes
allowed, and what to import before the first task. Tasks come pickled from the owner, who is trusted; answers go back as
`workers.instance.answers` packs them.
"""

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection

from domain.collecting import COLLECT_EVERY
from workers.instance.answers import packed, packed_error
from workers.instance.sandbox import allow_seconds, confine

BEAT, GO, READY = b"~", b"+", b"ready"
_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Serve."""
    tasks, lifeline, memory = map(int, sys.argv[1:4])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a parser says of a letter may quote it, and this process's stderr is the service's log.
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    # What a child of ours leaves behind stays below us, where the watchdog counts and kills it.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    confine(memory)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    pipe = Connection(tasks)
    sys.path[:] = pipe.recv()
    gc.set_threshold(COLLECT_EVERY)
    for name in sys.argv[4:]:
        import_module(name)
    gc.freeze()  # what is imported stays, and need not be looked through again
    pipe.send_bytes(READY)
    while True:
        try:
            token, function, group, beating, seconds, beat_seconds = pipe.recv()
        except EOFError:
            return
        allow_seconds(seconds)
        try:
            _answer(pipe, token, function, group, beat_seconds if beating else None)
        except OSError:  # the owner is gone, and this process with it
            return


def _answer(
    pipe: Connection,
    token: bytes,
    function: Callable[..., object],
    group: list[tuple[object, ...]],
    beat_seconds: float | None,
) -> None:
    """One answer for each tuple of arguments, in order: one bad letter must not hide the others' results."""

    def beat() -> None:
        pipe.send_bytes(BEAT)
        pipe.recv_bytes()
        allow_seconds(beat_seconds or 0.0)

    for arguments in group:
        try:
            value = function(*arguments, **({} if beat_seconds is None else {"beat": beat}))
            answer = packed(function, value)
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            answer = packed_error(error)
        pipe.send_bytes(token + answer)


def _end_with(lifeline: int) -> None:
    """The owner holds the other end: when it dies in whatever way, this process and its children do too."""
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)  # of one's own group, whatever its number is out there


if __name__ == "__main__":
    main()
