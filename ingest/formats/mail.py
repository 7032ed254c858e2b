"""Mail (RFC 5322, MIME): structure by mail-parser, every text and name decoded by our own code."""

import logging
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesParser
from typing import Literal

import mailparser
from mailparser.exceptions import MailParserError

from domain.reading import Part, Problem
from domain.reading_codes import MessageClass, Method
from ingest.alternatives import leaves_out, refers_to_html
from ingest.authentication import authentication_of
from ingest.charset import decode
from ingest.clean import clean
from ingest.elsewhere import inline_pictures, points_elsewhere
from ingest.envelope import envelope_of
from ingest.formats import calendar
from ingest.formats.html import decode_html, text_of
from ingest.headers import Headers, decode_header, first, headers_of, parameter, safe_name
from ingest.photos import as_pages, with_stills
from ingest.reading import Context, MailHead, Reading, unread
from ingest.returned import returned_of
from ingest.salvage import known_fields, plain_section, with_fields_mended
from ingest.signed import PGP_MESSAGE, signed_content, without_armor

logging.getLogger("mailparser").setLevel(logging.CRITICAL)  # its warnings quote headers, which are private

NAME = "mail"
ORDER = 40
SUFFIXES = (".eml",)
BODY = "正文"

_SILENT = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_ENCRYPTED_MEND = "请来信人不加密重新发送"
_OPAQUE = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SMALL_PICTURE = 8_000
_ELSEWHERE = {  # RFC 2046 5.2.2, 5.2.3
    "message/partial": "这封邮件只是一份大邮件中的一段，其余各段不在其中",
    "message/external-body": "邮件的一个附件不在邮件里，只写明了存放的地方，没有读取",
}
Kind = Literal["plain", "html", "attachment"]


def sniff(data: bytes, name: str) -> bool:
    """Whether the bytes begin with a header block: two known fields, or one in a file named .eml."""
    return known_fields(data) >= (1 if name.lower().endswith(".eml") else 2)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One letter: its head, its body, its attachments in turn, and the mails attached to it."""
    data = data.lstrip(b"\xef\xbb\xbf\r\n")
    try:
        message = _Structure.from_bytes(with_fields_mended(data)).message
    except (MailParserError, RecursionError):
        return (_too_deep(data, name, context),)
    except (ValueError, LookupError, TypeError, AttributeError, UnicodeError, AssertionError, IndexError, KeyError):
        # mail-parser looks into fields that we do not need; a field it stumbles on must not cost the letter.
        message = message_from_bytes(data)
    reading = read_message(message, name, context)
    if not reading.parts and not reading.inner:
        rescued = _recovered(message, name)
        if rescued:
            return (replace(rescued, head=reading.head),)
    return (reading,)


def _too_deep(data: bytes, name: str, context: Context) -> Reading:
    """A message nested beyond what a parser can stand: its head, and the first plain text that can be cut out."""
    message = BytesParser(policy=policy.compat32).parsebytes(data, headersonly=True)
    section = plain_section(data)
    body = _leaf_text(section, headers_of(section)) if section else ""
    problem = Problem(where=name, what="邮件嵌套层数过多，没有逐层读取", mend="请打开原件人工核对")
    part = Part(name=BODY, media_type="text/plain", method=Method.TEXT, confidence=0.5, text=body)
    head = _head(message, headers_of(message), context)
    return Reading(parts=(part,) if body else (), problems=(problem,), head=head, body=body)


def read_message(message: Message, name: str, context: Context) -> Reading:
    """The reading of a parsed message, at any depth."""
    headers = headers_of(message)
    head = _head(message, headers, context)
    collector = _Collector(name, context)
    collector.walk(message, headers, group=0, depth=context.depth)
    reading = collector.reading(head)
    if context.depth or head.envelope.message_class is not MessageClass.BOUNCE:
        return reading
    return replace(reading, head=replace(head, returned=returned_of(message, reading.body or "")))


def _head(message: Message, headers: Headers, context: Context) -> MailHead:
    subject = decode_header(first(headers, "subject"))
    envelope = envelope_of(
        headers,
        subject=subject,
        content_type=message.get_content_type(),
        report_type=parameter(first(headers, "content-type"), "report-type"),
        own_addresses=context.own_addresses,
    )
    if context.depth == 0 and context.authserv_ids:
        fields = [(name, str(value)) for name, value in message.raw_items()]
        envelope = replace(envelope, authentication=authentication_of(fields, context.authserv_ids))
    return MailHead(envelope=envelope, subject=subject)


class _Structure(mailparser.MailParser):  # type: ignore[misc]  # mail-parser publishes no types
    """mail-parser's guarded parse alone: texts, names and attachments are decoded once, by our decoder."""

    def parse(self) -> "_Structure":
        """Leaves the parsed message as it is."""
        return self


