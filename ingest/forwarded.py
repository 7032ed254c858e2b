"""Finds the inner writer of a complaint that somebody passed on."""

import re
from dataclasses import dataclass

from domain.reading import Address
from ingest.headers import addresses
from ingest.quoted import SEPARATOR, attribution_start, header_block, split_signature
from language.folding import half_width

_SUBJECT = re.compile(r"^\s*(?:(?:回复|答复|re)\s*:\s*)*(?:转发|转寄|转|fwd?|转发邮件)\s*:", re.IGNORECASE)
_FORWARD_NAME = re.compile(r"转发|转寄|forward", re.IGNORECASE)
_KEY = re.compile(r"^[>| \t*]*[^:|\n]{1,12}?(?:[ \t*]*[:|]|[ \t]{2,})")
_SUBJECT_LINE = re.compile(
    r"^[>| \t*]*(?:主题|主旨|Subject)[ \t*]*[:| ][ \t]*(?P<words>[^\n]*)", re.MULTILINE | re.IGNORECASE
)
_MAX_HANDS = 4
_MAILTO = re.compile(r"\[mailto:([^\]\s]+)\]", re.IGNORECASE)
_COVER_CHARS = 60


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """A mail within a mail. cover: what the sender put above it. header: the lines between. inner: the mail's words.

    A complaint that went through several hands is unwrapped to its writer as long as each only passed it on.
    """

    sender: Address
    cover: str
    header: str
    inner: str

    @property
    def only_passed_on(self) -> bool:
        """Whether the outer sender added no more than a covering note, so that the inner writer is the writer."""
        return is_cover_note(self.cover)


def is_forward_subject(subject: str) -> bool:
    """Whether the subject says 转发, 轉寄, FW …"""
    return _SUBJECT.match(half_width(subject)) is not None


def is_cover_note(text: str) -> bool:
    """Whether words above a forwarded mail are a note to a colleague rather than a letter."""
    return len("".join(split_signature(text)[0].split())) <= _COVER_CHARS


def find_forwarded(subject: str, text: str) -> Forwarded | None:
    """The mail that `text` passes on, if the subject or a separator says that it does; None otherwise."""
    found = _unwrapped(subject, text)
    for _ in range(_MAX_HANDS):
        if found is None or not found.only_passed_on:
            return found
        named = _SUBJECT_LINE.search(half_width(found.header))
        deeper = _unwrapped(named["words"] if named else "", found.inner)
        if deeper is None or not deeper.only_passed_on:
            return found
        header = "\n\n".join(piece for piece in (found.header, deeper.cover, deeper.header) if piece)
        found = Forwarded(sender=deeper.sender, cover=found.cover, header=header, inner=deeper.inner)
    return found


def _unwrapped(subject: str, text: str) -> Forwarded | None:
    folded = half_width(text)
    separator = SEPARATOR.search(folded)
    announced = separator is not None and (
        separator["begin"] is not None or _FORWARD_NAME.search(separator["name"] or "") is not None
    )
    if not announced and not is_forward_subject(subject):
        return None
    block = header_block(folded)
    attribution = attribution_start(folded)
    if block and (attribution is None or block.start < attribution[0]):
        start, end = block.start, block.end
        sender = _sender(text[block.start : block.first_end].rstrip("\n"))
    elif attribution:
        start, end = attribution
        sender = _sender_of_attribution(text[start:end])
    else:
        return None
    top = min(start, separator.start()) if separator else start
    inner = (
        re.sub(r"^[> \t]*>[ \t]?", "", text[end:], flags=re.MULTILINE)
        if text[start:end].startswith(">")
        else text[end:]
    )
    if not inner.strip():
        return None
    return Forwarded(sender=sender, cover=text[:top].strip(), header=text[top:end].strip(), inner=inner.strip())


def _sender(line: str) -> Address:
    """Name and address of a quoted From line; full-width and Outlook's `[mailto:…]` forms included."""
    key = _KEY.match(half_width(line))
    value = line[key.end() :] if key else line
    value = _MAILTO.sub(r"<\1>", value).translate({0xFF1C: "<", 0xFF1E: ">", 0xFF1B: ";", 0xFF0C: ","})
    value = re.sub(r"<mailto:[^>]*>", "", value).strip(" *|;\t")
    found = addresses([value])
    return found[0] if found else Address()


def _sender_of_attribution(line: str) -> Address:
    """Name and address of `在 2026-11-20 10:00，"王芳" <w@example.com> 写道：` and its like."""
    flat = re.sub(r"\s+", " ", line)
    found = re.search(
        r"(?P<name>\"[^\"]{1,40}\"|[^\s,，、\d\"<>]{1,40})?\s*[<＜](?P<email>[^<>＞\s]+@[^<>＞\s]+)[>＞]", flat
    )
    if found is None:
        return Address()
    name = (found["name"] or "").strip('" ')
    return Address(name=name or None, email=found["email"].lower())
