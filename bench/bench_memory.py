"""Memory of the whole road, all processes of the tree, over 10 000 mails through a real Dovecot.

The mails come in batches, as they would over weeks; the figure is taken when everything is settled. After the first
thousand (when the processes have seen all their code once) it must stay flat.
Usage: python bench/bench_memory.py [MAILS]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the throw-away servers

from servers.dovecot import running_dovecot
from support.mails import small_mails
from support.road import running_road

MAILS, BATCH = 10_000, 1_000
SHOWN = (1_000, 5_000, 10_000)
GROWTH = 1.25
"""What counts as flat: at most a quarter more at the end than after the first batch."""
MEGABYTE = 1_000_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    with running_dovecot(starttls=False) as server:
        user = server.new_user()
        server.deliver(user, small_mails(0, min(BATCH, count)))
        with running_road(server, user) as road:
            first = last = road.settle(min(BATCH, count))
            for start in range(BATCH, count + BATCH, BATCH):
                if start in SHOWN or start >= count:
                    mails = f"{sum(last.ends.values()):>6} mails"
                    print(
                        f"{mails} {last.resident / MEGABYTE:5.0f} MB now, {last.peak / MEGABYTE:5.0f} MB peak",
                        flush=True,
                    )
                if start < count:
                    server.deliver(user, small_mails(start, min(BATCH, count - start)))
                    last = road.settle(min(start + BATCH, count))
    rate = count / last.seconds
    grown = last.resident / first.resident
    print(f"{rate:.0f} mails a second, {last.queued} acknowledgements; memory {grown:.2f} times that after {BATCH}")
    sys.exit(0 if grown <= GROWTH else f"memory is not flat: more than {GROWTH} times")


if __name__ == "__main__":
    main()
