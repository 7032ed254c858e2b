"""Earlier approved answers to the like of a case, without anybody's personal data: words to learn from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from letters.word.blocks import Block, BlockRole, blocks
from store import cases, letters
from store.archive import DamagedError
from store.cases import CaseFilter, CaseRow
from store.letters import LetterRow
from workers.instance.services import Services
from workers.privacy.anonymise import cast_of
from workers.privacy.pseudonyms import Pseudonyms

_APPROVED = (
    LetterState.APPROVED,
    LetterState.QUEUED,
    LetterState.SENT,
    LetterState.PRINTED,
    LetterState.POSTED,
)
_MOST = 5
_LOOKED_AT = 30
"""So many of the last cases about the same topic are looked at, in each of both rounds."""
_SAID = (BlockRole.HEADING, BlockRole.BODY)


@dataclass(frozen=True, kw_only=True)
class EarlierAnswer:
    """What a letter said. paragraphs: its body, names and numbers replaced. same_project: as the case that asks."""

    dated: date
    same_project: bool
    paragraphs: tuple[str, ...]


def earlier_answers(services: Services, session: Session, case: CaseRow, kind: LetterKind) -> tuple[EarlierAnswer, ...]:
    """The last approved letters of that kind about the same topic, at most five: the same project's first."""
    if case.topic is None:
        return ()
    found: list[EarlierAnswer] = []
    for other in _like(session, case):
        for letter in letters.of_case(session, other.id):
            if letter.kind is kind and letter.state in _APPROVED and letter.docx_sha and letter.dated:
                found += _answer(services, session, case, other, letter)
        if len(found) >= _MOST:
            break
    return tuple(found[:_MOST])


def _like(session: Session, case: CaseRow) -> Iterable[CaseRow]:
    """The other cases about the same topic, latest first: of the same project, then of the others."""
    here = CaseFilter(topic=case.topic, project=case.project, limit=_LOOKED_AT)
    everywhere = CaseFilter(topic=case.topic, limit=_LOOKED_AT)
    wanted = (here, everywhere) if case.project else (everywhere,)
    seen = {case.id}
    for one in wanted:
        for other in cases.list_cases(session, one):
            if other.id not in seen:
                seen.add(other.id)
                yield other


def _answer(
    services: Services, session: Session, case: CaseRow, other: CaseRow, letter: LetterRow
) -> list[EarlierAnswer]:
    try:
        held = blocks(services.archive.get(letter.docx_sha or ""))
    except (DamagedError, ValueError):
        return []  # erased or damaged: there is nothing to learn from it
    made_up = Pseudonyms(cast=cast_of(session, other))
    words = [block.text for block in held if _is_said(block)]
    made_up.learn(words)
    same = other.project is not None and other.project == case.project
    told = tuple(made_up.replaced(text) for text in words)
    return [EarlierAnswer(dated=letter.dated or date.min, same_project=same, paragraphs=told)]


def _is_said(block: Block) -> bool:
    return block.role in _SAID and bool(block.text.strip())
