"""Outlook messages (.msg, MS-OXMSG): storages and properties by python-oxmsg, every text decoded by our own code."""

import io
import struct
from datetime import datetime
from email import message_from_string
from email.message import Message
from typing import TYPE_CHECKING

import olefile

from domain.reading import Address, Envelope, Part
from domain.reading_codes import Method
from ingest import ole
from ingest.charset import decode
from ingest.clean import clean
from ingest.envelope import envelope_of
from ingest.formats.html import decode_html, text_of
from ingest.formats.rtf import text_of as rtf_text_of
from ingest.headers import addresses, first, headers_of, parameter
from ingest.inside import Inside
from ingest.lzfu import unpack
from ingest.reading import Context, MailHead, Reading, unread

if TYPE_CHECKING:
    from oxmsg.storage import Storage

NAME = "msg"
ORDER = 14
SUFFIXES = (".msg",)
MEDIA_TYPE = "application/vnd.ms-outlook"
BODY = "正文"

# Properties (MS-OXPROPS) by the name of their stream, without the type.
_SUBJECT, _HEADERS, _BODY, _HTML, _RTF = "0037", "007D", "1000", "1013", "1009"
_SENDER_NAME, _SENDER_EMAIL, _SENDER_SMTP = "0C1A", "0C1F", "5D01"
_MESSAGE_ID, _IN_REPLY_TO, _REFERENCES, _SHOWN_TO = "1035", "1042", "1039", "0E04"
_FILE_LONG, _FILE_SHORT, _FILE_TYPE = "3707", "3704", "370E"
_FILE_DATA = "__substg1.0_37010102"
_FILE_MESSAGE = "__substg1.0_3701000D"
_CODE_PAGES = (0x3FFD, 0x3FDE)
_TIMES = (0x0039, 0x0E06)
_SENDING_TYPE, _UNICODE, _ANSI, _BINARY = 0x0C1E, "001F", "001E", "0102"
_TOP_HEAD, _INNER_HEAD = 32, 24  # bytes before the fixed properties (MS-OXMSG 2.4.1)
_ENTRY = struct.Struct("<HHI8s")
_DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    struct.error,
    RecursionError,
    OverflowError,
)


def sniff(data: bytes, name: str) -> bool:
    """An OLE container with the properties of a message in its root."""
    del name
    return ole.kind_of(data) == ole.MESSAGE


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One letter: its head, its body, its attachments in turn, and the messages attached to it."""
    from oxmsg.storage import Storage  # noqa: PLC0415  # most mails carry no such file

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            storage = Storage.from_ole(container)
        return (_Message(storage, name, context, head=_TOP_HEAD).reading(),)
    except _DAMAGE:
        return (unread(name, MEDIA_TYPE, "Outlook 邮件已损坏", "请打开原件，或请来信人重新发送"),)


class _Properties:
    """The properties of one storage: a message or an attachment."""

    def __init__(self, storage: "Storage", *, head: int) -> None:
        self.streams = {one.name: one.bytes_ for one in storage.streams}
        fixed = self.streams.get(ole.MESSAGE, b"")[head:]
        self.fixed = {
            kind: value for _, kind, _, value in _ENTRY.iter_unpack(fixed[: len(fixed) // _ENTRY.size * _ENTRY.size])
        }
        page = next((self.number(kind) for kind in _CODE_PAGES if kind in self.fixed), 0)
        self.charset = {936: "gb18030", 950: "big5", 65001: "utf-8"}.get(page)

    def number(self, kind: int) -> int:
        return int.from_bytes(self.fixed.get(kind, b"")[:4], "little")

    def text(self, kind: str) -> str:
        """A text, in Unicode or in the sender's own charset; empty if it is not there."""
        wide = self.streams.get(f"__substg1.0_{kind}{_UNICODE}")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decode(self.streams.get(f"__substg1.0_{kind}{_ANSI}", b"").rstrip(b"\0"), self.charset)[0]

    def time(self) -> datetime | None:
        """When it was sent, else delivered."""
        from oxmsg.properties import TimeProperty  # noqa: PLC0415  # loaded by `read` already

        for kind in _TIMES:
            value = self.fixed.get(kind)
            if value and any(value):
                try:
                    found: datetime = TimeProperty(b"\0" * 8 + value).value
                except OverflowError:
                    continue
                return found
        return None


