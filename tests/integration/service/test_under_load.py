"""300 mixed messages, lines cut at random, the process killed at random: the ledger still has each exactly once."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter

import pytest
from servers.cut_proxy import cutting, random_budget
from servers.instance import COMMAND, Instance, make_instance, stop
from servers.mixture import Mixture, Planned
from servers.smtp import running_smtp

from domain.codes import IntakeState, LetterState
from store.intake import IntakeRow

MESSAGES = 300
KILLS = 6


def deliver(instance: Instance, messages: list[Planned]) -> None:
    for name, user in instance.users.items():
        instance.dovecot.deliver(user, [one.data for one in messages if one.mailbox == name])


def kill_at_random(instance: Instance, chance: random.Random, messages: list[Planned]) -> None:
    """Deliver in pieces while the process works and is killed, readers and all, after a random time."""
    size = -(-len(messages) // KILLS)
    for start in range(0, len(messages), size):
        process = instance.start()
        time.sleep(chance.uniform(0, 1.5))
        deliver(instance, messages[start : start + size])
        time.sleep(chance.uniform(0.5, 5))
        assert process.poll() is None, f"ended by itself:\n{instance.log()}"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [20261121])
def test_every_message_ends_exactly_once(dovecot, database_url, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311 - a repeatable test, nothing secret
    messages = Mixture(seed=seed, own_address="kefu@wuye.example").messages(MESSAGES)
    (tmp_path / "smtp").mkdir()
    (tmp_path / "instance").mkdir()
    budget = random_budget(seed, low=2_000, high=400_000, spare=0.2)
    with running_smtp(tmp_path / "smtp") as smtp, cutting(dovecot.port, budget=budget) as proxy:
        instance = make_instance(
            tmp_path / "instance",
            dovecot,
            smtp,
            database_url,
            mailboxes=("office", "manager"),
            imap_port=proxy.port,
        )
        kill_at_random(instance, chance, messages)
        process = instance.start()
        try:
            instance.await_quiet(MESSAGES, process, seconds=600)
        finally:
            assert stop(process) == 0, instance.log()
        assert proxy.cuts > 0
    check(instance, messages, proxy.port)


def straight_to_the_server(instance: Instance, proxy_port: int) -> None:
    """The books are compared over a line that nobody cuts."""
    settings = instance.root / "huihan.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(f"port = {proxy_port}", f"port = {instance.dovecot.port}"), encoding="utf-8")


def overtaking(rows: list[IntakeRow]) -> int:
    """How many follow-ups came in before what they follow, since the line broke on that: each is a case of its own."""
    first_entered = {row.message_id: row.id for row in reversed(rows) if row.message_id}
    return sum(
        row.state is IntakeState.CASE and row.in_reply_to is not None and first_entered[row.in_reply_to] > row.id
        for row in rows
    )


def check(instance: Instance, messages: list[Planned], proxy_port: int) -> None:
    rows = instance.rows()
    # Of two copies in two mailboxes either may be entered first, so the ends are counted over both.
    ends = Counter((row.state, row.ignored_reason) for row in rows)
    ends[IntakeState.CASE, None] -= overtaking(rows)
    ends[IntakeState.FOLLOW_UP, None] += overtaking(rows)
    assert ends == Counter((one.state, one.reason) for one in messages)
    for name, user in instance.users.items():
        shown = [one.data for folder in ("INBOX", "Huihan") for one in instance.dovecot.messages(user, folder)]
        expected = [one.data.replace(b"\r\n", b"\n") for one in messages if one.mailbox == name]
        assert Counter(data.replace(b"\r\n", b"\n") for data in shown) == Counter(expected)
    opened = [row.case_id for row in rows if row.state is IntakeState.CASE]
    assert len(set(opened)) == len(opened) == len(instance.cases())
    check_letters(instance)
    straight_to_the_server(instance, proxy_port)
    ledger = subprocess.run(
        [COMMAND, "--instance", instance.root, "ledger", "--json"],
        env=instance.environment,
        capture_output=True,
        check=False,
    )
    assert ledger.returncode == 0, ledger.stderr.decode()
    assert sum(line["seen"] for line in json.loads(ledger.stdout)) == MESSAGES


def check_letters(instance: Instance) -> None:
    """Each acknowledgement went out at most once, and each that did not go out for certain is before a person."""
    letters = instance.acknowledgements()
    accepted = Counter(received.message["Message-ID"] for received in instance.smtp.accepted)
    assert not [id_ for id_, times in accepted.items() if times > 1], "an acknowledgement went out twice"
    for letter in letters:
        went_out = letter.message_id in accepted
        if letter.held is not None:
            assert not went_out
        elif went_out:
            assert letter.state in (LetterState.SENT, LetterState.IN_DOUBT)
        else:
            assert letter.state is LetterState.IN_DOUBT, f"{letter.number} was dropped as {letter.state}"
