"""Makes a Document of a Reading: history set apart, the inner writer found, attachments appended, details located."""

from dataclasses import dataclass, replace

from domain.reading import Address, Document, Envelope, Field, Part, Problem
from domain.reading_codes import FieldName, MessageClass
from ingest.clean import body_hash
from ingest.fields import find_fields
from ingest.forwarded import find_forwarded, is_cover_note
from ingest.quoted import History, split_history
from ingest.reading import Context, Reading
from language.script import script_of


@dataclass(frozen=True, kw_only=True)
class _Body:
    """The words of a mail, with the envelope they are to be read under."""

    envelope: Envelope
    history: History
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()


def assemble(reading: Reading, *, index: int, context: Context) -> Document:
    """The letter: `text` is the body without its history, then each readable attachment, a blank line between."""
    if reading.head is None:
        parts, told = _rest(reading, context)
        body = _Body(envelope=Envelope(), history=History(own=""), parts=parts, problems=told)
        subject = ""
    else:
        body = _mail_body(reading, reading.head.envelope, reading.head.subject, context)
        subject = reading.head.subject
    text, parts, problems = _joined(body, context.limits.text_chars)
    fields = find_fields(subject, text, reference=body.envelope.date or body.envelope.received)
    envelope = body.envelope if reading.head else _from_fields(fields)
    problems += _nothing_readable(text, subject, problems)
    return Document(
        index=index,
        envelope=envelope,
        subject=subject,
        text=text,
        quoted=body.history.quoted,
        signature=body.history.signature,
        script=script_of(text or subject),
        confidence=_confidence(parts, subject),
        parts=parts,
        fields=fields,
        problems=problems,
        body_hash=body_hash(text),
        returned=reading.head.returned if reading.head else None,
    )


def _confidence(parts: tuple[Part, ...], subject: str) -> float:
    """Of the least confident part with text, or page that gave none though it should (0; a blank page: 1)."""
    told = (part.confidence for part in parts if part.text or part.page)
    return min(told, default=0.0 if not subject else 1.0)


def _nothing_readable(text: str, subject: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    if text or problems:
        return ()
    what = "邮件没有正文" if subject else "没有可读的内容"
    return (Problem(where="正文", what=what, mend="请打开原件核对，必要时与来信人联系"),)


def _mail_body(reading: Reading, envelope: Envelope, subject: str, context: Context) -> _Body:
    """Whose words count: the sender's, or those of the writer whose mail the sender passes on."""
    passed_on = find_forwarded(subject, reading.body or "")
    if passed_on and passed_on.sender.email not in context.own_addresses:
        if passed_on.only_passed_on:
            history = split_history(passed_on.inner)
            above = "\n\n".join(piece for piece in (passed_on.cover, passed_on.header, history.quoted) if piece)
            return _with_attachments(
                reading, _forwarded(envelope, passed_on.sender), replace(history, quoted=above), context
            )
        problem = Problem(
            where="正文", what="转发的邮件另有较长附言，无法确定投诉人是谁", mend="请核对附言与被转发的原文"
        )
        body = _with_attachments(reading, envelope, split_history(reading.body or ""), context)
        return replace(body, problems=(*body.problems, problem))
    history = split_history(reading.body or "")
    if reading.inner and is_cover_note(history.own):
        attached = _attached_letter(reading, envelope, history, context)
        if attached:
            return attached
    return _with_attachments(reading, envelope, history, context)


def _forwarded(envelope: Envelope, writer: Address) -> Envelope:
    """The envelope with the inner writer."""
    return replace(envelope, forwarded=True, proposed=False, sender=writer)


def _attached_letter(reading: Reading, envelope: Envelope, cover: History, context: Context) -> _Body | None:
    """The attached mail as the letter, when the carrying mail has no words of its own."""
    first = reading.inner[0]
    if first.head is None or not (first.body or first.parts):
        return None
    if envelope.message_class is not MessageClass.PERSONAL:
        return None
    writer = first.head.envelope.sender
    if not (writer.email or writer.name) or writer.email in context.own_addresses:
        return None
    inner = _mail_body(first, first.head.envelope, first.head.subject, context)
    note = "\n\n".join(piece for piece in (cover.own, cover.quoted, inner.history.quoted) if piece)
    attachments, problems = _rest(replace(reading, inner=reading.inner[1:]), context)
    return _Body(
        envelope=_forwarded(envelope, inner.envelope.sender),
        history=replace(inner.history, quoted=note),
        parts=inner.parts + attachments,
        problems=inner.problems + problems,
    )


def _with_attachments(reading: Reading, envelope: Envelope, history: History, context: Context) -> _Body:
    body = tuple(replace(part, text=history.own) for part in reading.parts[:1] if reading.body)
    rest, problems = _rest(reading, context)
    return _Body(envelope=envelope, history=history, parts=body + rest, problems=problems)


def _rest(reading: Reading, context: Context) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """The attachments, then the words of attached mails, in order."""
    parts = reading.parts[1:] if reading.body else reading.parts
    problems = reading.problems
    for one in reading.inner:
        if one.head is None:
            continue
        inner = _mail_body(one, one.head.envelope, one.head.subject, context)
        named = (replace(part, name=f"{one.head.subject or '转来的邮件'}/{part.name}") for part in inner.parts)
        parts += tuple(named)
        problems += inner.problems
    return parts, problems


def _joined(body: _Body, limit: int) -> tuple[str, tuple[Part, ...], tuple[Problem, ...]]:
    """The text and the place of each part in it; pages of one file follow without a blank line."""
    text = ""
    pieces: list[str] = []
    parts: list[Part] = []
    length = 0
    problems = body.problems
    for part in body.parts:
        words = part.text
        if length + len(words) > limit:
            words = words[: max(0, limit - length)]
            cut = Problem(where=part.name, what="文字过长，后面的部分没有读取", mend="请打开原件查看")
            problems += () if cut in problems else (cut,)
        if not words.strip():
            parts.append(replace(part, text=words))
            continue
        gap = "" if not pieces else "\n" if (part.page or 1) > 1 else "\n\n"
        pieces += [gap, words]
        parts.append(replace(part, text=words, start=length + len(gap), end=length + len(gap) + len(words)))
        length += len(gap) + len(words)
    text = "".join(pieces)
    return text, tuple(parts), problems


def _from_fields(fields: tuple[Field, ...]) -> Envelope:
    """The sender of a plain file: the person who signed it."""

    def value(name: FieldName) -> str | None:
        return next((field.value for field in fields if field.name is name), None)

    writer = Address(name=value(FieldName.RESIDENT), email=value(FieldName.EMAIL))
    return Envelope(sender=writer, transport_sender=writer)
