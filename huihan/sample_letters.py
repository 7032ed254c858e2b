"""Builds the demo's letters as real files (mail, Word, PDF, text), dated back from now, out of samples/letters.yaml."""

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from ruamel.yaml import YAML

TO = "tousu@huihan.example"
_DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


@dataclass(frozen=True, kw_only=True)
class SampleFile:
    """One file for the inbox. folder: the project's subfolder, or None. sent: when it came."""

    id: str
    folder: str | None
    name: str
    data: bytes
    sent: datetime

    def write(self, inbox: Path) -> None:
        """Put it into the inbox; its file time is the day it was sent, as a scanner would leave it."""
        folder = inbox / self.folder if self.folder else inbox
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.name
        path.write_bytes(self.data)
        os.utime(path, (self.sent.timestamp(), self.sent.timestamp()))


Letter = Mapping[str, Any]  # an entry of letters.yaml: texts, numbers and lists by their keys


def sample(name: str) -> bytes:
    """A file that is shipped with the demo."""
    return (files("huihan") / "samples" / name).read_bytes()


def build_letters(now: datetime) -> tuple[SampleFile, ...]:
    """Every sample letter, dated back from `now` (aware)."""
    letters: list[Letter] = YAML(typ="safe").load(sample("letters.yaml").decode())
    by_id = {letter["id"]: letter for letter in letters}
    return tuple(_build(number, letter, by_id, now) for number, letter in enumerate(letters, start=1))


def _build(number: int, letter: Letter, by_id: Letter, now: datetime) -> SampleFile:
    source = by_id[letter["of"]] if letter["form"] == "copy" else letter
    came, sent = ((now - timedelta(hours=one["hours"])).replace(microsecond=0) for one in (letter, source))
    return SampleFile(
        id=letter["id"],
        folder=letter.get("project"),
        name=letter.get("file", f"{number:02d}-{letter['id']}.eml"),
        data=_FORMS[source["form"]](source, sent),
        sent=came,
    )


def _message_id(letter_id: str) -> str:
    return f"<{letter_id}@example.com>"


def ours_to(letter_id: str) -> str:
    """What stands for the Message-ID of our answer to a sample letter, which no one knows before it was sent."""
    return f"<ours.{letter_id}@huihan.invalid>"


