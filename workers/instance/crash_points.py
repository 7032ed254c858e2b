"""Names every point between two effects, so that a test can kill the process exactly there.

`HUIHAN_CRASH_AT=NAME` or `NAME:N` kills this process with SIGKILL the Nth time the point is passed; without the
variable a point costs one comparison. The list is closed: a test walks it and fails for a point that it cannot reach.
"""

import os
import signal
import threading

ROAD = (
    "fetched",
    "file_read",
    "intake.archived",
    "intake.committed",
    "received",
    "file_received",
    "imap_copied",
    "imap_told",
    "file_moved",
    "read.done",
    "read.committed",
    "quarantine.moved",
    "decide.opened",
    "decide.committed",
    "draft.numbered",
    "draft.rendered",
    "draft.archived",
    "draft.committed",
    "dispatch.claimed",
    "dispatch.connected",
    "dispatch.data_sent",
    "dispatch.answered",
    "dispatch.committed",
)
"""Where a letter passes by itself, from its source to the resident."""
DESK = (
    "submit.numbered",
    "submit.archived",
    "submit.committed",
    "approve.committed",
    "issue.sealed",
    "issue.committed",
    "print.archived",
    "print.committed",
)
"""Where it passes because people submit, approve and print it."""
GROUPS = (
    "group.seated",
    "group.brought",
    "serial.drafted",
    "serial.written",
    "posting.drafted",
    "serial.submitted",
    "serial.approved",
)
"""Between the cases of one group, which one act seats or brings where the work stands, and between its letters, which
are written, submitted and approved in one act each, with the notice that is posted up."""
PRIVACY = ("erase.listed", "erase.committed", "erase.file_removed", "erase.done")
"""Where a resident's data pass out of the house."""
OPINION = ("opinion.answered", "opinion.committed")
"""Where a language model's opinion comes in."""
CLOCKS = ("clocks.fired", "clocks.committed")
"""Where clocks say what is due, before and after the commit of one letter's."""
NOTICES = ("tell.committed", "notice.claimed", "notice.answered", "notice.committed")
"""Where a notice goes out to one of the staff."""
PROGRAMS = ("webhook.answered", "webhook.committed")
"""Where another program is told of an event."""
EVIDENCE = ("evidence.archived", "evidence.committed", "photos.archived", "photos.committed")
"""Where photos and files come to a case, from the desk and from a department's mail."""
WRITING = ("edit.archived", "edit.committed", "record.committed")
"""Where a letter is written at or put together, and the case's record saved."""
MANY = ("assign.committed",)
"""Between the cases that change hands in one act, or go back in one."""
TOKENS = ("oauth.answered", "oauth.written")
"""Where a provider has given a mailbox other tokens."""
TYPING = ("form_draft.saved", "form_draft.sent")
"""Where what is typed into a form is kept, and where it goes once the form was sent."""
FIGURES = ("closing.kept", "closing.committed")
"""Where a month is closed, before and after the commit."""
PAST = ("past.archived", "past.committed")
"""Where rows of an older ledger become cases."""
POINTS = (
    *ROAD,
    *DESK,
    *GROUPS,
    *PRIVACY,
    *OPINION,
    *CLOCKS,
    *NOTICES,
    *PROGRAMS,
    *EVIDENCE,
    *WRITING,
    *MANY,
    *TOKENS,
    *TYPING,
    *FIGURES,
    *PAST,
)


class CrashPoints:
    """Counts the passes of one point and kills the process at the chosen one."""

    def __init__(self, crash_at: str | None) -> None:
        name, _, count = (crash_at or "").partition(":")
        if name and name not in POINTS:
            raise ValueError(f"HUIHAN_CRASH_AT names no point: {name}; the points are {', '.join(POINTS)}")
        self._name = name or None
        self._left = int(count or 1)
        self._lock = threading.Lock()

    @classmethod
    def from_environment(cls) -> "CrashPoints":
        """The crash points that the environment asks for: none, outside a test."""
        return cls(os.environ.get("HUIHAN_CRASH_AT"))

    def point(self, name: str) -> None:
        """Pass the point `name`; the process may end here."""
        if name != self._name:
            return
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
