"""`python -m workers.mailboxes.smtp_trial_process`: tries the way out whose settings come on standard input.

A process of its own, so that a name server or a mail server that never answers can be ended from outside.
"""

import sys
from dataclasses import dataclass

from domain.settings import SmtpSettings
from store import serialization
from workers.instance.smtp import Delivery, SmtpTransport

COMMAND = (sys.executable, "-m", "workers.mailboxes.smtp_trial_process")


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What is to be tried. to_address: whom the server is asked to take a mail for; empty: none is named."""

    settings: SmtpSettings
    to_address: str


def main() -> None:
    """An errand in, a delivery out, both as JSON."""
    errand = serialization.load(Errand, sys.stdin.buffer.read().decode())
    tried = SmtpTransport(errand.settings, lambda _: None).rehearse(errand.to_address)
    sys.stdout.write(serialization.dump(Delivery, tried))


if __name__ == "__main__":
    main()