def _recovered(message: Message, name: str) -> Reading | None:
    """What mail-parser finds in a message whose structure is damaged, such as text behind a lost boundary."""
    if not any(part.defects for part in message.walk()):
        return None
    try:
        text = clean("\n\n".join(str(piece) for piece in mailparser.MailParser(message).text_plain))
    except (AttributeError, ValueError, LookupError, TypeError):  # its own search for lost text stumbles too
        return None
    if not text:
        return None
    problem = Problem(where=name, what="邮件结构损坏，正文是尽力恢复的", mend="请打开原件人工核对")
    part = Part(name=BODY, media_type="text/plain", method=Method.TEXT, confidence=0.5, text=text)
    return Reading(parts=(part,), problems=(problem,), body=text)


class _Collector:
    """Gathers the leaves of one message in reading order; lives for one call of `read_message`."""

    def __init__(self, name: str, context: Context) -> None:
        self.name = name
        self.context = context
        self.bodies: list[tuple[int, Kind, Message, Headers]] = []
        self.attached: list[Reading] = []
        self.problems: list[Problem] = []
        self.inner: list[Reading] = []
        self.calendar = b""
        self.markups: list[str] = []
        self.seen = 0
        self.groups = 0

    def walk(self, part: Message, headers: Headers, *, group: int, depth: int) -> None:
        """Visits a part and what is below it. group: the multipart/alternative it belongs to, 0 for none."""
        self.seen += 1
        if self.seen > self.context.limits.parts or depth > self.context.limits.depth:
            self._cut_off()
            return
        kind = part.get_content_type()
        if kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
            self._attached_message(part, headers, kind)
        elif kind == "multipart/encrypted":
            self.attached.append(unread(BODY, kind, "邮件已加密（PGP）", _ENCRYPTED_MEND))
        elif part.is_multipart():
            if kind == "multipart/alternative":
                self.groups += 1
                group = self.groups
            for child in part.get_payload():
                if isinstance(child, Message):
                    self.walk(child, headers_of(child), group=group, depth=depth + 1)
        elif (signed := _signed(part, headers, kind)) is not None:
            self.walk(signed, headers_of(signed), group=group, depth=depth + 1)
        else:
            self._leaf(part, headers, kind, group)

    def _cut_off(self) -> None:
        what = "邮件的部分过多或嵌套过深，其余部分没有读取"
        if not any(one.what == what for one in self.problems):
            self.problems.append(Problem(where=self.name, what=what, mend="请打开原件人工核对"))

    def _attached_message(self, part: Message, headers: Headers, kind: str) -> None:
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        if kind in _ELSEWHERE:
            told = Problem(where=self.name, what=_ELSEWHERE[kind], mend="请来信人完整地重新发送")
            self.problems += [] if told in self.problems else [told]
        if kind not in {"message/rfc822", "message/partial"} or not isinstance(inner, Message):
            return  # the machine half of a report: its class says all there is to say
        name = _file_name(headers) or "转来的邮件.eml"
        if self.context.depth + 1 > self.context.limits.depth:
            self._cut_off()
        elif not inner.keys() and not inner.is_multipart():
            encoding = first(headers, "content-transfer-encoding").strip().lower()
            inner["Content-Transfer-Encoding"] = encoding or "8bit"  # encoded as a whole, against RFC 2046 5.2.1
            self._nested(_payload(inner), name, "message/rfc822", None)
        else:
            self.inner.append(read_message(inner, name, self.context.deeper()))

    def _leaf(self, part: Message, headers: Headers, kind: str, group: int) -> None:
        name = _file_name(headers)
        attached = first(headers, "content-disposition").strip().lower().startswith("attachment")
        if kind in {"text/plain", "text/html"} and not attached and not name:
            self.bodies.append((group, "html" if kind == "text/html" else "plain", part, headers))
        elif kind.startswith("multipart/"):
            self._broken_multipart(part, headers)
        elif kind in _SILENT:
            return
        else:
            self._attachment(part, headers, kind, name, group)

    def _broken_multipart(self, part: Message, headers: Headers) -> None:
        """A multipart whose boundary never appears: its text is cut out by its looks."""
        self.problems.append(Problem(where=self.name, what="邮件结构损坏，分隔标记缺失", mend="请打开原件人工核对"))
        section = plain_section(b"\n" + _payload(part))
        self.bodies.append((0, "plain", section or part, headers_of(section) if section else headers))

    def _attachment(self, part: Message, headers: Headers, kind: str, name: str | None, group: int) -> None:
        data = _payload(part)
        shown = safe_name(name, f"附件{len(self.attached) + 1}")
        logo = kind.startswith("image/") and "content-id" in headers and len(data) < _SMALL_PICTURE
        # An invitation says in its calendar form what its other forms say; an answer says there alone what it is.
        repeated = kind == calendar.MEDIA_TYPE and group > 0 and any(other == group for other, *_ in self.bodies)
        if logo or (repeated and not calendar.is_answer(data)) or self._same_calendar(data):
            piece = Part(name=shown, media_type=kind, method=Method.NONE, confidence=0.0)
            self.attached.append(Reading(parts=(piece,)))
        else:
            self._nested(data, shown, kind, parameter(first(headers, "content-type"), "charset"))

    def _same_calendar(self, data: bytes) -> bool:
        """Whether the same calendar object came before: some calendars also attach it as a file."""
        if not calendar.sniff(data, ""):
            return False
        squeezed = b"".join(data.split())
        before, self.calendar = self.calendar, squeezed
        return before == squeezed

    def _nested(self, data: bytes, name: str, declared: str, charset: str | None) -> None:
        context = self.context.deeper(declared=declared, charset=charset)
        for one in self.context.nested(data, name, context):
            (self.inner if one.head else self.attached).append(one)

    def reading(self, head: MailHead) -> Reading:
        """All of it as one Reading."""
        body, part, problems = self._body()
        parts: tuple[Part, ...] = (part,) if part else ()
        for markup in self.markups:
            for picture in inline_pictures(markup):
                self._nested(picture, safe_name(None, f"图片{len(self.attached) + 1}"), "image/*", None)
        problems += tuple(points_elsewhere(body, "\n".join(self.markups), BODY))
        for one in as_pages(with_stills(self.attached)):
            parts += one.parts
            self.problems += one.problems
        return Reading(parts=parts, problems=(*problems, *self.problems), head=head, body=body, inner=tuple(self.inner))

    def _body(self) -> tuple[str, Part | None, tuple[Problem, ...]]:
        """The words of the message, with what kind of part they are and what is wrong with them."""
        texts, problems, html_used = self._texts()
        body = "\n\n".join(texts)
        if PGP_MESSAGE in body:
            problems += (Problem(where=BODY, what="邮件已加密（PGP）", mend=_ENCRYPTED_MEND),)
        if not body:
            return "", None, problems
        kinds = ("text/html", Method.HTML) if html_used else ("text/plain", Method.TEXT)
        broken = body.count("\ufffd") > 0.02 * len(body)
        if broken:
            problems += (Problem(where=BODY, what="正文编码无法识别，部分内容为乱码", mend="请打开原件人工核对"),)
        part_found = Part(name=BODY, media_type=kinds[0], method=kinds[1], text=body, confidence=0.5 if broken else 1.0)
        return body, part_found, problems

    def _texts(self) -> tuple[list[str], tuple[Problem, ...], bool]:
        """Each text of the body once; of each alternative the plain one, unless it leaves out what the HTML says."""
        texts: list[str] = []
        problems: tuple[Problem, ...] = ()
        html_used = False
        plain: dict[int, str] = {}
        has_html = any(kind == "html" for _, kind, _, _ in self.bodies)
        for group, kind, part, headers in sorted(self.bodies, key=lambda one: one[1] == "html" and one[0] > 0):
            if kind == "plain":
                text = _leaf_text(part, headers)
                if group in plain or (has_html and refers_to_html(text)):
                    continue
                if group and text:
                    plain[group] = text
            else:
                markup = decode_html(_payload(part), parameter(first(headers, "content-type"), "charset"))
                self.markups.append(markup)
                text, found = text_of(markup, BODY)
                stands = plain.get(group)
                if (stands and not leaves_out(stands, text)) or any(_squeezed(text) in _squeezed(one) for one in texts):
                    continue
                if stands in texts and not leaves_out(text, stands):
                    texts.remove(stands)
                problems += found
                html_used = True
            if text:
                texts.append(text)
        return texts, problems, html_used


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _file_name(headers: Headers) -> str | None:
    name = parameter(first(headers, "content-disposition"), "filename")
    return name or parameter(first(headers, "content-type"), "name") or None


def _payload(part: Message) -> bytes:
    """The bytes of a leaf, its transfer encoding undone; damaged base64 gives what can be had."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _leaf_text(part: Message, headers: Headers) -> str:
    content_type = first(headers, "content-type")
    text = decode(_payload(part), parameter(content_type, "charset"))[0]
    if "flowed" in content_type.lower():
        text = _unflowed(text.replace("\r\n", "\n"), delete_space="delsp=yes" in content_type.lower().replace('"', ""))
    return clean(without_armor(text))


def _signed(part: Message, headers: Headers, kind: str) -> Message | None:
    """The mail inside an S/MIME part that is signed and not encrypted; some servers call it an octet stream."""
    if kind not in _OPAQUE and not (_file_name(headers) or "").lower().endswith(".p7m"):
        return None
    content = signed_content(_payload(part))
    return message_from_bytes(content) if content else None


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Soft line breaks joined again (RFC 3676 4)."""
    return re.sub(r"(?<!\n--) \n(?![>\n])", "" if delete_space else " ", text)
