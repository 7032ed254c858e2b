"""Makes a decision's input from a letter as read; the stage, the command line and every replay use this one path."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.codes import Channel
from domain.decision import Decision, DecisionInput, DirectoryMatch, EarlierCase
from domain.reading import Document
from domain.reading_codes import Method
from rules.compiled import Compiled
from rules.decide import decide

_BODY = ("text/plain", "text/html", "message/rfc822")


def decide_document(
    compiled: Compiled,
    document: Document,
    *,
    received: datetime,
    channel: Channel,
    project: str | None = None,
    received_date_only: bool = False,
    directory: DirectoryMatch | None = None,
    history: Iterable[EarlierCase] = (),
    households_known: int | None = None,
) -> tuple[DecisionInput, Decision]:
    """The decision and the whole input it was made from; received must carry an offset."""
    given = decision_input(
        document,
        received=received,
        channel=channel,
        project=project,
        received_date_only=received_date_only,
        directory=directory or DirectoryMatch(),
        history=tuple(history),
    )
    given = replace(given, households_known=households_known)
    return given, decide(compiled, given)


def decision_input(
    document: Document,
    *,
    received: datetime,
    channel: Channel,
    project: str | None,
    received_date_only: bool,
    directory: DirectoryMatch,
    history: tuple[EarlierCase, ...],
) -> DecisionInput:
    """What the rules may look at, and nothing else."""
    placed = [part for part in document.parts if part.start is not None and part.end is not None]
    attached = [part for part in placed[1:] if part.start]
    return DecisionInput(
        subject=document.subject,
        text=document.text,
        channel=channel,
        received=received,
        received_date_only=received_date_only,
        sender=document.envelope.sender.email,
        project=project,
        fields=document.fields,
        attachments=tuple(part.media_type for part in document.parts if part.media_type not in _BODY),
        attachments_from=min((part.start for part in attached if part.start), default=None),
        ocr=tuple(
            (part.start, part.end)
            for part in placed
            if part.method is Method.OCR and part.start is not None and part.end is not None
        ),
        confidence=document.confidence,
        directory=directory,
        history=history,
    )