def _headers(letter: Letter, sent: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    name, address = letter["from"]
    message["From"] = formataddr((name, address))
    message["To"] = TO
    message["Subject"] = letter["subject"]
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = _message_id(letter["id"])
    if ours := letter.get("answers_ours"):
        message["In-Reply-To"] = message["References"] = ours_to(ours)
    return message


def _mail(letter: Letter, sent: datetime) -> bytes:
    if "charset" in letter:
        return _mail_in_charset(letter, sent)
    message = _headers(letter, sent)
    message.set_content(letter["text"])
    if attachment := letter.get("attachment"):
        word = _word(attachment["paragraphs"])
        message.add_attachment(word, maintype=_DOCX[0], subtype=_DOCX[1], filename=attachment["name"])
    return message.as_bytes()


def _mail_in_charset(letter: Letter, sent: datetime) -> bytes:
    """As older Chinese mail programs write: the declared character set may be narrower than the one used."""
    charset, declared = letter["charset"], letter.get("declared", letter["charset"])

    def word(text: str) -> str:
        return f"=?{declared}?B?{base64.b64encode(text.encode(charset)).decode()}?="

    name, address = letter["from"]
    head = (
        f"From: {word(name)} <{address}>\r\nTo: {TO}\r\nSubject: {word(letter['subject'])}\r\n"
        f"Date: {format_datetime(sent)}\r\nMessage-ID: {_message_id(letter['id'])}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/plain; charset="{declared}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return head.encode("ascii") + base64.encodebytes(letter["text"].encode(charset)).replace(b"\n", b"\r\n")


def _html(letter: Letter, sent: datetime) -> bytes:
    message = _headers(letter, sent)
    message.set_content(letter["html"], subtype="html")
    return message.as_bytes()


def _forwarded(letter: Letter, sent: datetime) -> bytes:
    """The way most mail programs forward: the inner letter below its headers, written out."""
    inner = letter["inner"]
    name, address = inner["from"]
    written = sent - timedelta(hours=5)
    message = _headers(letter, sent)
    message.set_content(
        f"{letter['text']}\n-------- 转发邮件信息 --------\n发件人：{name} <{address}>\n"
        f"发送日期：{written:%Y-%m-%d %H:%M:%S}\n收件人：居委会 <{letter['from'][1]}>\n"
        f"主题：{inner['subject']}\n\n{inner['text']}"
    )
    return message.as_bytes()


def _auto_reply(letter: Letter, sent: datetime) -> bytes:
    message = _headers(letter, sent)
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(letter["text"])
    return message.as_bytes()


def _list(letter: Letter, sent: datetime) -> bytes:
    message = _headers(letter, sent)
    message["List-Id"] = "<weekly.news.example.org>"
    message["List-Unsubscribe"] = "<mailto:leave@news.example.org>"
    message["Precedence"] = "bulk"
    message.set_content(letter["text"])
    return message.as_bytes()


_REPORTS = {
    "bounce": (
        "delivery-status",
        (
            "Reporting-MTA: dns; mail.example.com\r\n\r\n"
            "Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.2.2\r\n"
        ),
    ),
    "receipt": (
        "disposition-notification",
        "Final-Recipient: rfc822; {}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n",
    ),
}


def _report(letter: Letter, sent: datetime) -> bytes:
    """A delivery report (RFC 3464) or a read receipt (RFC 8098)."""
    kind, status = _REPORTS[letter["form"]]
    text = base64.encodebytes(letter["text"].encode()).decode().replace("\n", "\r\n")
    sender, address = letter["from"]
    status = status.format(letter.get("returned", address))
    headers = f"Message-ID: {ours_to(letter['answers_ours'])}\r\n" if "answers_ours" in letter else ""
    returned = f"--=-r\r\nContent-Type: text/rfc822-headers\r\n\r\n{headers}\r\n" if headers else ""
    return (
        f"From: {Header(sender, 'utf-8').encode()} <{address}>\r\nTo: {TO}\r\n"
        f"Subject: {Header(letter['subject'], 'utf-8').encode()}\r\nDate: {format_datetime(sent)}\r\n"
        f"Message-ID: {_message_id(letter['id'])}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="=-r"\r\n\r\n'
        f"--=-r\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}\r\n"
        f"--=-r\r\nContent-Type: message/{kind}\r\n\r\n{status}\r\n{returned}--=-r--\r\n"
    ).encode("ascii")


def _saved(document: Any) -> bytes:  # python-docx publishes no types
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _word(paragraphs: list[str]) -> bytes:
    document = docx.Document()
    document.add_heading(paragraphs[0], level=1)
    for paragraph in paragraphs[1:]:
        document.add_paragraph(paragraph)
    return _saved(document)


def _docx(letter: Letter, sent: datetime) -> bytes:
    return _word([*letter["paragraphs"], f"{sent:%Y年%m月%d日}"])


def _form(letter: Letter, sent: datetime) -> bytes:
    """A filled-in form, as the counter hands out: labels and answers side by side in a table."""
    document = docx.Document()
    document.add_heading("业主投诉登记表", level=1)
    table = document.add_table(rows=0, cols=4)
    for row in [*letter["rows"], ["日期", f"{sent:%Y年%m月%d日}", "签名", letter["rows"][0][1]]]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return _saved(document)


def _pdf(letter: Letter, sent: datetime) -> bytes:
    return sample(letter["pdf"])


def _text(letter: Letter, sent: datetime) -> bytes:
    return str(letter["text"]).encode("gb18030")


def _broken(letter: Letter, sent: datetime) -> bytes:
    """The first third of a Word file, as a copy that was cut off leaves it."""
    whole = _word(["投诉信", "这封信传输时断掉了。"])
    return whole[: len(whole) // 3]


_FORMS: Mapping[str, Callable[[Letter, datetime], bytes]] = {
    "mail": _mail,
    "html": _html,
    "forwarded": _forwarded,
    "auto_reply": _auto_reply,
    "bounce": _report,
    "receipt": _report,
    "list": _list,
    "docx": _docx,
    "form": _form,
    "pdf": _pdf,
    "text": _text,
    "broken": _broken,
}
