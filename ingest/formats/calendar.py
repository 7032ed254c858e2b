"""Calendar entries (RFC 5545, 5546): what is said of an appointment, so that no one takes one for a letter."""

import re
from collections.abc import Iterator, Sequence

from domain.reading import Part
from domain.reading_codes import Method
from ingest.charset import decode
from ingest.clean import clean
from ingest.reading import Context, Reading, unread

NAME = "calendar"
ORDER = 30
MEDIA_TYPE = "text/calendar"

_BEGIN = b"BEGIN:VCALENDAR"
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"(SUMMARY|DTSTART|DTEND|LOCATION|DESCRIPTION|COMMENT)(?:;[^:]*)?:(.*)", re.IGNORECASE)
_TIME = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$")
_CALLED = {"SUMMARY": "主题", "DTSTART": "开始", "DTEND": "结束", "LOCATION": "地点", "DESCRIPTION": "说明"}
_CALLED |= {"COMMENT": "附言"}
_ESCAPES = re.compile(r"\\([nN,;\\])")
ANSWER = "日历答复"
"""How the text of an answer to an invitation begins."""
_METHOD = re.compile(r"^METHOD:[ \t]*(REPLY|COUNTER|CANCEL)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TITLES = {"REPLY": ANSWER, "COUNTER": f"{ANSWER}：希望改时间", "CANCEL": "日历取消"}
_STATUS = re.compile(r"^ATTENDEE[^\n]*?;PARTSTAT=\"?([A-Z-]{1,20})\"?[;:]", re.IGNORECASE | re.MULTILINE)
_ANSWERS = {"ACCEPTED": "已接受", "DECLINED": "已拒绝", "TENTATIVE": "暂定", "DELEGATED": "已转交他人"}
_SUBJECT = re.compile(
    r"^\s*(?:已接受|已婉拒|已(?:拒[绝絕]|[谢謝][绝絕])|[暂暫]定|可能(?:会|會)?[参參]加|已?建[议議]的?新[时時][间間]|"
    r"Accepted|Declined|Tentative(?:ly Accepted)?|New Time Proposed)\s*[:：]",
    re.IGNORECASE,
)
_BY_PROGRAM = re.compile(
    r"^[^\n。，]{0,60}(?:已(?:[暂暫][时時])?接受|已婉拒|已拒[绝絕]|已[谢謝][绝絕]|可能(?:会|會)?[参參]加|"
    r"accepted|declined|replied)[^\n。，]{0,12}(?:邀[请請]|invitation)",
    re.IGNORECASE,
)
"""The first line of what a calendar writes for people into the answer's mail."""
_ACCEPTED = re.compile(rf"^\s*(?:{ANSWER}：)?(?:已接受|Accepted)(?:$|\s*[:：])", re.IGNORECASE | re.MULTILINE)
_HEAD = 4_000
_ASIDE = frozenset({"VALARM", "VTIMEZONE"})


def sniff(data: bytes, name: str) -> bool:
    """How every calendar object begins."""
    del name
    return data[:100].lstrip(b"\xef\xbb\xbf\r\n ").upper().startswith(_BEGIN)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part: the subject, times, place and description of each entry."""
    text = _FOLD.sub("", decode(data, context.charset or "utf-8")[0]).replace("\r\n", "\n")
    title, said = _title(text), "\n".join(_said(text))
    if not said and not title.startswith(ANSWER):
        return (unread(name, MEDIA_TYPE, "日历邀请里没有内容", "如与投诉有关，请打开原件查看"),)
    part = Part(name=name, media_type=MEDIA_TYPE, method=Method.TEXT, text=clean(f"{title}\n{said}"))
    return (Reading(parts=(part,)),)


def is_answer(data: bytes) -> bool:
    """Whether a calendar object answers an invitation (RFC 5546 3.2.3, 3.2.7)."""
    method = _METHOD.search(data[:_HEAD].decode("ascii", "replace"))
    return method is not None and method[1].upper() != "CANCEL"


def only_answers(subject: str, texts: Sequence[str]) -> bool:
    """Whether a mail says nothing of its own beside accepting, declining or moving an appointment.

    texts: of its parts that have one. Some phones send the subject alone.
    """
    if not texts:
        return _SUBJECT.match(subject) is not None
    answers = [text for text in texts if text.startswith(ANSWER)]
    return bool(answers) and all(text in answers or _BY_PROGRAM.match(text) for text in texts)


def accepts(text: str) -> bool:
    """Whether an answer, or a subject alone, accepts."""
    return _ACCEPTED.search(text) is not None


def has_comment(text: str) -> bool:
    """Whether the person added words to an answer (RFC 5545 3.8.1.4)."""
    return text.startswith(ANSWER) and f"\n{_CALLED['COMMENT']}：" in text


def _title(text: str) -> str:
    """Invitation, answer or cancellation (RFC 5546 1.4), the answer with what it says (RFC 5545 3.2.12)."""
    method = _METHOD.search(text)
    title = _TITLES[method[1].upper()] if method else "日历邀请"
    if title != ANSWER:
        return title
    said = (_ANSWERS.get(status[1].upper()) for status in _STATUS.finditer(text))
    answer = next(filter(None, said), None)
    return f"{title}：{answer}" if answer else title


def _said(text: str) -> Iterator[str]:
    aside = 0
    for line in text.split("\n"):
        verb, _, what = line.strip().upper().partition(":")
        if what in _ASIDE:
            aside += {"BEGIN": 1, "END": -1}.get(verb, 0)
        found = _LINE.match(line) if aside <= 0 else None
        shown = _ESCAPES.sub(lambda hit: "\n" if hit[1] in "nN" else hit[1], found[2].strip()) if found else ""
        if found and shown:
            yield f"{_CALLED[found[1].upper()]}：{_time(shown)}"


def _time(value: str) -> str:
    """A DATE or DATE-TIME (3.3.4, 3.3.5) as 2026-11-20 09:30; other text as it is."""
    found = _TIME.match(value)
    if found is None:
        return value
    year, month, day, hour, minute, universal = found.groups()
    clock = f" {hour}:{minute}{' UTC' if universal else ''}" if hour else ""
    return f"{year}-{month}-{day}{clock}"