class _Message:
    """One message while it is read, at any depth."""

    def __init__(self, storage: "Storage", name: str, context: Context, *, head: int) -> None:
        self._storage = storage
        self._context = context
        self._properties = _Properties(storage, head=head)
        self._inside = Inside(name, context)
        self._inner: list[Reading] = []

    def reading(self) -> Reading:
        body = self._body()
        for storage in self._storage.iter_attachment_storages():
            self._attachment(storage)
        if not body and not self._inside.parts and not self._inner and not self._inside.inner:
            self._inside.problem("邮件没有正文", "请打开原件核对，必要时与来信人联系")
        own = (Part(name=BODY, media_type="text/plain", method=Method.TEXT, text=body),) if body else ()
        return Reading(
            parts=(*own, *self._inside.parts),
            problems=self._inside.problems,
            head=self._head(),
            body=body,
            inner=(*self._inner, *self._inside.inner),
        )

    def _head(self) -> MailHead:
        properties = self._properties
        subject = clean(properties.text(_SUBJECT)).replace("\n", " ")
        message: Message = message_from_string(properties.text(_HEADERS).lstrip())
        headers = headers_of(message)
        if "from" in headers:
            envelope = envelope_of(
                headers,
                subject=subject,
                content_type=message.get_content_type(),
                report_type=parameter(first(headers, "content-type"), "report-type"),
                own_addresses=self._context.own_addresses,
            )
            return MailHead(envelope=envelope, subject=subject)
        return MailHead(envelope=self._own_envelope(subject), subject=subject)

    def _own_envelope(self, subject: str) -> Envelope:
        """The envelope of a message that was never on the Internet: from its properties alone."""
        properties = self._properties
        email = next((found for kind in (_SENDER_SMTP, _SENDER_EMAIL) if "@" in (found := properties.text(kind))), None)
        headers = {
            "message-id": [properties.text(_MESSAGE_ID)],
            "in-reply-to": [properties.text(_IN_REPLY_TO)],
            "references": [properties.text(_REFERENCES)],
        }
        envelope = envelope_of(
            {**headers, **({"from": [f"<{email}>"]} if email else {})},
            subject=subject,
            content_type="text/plain",
            report_type=None,
            own_addresses=self._context.own_addresses,
        )
        name = clean(properties.text(_SENDER_NAME)).replace("\n", " ")
        shown = name if name and name != email else None
        to = tuple(one.email for one in addresses([properties.text(_SHOWN_TO)]) if one.email)
        return Envelope(
            message_class=envelope.message_class,
            class_proof=envelope.class_proof,
            sender=Address(name=shown, email=envelope.sender.email),
            transport_sender=Address(name=shown, email=envelope.transport_sender.email),
            proposed=envelope.proposed,
            to=to,
            message_id=envelope.message_id,
            in_reply_to=envelope.in_reply_to,
            references=envelope.references,
            date=properties.time(),
        )

    def _body(self) -> str:
        """The plain text, else that of the HTML, else that of the compressed RTF."""
        properties = self._properties
        if text := clean(properties.text(_BODY)):
            return text
        html = properties.streams.get(f"__substg1.0_{_HTML}{_BINARY}", b"")
        markup = decode_html(html, None) if html else properties.text(_HTML)
        if markup:
            text, problems = text_of(markup, BODY)
            for problem in problems:
                self._inside.problem(problem.what, problem.mend)
            return text
        most = self._context.limits.text_chars
        return rtf_text_of(unpack(properties.streams.get(f"__substg1.0_{_RTF}{_BINARY}", b""), 4 * most), 4 * most)[0]

    def _attachment(self, storage: "Storage") -> None:
        properties = _Properties(storage, head=8)
        properties.charset = properties.charset or self._properties.charset
        name = properties.text(_FILE_LONG) or properties.text(_FILE_SHORT)
        inner = next((one for one in storage.storages if one.name == _FILE_MESSAGE), None)
        if inner is not None and any(one.name == ole.MESSAGE for one in inner.streams):
            self._attached_message(inner, name)
        elif _FILE_DATA in properties.streams:
            declared = properties.text(_FILE_TYPE) or None
            self._inside.add(properties.streams[_FILE_DATA], name, declared=declared)
        else:
            self._inside.problem(f"附件“{name or '无名'}”不在邮件里（只是链接或嵌入对象）", "请打开原件查看")

    def _attached_message(self, storage: "Storage", name: str) -> None:
        if self._context.depth + 1 > self._context.limits.depth:
            self._inside.problem("附件嵌套过深", "请打开原件查看")
            return
        self._inner.append(_Message(storage, name, self._context.deeper(), head=_INNER_HEAD).reading())
