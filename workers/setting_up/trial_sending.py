"""`python -m workers.setting_up.trial_sending`: hands one mail over, as told on standard input.

A process of its own, so that a name server or a mail server that never answers can be ended from outside.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from domain.settings import SmtpSettings
from store import serialization
from workers.instance.smtp import Delivery, SmtpTransport

COMMAND = (sys.executable, "-m", "workers.setting_up.trial_sending")


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What is to be sent. message: the file in which the mail lies, an absolute path."""

    settings: SmtpSettings
    to_address: str
    message: Path


def main() -> None:
    """An errand in, a delivery out, both as JSON."""
    errand = serialization.load(Errand, sys.stdin.buffer.read().decode())
    transport = SmtpTransport(errand.settings, lambda _: None)
    delivery = transport.send(to_address=errand.to_address, message=errand.message.read_bytes())
    sys.stdout.write(serialization.dump(Delivery, delivery))


if __name__ == "__main__":
    main()
