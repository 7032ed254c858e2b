"""How other programs are told of the events of cases: what goes to them, how it is signed, how long it is tried.

A delivery says a number, an event and a state, nothing of a resident: it lies on somebody else's server.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WEBHOOK = "webhook"
"""The stage that tells one program of one event; the subject is the delivery."""
MOST_TRIES = 15
"""So often an event is tried, over two days and a half; so often in a row a program may fail before it is dead."""
KEPT = timedelta(days=30)
"""How long the log has what has gone out, or was given up."""
PING = "ping"
"""The event of a trial, which is about no case."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One event as a program is told of it. id: the same at every try. state: of the case when it is sent."""

    id: str
    event: str
    at: datetime
    number: str | None = None
    seq: int | None = None
    state: str | None = None
    link: str | None = None

    @property
    def body(self) -> bytes:
        """What is sent, as JSON."""
        return json.dumps({**vars(self), "at": self.at.isoformat(timespec="seconds")}, ensure_ascii=False).encode()

    def headers(self, secret: str, now: datetime) -> Mapping[str, str]:
        """What is sent with it: by the signature its receiver knows who sends, by the time that it is no old one."""
        stamp = str(int(now.timestamp()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Huihan",
            "Huihan-Event": self.event,
            "Huihan-Delivery": self.id,
            "Huihan-Timestamp": stamp,
            "Huihan-Signature": f"v1={signature(secret, stamp, self.body)}",
        }


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over `timestamp.body`."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def wait_after(failures: int) -> timedelta:
    """Until the next try: a minute, doubled each time, at most twelve hours."""
    return min(_FIRST * (1 << min(max(failures - 1, 0), 16)), _LONGEST)
