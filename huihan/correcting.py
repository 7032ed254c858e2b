"""The options by which a person says what was read wrongly, and their refusals, for every command that takes them."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from domain.codes import Channel
from domain.correction import Correction
from domain.staff import Person, operator
from huihan.errors import RefusedError
from huihan.moments import parse_moment
from ingest.charset import decode
from workers.instance.refusals import Refused
from workers.instance.services import Services

Text = Annotated[str | None, typer.Option("--text", metavar="FILE", help="来信全文（文本文件；- 为标准输入）")]
Subject = Annotated[str | None, typer.Option("--subject", help="主题")]
Name = Annotated[str | None, typer.Option("--name", help='投诉人姓名；写空（""）表示不详，以下同')]
Phone = Annotated[str | None, typer.Option("--phone", help="联系电话")]
Email = Annotated[str | None, typer.Option("--email", help="登记的邮箱；不因此成为发信地址")]
ReplyTo = Annotated[str | None, typer.Option("--reply-to", help="信件发往的邮箱，由经办人明确指定")]
Household = Annotated[int | None, typer.Option("--household", metavar="ID", help="住户名册中的编号，代替下列地址")]
Project = Annotated[str | None, typer.Option("--project", help="项目")]
Building = Annotated[str | None, typer.Option("--building", help="楼栋")]
Unit = Annotated[str | None, typer.Option("--unit", help="单元")]
Room = Annotated[str | None, typer.Option("--room", help="房间")]
Received = Annotated[str | None, typer.Option("--received", metavar="DATE", help="纸质来信实际收到的日期或时间")]
Came = Annotated[Channel | None, typer.Option("--channel", help="投诉来源")]


@dataclass(frozen=True, kw_only=True)
class Given:
    """The options of a correction as they were written, None for what was left out."""

    text: Text = None
    subject: Subject = None
    name: Name = None
    phone: Phone = None
    email: Email = None
    reply_to: ReplyTo = None
    household: Household = None
    project: Project = None
    building: Building = None
    unit: Unit = None
    room: Room = None
    received: Received = None
    channel: Came = None

    def correction(self, services: Services) -> Correction:
        """What they say; RefusedError for a file that cannot be read or a date that is none."""
        received, date_only = _received(self.received, services)
        return Correction(
            text=None if self.text is None else _text(self.text),
            subject=self.subject,
            name=self.name,
            phone=self.phone,
            email=self.email,
            reply_to=self.reply_to,
            household_id=self.household,
            project=self.project,
            building=self.building,
            unit=self.unit,
            room=self.room,
            received=received,
            received_date_only=date_only,
            channel=self.channel,
        )


def person(by: str | None) -> str:
    """Who acts, as the history shows it."""
    name = " ".join((by or "").split())
    return name or f"cli:{getpass.getuser()}"


def actor(by: str | None) -> Person:
    """The same as an actor: somebody at the machine."""
    return operator(person(by))


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be done ends the command with its sentence."""
    try:
        yield
    except Refused as error:
        raise RefusedError(str(error)) from None


def _text(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise RefusedError(f"无法读取 {name}：{error.strerror}") from None
    return decode(data)[0]


def _received(text: str | None, services: Services) -> tuple[datetime | None, bool]:
    """The moment, and whether only its date is known (then the start of that day)."""
    if text is None:
        return None, False
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    try:
        moment = parse_moment(datetime.combine(day, time()).isoformat() if day else text, services.zone)
    except ValueError as error:
        raise RefusedError(f"{error}；只知日期时写成 2026-03-02") from None
    return moment.astimezone(UTC), day is not None
