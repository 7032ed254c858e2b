"""The whole road beside django-helpdesk's `get_email`: 500 mails on a real Dovecot until all is settled.

Ours reads the attachments too, decides, records and renders every acknowledgement; theirs files tickets and keeps the
attachments unread. Neither sends mail. Both are timed from the moment they turn to the mailbox, set-up done, in turn
on equal mailboxes of one server. Then one mail that makes parsers raise, in the middle of twenty.
Usage: python bench/bench_road.py [MAILS [ROUNDS]]
"""

import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the throw-away servers

from servers.dovecot import Dovecot, running_dovecot
from support import mails
from support.django_helpdesk import Fetched, get_email, install
from support.road import Settled, running_road

MAILS, ROUNDS = 500, 3
AIM = 2
AROUND = 10
"""Good mails before and behind the poison one."""
MEGABYTE = 1_000_000


def ours(server: Dovecot, messages: Sequence[bytes]) -> Settled:
    user = server.new_user()
    server.deliver(user, messages)
    with running_road(server, user) as road:
        return road.settle(len(messages))


def theirs(server: Dovecot, messages: Sequence[bytes], *, times: int = 1) -> tuple[Fetched, int]:
    user = server.new_user()
    server.deliver(user, messages)
    fetched = get_email(server, user, times=times)
    return fetched, sum("\\Deleted" not in message.flags for message in server.messages(user))


def race(server: Dovecot, messages: Sequence[bytes], rounds: int) -> float:
    mine, other, peaks = [], [], []
    for number in range(1, rounds + 1):
        road = ours(server, messages)
        if road.queued != len(messages):
            sys.exit(f"only {road.queued} of {len(messages)} acknowledgements: {road.ends}")
        fetched, _ = theirs(server, messages)
        if fetched.tickets[-1] != len(messages):
            sys.exit(f"django-helpdesk made {fetched.tickets[-1]} tickets of {len(messages)} mails")
        mine.append(len(messages) / road.seconds)
        other.append(len(messages) / fetched.seconds[-1])
        peaks.append((road.peak, fetched.peak))
        print(f"round {number}: huihan {mine[-1]:6.1f}/s   django-helpdesk {other[-1]:6.1f}/s", flush=True)
    rate, their_rate = statistics.median(mine), statistics.median(other)
    ratio = rate / their_rate
    print(f"mails a second  huihan {rate:6.1f}   django-helpdesk {their_rate:6.1f}   ratio {ratio:.2f} (aim {AIM})")
    peak, their_peak = (max(side) / MEGABYTE for side in zip(*peaks, strict=True))
    print(f"peak memory     huihan {peak:.0f} MB (all processes)   django-helpdesk {their_peak:.0f} MB")
    return ratio


def poison(server: Dovecot) -> None:
    print(f"one poison mail, {AROUND} good ones before and {AROUND} behind:")
    for kind, bad in mails.poisons().items():
        messages = [*mails.small_mails(0, AROUND), bad, *mails.small_mails(AROUND, AROUND)]
        road = ours(server, messages)
        fetched, left = theirs(server, messages, times=2)
        if sum(road.ends.values()) != len(messages) or road.queued < 2 * AROUND:
            sys.exit(f"{kind}: only {road.queued} acknowledgements, ends {road.ends}")
        print(f"  {kind:<20} huihan {road.queued} acknowledgements, every mail settled: {road.ends}")
        print(f"  {'':<20} django-helpdesk {fetched.tickets[0]} tickets", end=", ")
        print(f"after a second call {fetched.tickets[1]}; {left} mails left in its mailbox")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    install()
    with running_dovecot(starttls=False) as server:
        ratio = race(server, mails.mailbox(count), rounds)
        poison(server)
    sys.exit(0 if ratio >= AIM else f"below the aim of {AIM} times django-helpdesk")


if __name__ == "__main__":
    main()
