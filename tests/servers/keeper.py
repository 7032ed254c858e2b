"""Ends a server with the session that it was started for, also when the session was killed: a process of its own.

    python keeper.py SESSION SERVER SIGNAL FOLDER

SESSION, SERVER: process ids, which are opened at once, so that no later process of the same number is meant. FOLDER is
removed at the end. What calls it does not wait: it goes on as a process of its own.
"""

import os
import select
import shutil
import signal
import sys
from contextlib import suppress

SECONDS = 20


def main(session: int, server: int, how: int, folder: str) -> None:
    try:
        held = os.pidfd_open(server)
    except ProcessLookupError:
        shutil.rmtree(folder, ignore_errors=True)
        return
    with suppress(ProcessLookupError):  # over already
        ended(os.pidfd_open(session))
    signal.pidfd_send_signal(held, how)
    if not ended(held, SECONDS):
        signal.pidfd_send_signal(held, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def ended(process: int, seconds: float | None = None) -> bool:
    """Wait until the process is over; whether it is after so many seconds (None: as long as it takes)."""
    waiting = select.poll()
    waiting.register(process, select.POLLIN)
    return bool(waiting.poll(None if seconds is None else seconds * 1000))


if __name__ == "__main__":
    if os.fork():
        os._exit(0)
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
