"""A mixture of mails as a complaints mailbox really has it, each with the end that it must come to."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from servers.house import SERVER

from domain.codes import IgnoredReason, IntakeState

MATTERS = (
    ("电梯坏了", "三号楼的电梯坏了一个星期还没修好，请尽快安排。"),
    ("垃圾没人清", "小区垃圾站的垃圾好几天没人清运，臭得不敢开窗。"),
    ("停車費", "停車費為什麼突然漲價？請物業公司說明收費依據。"),
    ("楼上漏水", "楼上漏水漏到我家卧室天花板，找了几次都没人管。"),
    ("保安不管事", "外来人员随便进出，保安坐着玩手机，也不登记。"),
)
DEPTH = 400


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One message, the mailbox it goes to, and the end that it must come to."""

    mailbox: str
    data: bytes
    state: IntakeState
    reason: IgnoredReason | None = None


@dataclass(kw_only=True)
class Mixture:
    """Makes messages, repeatable by its seed; what belongs to an earlier complaint comes after it."""

    seed: int
    own_address: str
    boxes: tuple[str, str] = ("office", "manager")
    complaints: dict[int, bytes] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - a repeatable test, nothing secret

    def messages(self, count: int) -> list[Planned]:
        """`count` messages in the order of their delivery; the first is a complaint."""
        return [self._next() for _ in range(count)]

    def _next(self) -> Planned:
        self._made += 1
        kinds: tuple[tuple[Callable[[], Planned], int], ...] = (
            (self._complaint, 50),
            (self._twice, 6),
            (self._in_other_box, 6),
            (self._follow_up, 8),
            (self._auto_reply, 8),
            (self._list_mail, 6),
            (self._spam, 4),
            (self._from_own_address, 4),
            (self._deep, 4),
            (self._raw, 4),
        )
        make = self._chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
        return make() if self.complaints else self._complaint()

    def _message(self, subject: str, text: str, *, sender: str | None = None, **headers: str) -> bytes:
        made = EmailMessage()
        made["From"] = sender or f"resident{self._made}@example.com"
        made["To"] = self.own_address
        made["Subject"] = subject
        made["Message-ID"] = f"<load{self._made}@example.com>"
        made["Date"] = _now()
        for name, value in headers.items():
            made[name.replace("_", "-")] = value
        made.set_content(text)
        return made.as_bytes()

    def _old(self) -> int:
        return self._chance.choice(list(self.complaints))

    def _box(self) -> str:
        return self._chance.choice(self.boxes)

    def _complaint(self) -> Planned:
        subject, text = self._chance.choice(MATTERS)
        data = self.complaints[self._made] = self._message(subject, f"{text}（第{self._made}封）")
        return Planned(mailbox=self.boxes[0], data=data, state=IntakeState.CASE)

    def _twice(self) -> Planned:
        data = self.complaints[self._old()]
        return Planned(mailbox=self.boxes[0], data=data, state=IntakeState.IGNORED, reason=IgnoredReason.DUPLICATE)

    def _in_other_box(self) -> Planned:
        data = f"Received: from a by b; {_now()}\r\n".encode() + self.complaints[self._old()]
        return Planned(mailbox=self.boxes[1], data=data, state=IntakeState.IGNORED, reason=IgnoredReason.DUPLICATE)

    def _follow_up(self) -> Planned:
        old = self._old()
        text = f"上次反映的事情还没有人来处理，请回复。（第{self._made}封）"
        data = self._message(
            "补充情况", text, sender=f"resident{old}@example.com", In_Reply_To=f"<load{old}@example.com>"
        )
        proved = f"Authentication-Results: {SERVER}; dmarc=pass header.from=example.com\r\n".encode()
        return Planned(mailbox=self.boxes[0], data=proved + data, state=IntakeState.FOLLOW_UP)

    def _auto_reply(self) -> Planned:
        """It names no letter of ours, so that nothing proves what it answers."""
        data = self._message("自动回复：您好", "我正在休假。", Auto_Submitted="auto-replied")
        return Planned(mailbox=self._box(), data=data, state=IntakeState.AWAITING_PERSON)

    def _list_mail(self) -> Planned:
        data = self._message("团购优惠", "本周团购优惠。", List_Id="<deals.example.com>", Precedence="bulk")
        return self._ignored(data, IgnoredReason.LIST)

    def _from_own_address(self) -> Planned:
        """Our own address, as copiers and forms send too."""
        data = self._message("值班表", "本周值班表见附件。", sender=self.own_address)
        return Planned(mailbox=self._box(), data=data, state=IntakeState.AWAITING_PERSON)

    def _spam(self) -> Planned:
        subject, text = self._chance.choice(MATTERS)
        data = self._message(subject, text, X_Spam_Flag="YES")
        return Planned(mailbox=self._box(), data=data, state=IntakeState.AWAITING_PERSON)

    def _deep(self) -> Planned:
        """A poison mail: more multiparts in one another than a parser's stack bears, the text in the innermost."""
        lines = [f"From: deep{self._made}@example.com", f"Message-ID: <load{self._made}@example.com>", "Subject: light"]
        for level in range(DEPTH):
            lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
        lines += ["Content-Type: text/plain; charset=utf-8", "", "楼道灯不亮", ""]
        return Planned(mailbox=self._box(), data="\r\n".join(lines).encode(), state=IntakeState.CASE)

    def _raw(self) -> Planned:
        """Raw 8-bit GB18030 in subject and body under the name of gb2312, as old clients send it."""
        subject, text = self._chance.choice(MATTERS)
        head = f"From: raw{self._made}@example.com\r\nMessage-ID: <load{self._made}@example.com>\r\nSubject: "
        body = f"{subject}\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n{text}{self._made}镕\r\n"
        return Planned(mailbox=self._box(), data=(head + body).encode("gb18030"), state=IntakeState.CASE)

    def _ignored(self, data: bytes, reason: IgnoredReason) -> Planned:
        return Planned(mailbox=self._box(), data=data, state=IntakeState.IGNORED, reason=reason)


def _now() -> str:
    return format_datetime(datetime.now(UTC))
