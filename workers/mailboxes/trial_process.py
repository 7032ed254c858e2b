"""`python -m workers.mailboxes.trial_process`: tries the mailbox whose settings come on standard input.

A process of its own, so that a name server or a mail server that never answers can be ended from outside.
"""

import sys
from datetime import UTC, datetime

from domain.settings import MailboxSettings
from ingest.sources.trying import Trial, try_out
from store import serialization
from workers.instance.mailbox_tokens import tokens_of

COMMAND = (sys.executable, "-m", "workers.mailboxes.trial_process")


def main() -> None:
    """Settings in, a trial out, both as JSON."""
    settings = serialization.load(MailboxSettings, sys.stdin.buffer.read().decode())
    tokens = tokens_of(settings, lambda: datetime.now(UTC), insisting=True)
    sys.stdout.write(serialization.dump(Trial, try_out(settings, tokens=tokens)))


if __name__ == "__main__":
    main()
