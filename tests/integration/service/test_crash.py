"""kill -9 between any two effects of the road: nothing is lost, nothing is doubled, no letter goes out twice.

The real `huihan run` works a real mailbox and a scan folder and sends to a real listener. At every named point the
process kills itself with SIGKILL (the test fails if the point was not passed), is started again, and the books must
balance: the ledger equals the server, one case a complaint, one acknowledgement a case.

At one point it is the installed script that is started, twice and for the ledger; elsewhere it is forked with its
modules imported (servers/preloaded.py), which the kill does not see.
"""

import json
import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

import pytest
from servers import preloaded
from servers.dovecot import running_dovecot
from servers.instance import COMMAND, Instance, make_instance, stop
from servers.smtp import running_smtp

from domain.codes import IgnoredReason, IntakeState, LetterState
from workers.instance.crash_points import ROAD

COMPLAINTS = (
    ("电梯又坏了", "我是阳光花园3栋2单元501的业主王芳，电梯这个月坏了四次，老人上下楼很不方便，请尽快修好。"),
    ("楼道没人打扫", "5号楼的楼道两个星期没有人打扫了，垃圾都堆在门口，味道很大。李明 13900001111"),
    ("停车费", "物业没有公示就把地下车位的停车费从三百涨到四百五，请说明收费依据。"),
)
_numbers = count(1)


def mail(subject, text, *, number=None, **headers):
    number = number or next(_numbers)
    message = EmailMessage()
    message["From"] = f"resident{number} <resident{number}@example.com>"
    message["To"] = "kefu@wuye.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<letter{number}@example.com>"
    message["Date"] = format_datetime(datetime.now(UTC))
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def one_batch(instance: Instance) -> int:
    """Deliver three complaints, one of them twice, an auto-reply, and three files; how many mails it was."""
    mails = [mail(*complaint) for complaint in COMPLAINTS]
    mails += [mails[0], mail("自动回复：您好", "我正在休假。", Auto_Submitted="auto-replied")]
    instance.dovecot.deliver(instance.user, mails)
    number = next(_numbers)
    (instance.root / "inbox" / f"letter-{number}.txt").write_text(
        f"投诉信 {number}：小区路灯坏了半个月，晚上回家看不见路，请尽快维修。\n7栋1单元302 赵强", encoding="utf-8"
    )
    (instance.root / "inbox" / f"broken-{number}.bin").write_bytes(bytes(range(256)) + str(number).encode())
    return len(mails)


@pytest.fixture(scope="module")
def smtp(tmp_path_factory):
    with running_smtp(tmp_path_factory.mktemp("smtp")) as server:
        yield server


@pytest.fixture(scope="module")
def without_move():
    with running_dovecot(without={"MOVE"}) as server:
        yield server


STARTED_ANEW = "dispatch.answered"
"""The point at which the script itself is started: nearly all of the road is passed by then."""


def crash(instance: Instance, point: str) -> None:
    process = instance.start(crash_at=point, anew=point == STARTED_ANEW)
    try:
        code = process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        stop(process)
        pytest.fail(f"the point {point} was never passed:\n{instance.state()}\n{instance.log()}")
    assert code == -signal.SIGKILL, f"ended with {code} before {point}:\n{instance.log()}"


def go_on(instance: Instance, mails: int, *, anew: bool = False) -> None:
    process = instance.start(anew=anew)
    try:
        instance.await_quiet(mails, process)
    finally:
        assert stop(process) == 0, instance.log()


def check_books(instance: Instance, *, batches: int, mails: int, before=(), anew: bool = False) -> None:
    """Everything that must hold once nothing is on its way, whatever happened before."""
    rows = [row for row in instance.rows() if row.source == "office"]
    shown = [
        message.data for folder in ("INBOX", "Huihan") for message in instance.dovecot.messages(instance.user, folder)
    ]
    assert len(shown) == mails, "the server shows a message twice, or none"
    assert len(rows) == mails, instance.state()
    ends = Counter((row.state, row.ignored_reason) for row in instance.rows())
    assert ends == {
        (IntakeState.CASE, None): 4 * batches,
        (IntakeState.IGNORED, IgnoredReason.DUPLICATE): batches,
        (IntakeState.AWAITING_PERSON, None): batches,
        (IntakeState.QUARANTINED, None): batches,
    }
    assert len(instance.cases()) == 4 * batches
    check_letters(instance, batches, before)
    assert not list((instance.root / "inbox").iterdir())
    assert len(list((instance.root / "done").rglob("*.txt"))) == batches
    assert len(list((instance.root / "quarantine").glob("*.bin"))) == batches
    assert len(list((instance.root / "quarantine").glob("*.reason.txt"))) == batches
    said = (subprocess if anew else preloaded).run(
        [COMMAND, "--instance", instance.root, "ledger", "--json"],
        env=instance.environment,
        capture_output=True,
    )
    assert said.returncode == 0, said.stderr.decode()
    assert all(line["missing"] == 0 and line["pending"] == 0 for line in json.loads(said.stdout))


def check_letters(instance: Instance, batches: int, before) -> None:
    letters = [letter for letter in instance.acknowledgements() if letter.to_address]
    assert len(letters) == 3 * batches
    assert len({letter.number for letter in letters}) == len(letters), "a letter number was given twice"
    accepted = Counter(received.message["Message-ID"] for received in instance.smtp.accepted[len(before) :])
    assert not [id_ for id_, times in accepted.items() if times > 1], "an acknowledgement went out twice"
    by_state = {state: {one.message_id for one in letters if one.state is state} for state in LetterState}
    assert by_state[LetterState.SENT] <= set(accepted), "a letter is called sent that never went out"
    assert set(accepted) <= by_state[LetterState.SENT] | by_state[LetterState.IN_DOUBT]
    assert len(letters) == len(by_state[LetterState.SENT]) + len(by_state[LetterState.IN_DOUBT]), "a letter was dropped"


@pytest.mark.parametrize("point", ROAD)
def test_a_kill_at_this_point_loses_nothing_and_doubles_nothing(
    point, dovecot, without_move, smtp, sqlite_url, tmp_path
):
    server = without_move if point == "imap_copied" else dovecot
    instance = make_instance(tmp_path, server, smtp, sqlite_url)
    before = smtp.accepted
    mails = one_batch(instance)
    crash(instance, point)
    claimed = {letter.id for letter in instance.acknowledgements() if letter.state is LetterState.SENDING}
    go_on(instance, mails, anew=point == STARTED_ANEW)
    check_books(instance, batches=1, mails=mails, before=before, anew=point == STARTED_ANEW)
    doubtful = {letter.id for letter in instance.acknowledgements() if letter.state is LetterState.IN_DOUBT}
    assert doubtful == claimed, "in doubt is exactly what was being sent when the process died"
    assert len(doubtful) <= 1
    assert doubtful or not point.startswith("dispatch.") or point == "dispatch.committed"


def test_kills_at_every_point_in_a_row_on_postgresql(dovecot, smtp, postgresql_url, tmp_path):
    instance = make_instance(tmp_path, dovecot, smtp, postgresql_url)
    before, mails, points = smtp.accepted, 0, [point for point in ROAD if point != "imap_copied"]
    for point in points:
        mails += one_batch(instance)
        crash(instance, point)
    go_on(instance, mails)
    check_books(instance, batches=len(points), mails=mails, before=before)
