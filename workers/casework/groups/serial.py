"""Serial letters: of a group's one text each household gets a letter of its own, with its own name, flat, date and
demand; submitted and approved for all in one act, letter by letter, so that an act that was cut off is repeated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from domain.composition import ComposedMatter, Composition
from domain.staff import Person
from domain.work_codes import EditHow
from letters.templating.render import TemplateProblem
from store import edits, groups, letters
from store.cases import CaseRow
from store.groups import GroupRow, TextRow
from store.letters import LetterRow
from workers.casework import composing
from workers.casework.course_facts import facts_of
from workers.casework.groups import texts
from workers.correspondence.also_answered import (
    answered_by,
    carried_by,
    companions,
    household_of,
    own_reply,
    wants_answer,
)
from workers.correspondence.approving import approve
from workers.correspondence.composition import kept
from workers.correspondence.draft import draft_letter
from workers.correspondence.letter_rows import WRITTEN
from workers.correspondence.submitting import submit
from workers.instance.permissions import HEADS, OFFICE, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_BY_HAND = (EditHow.BLOCKS, EditHow.UPLOAD)
_SETTLED = frozenset({LetterState.VOID})
"""Only after such a letter a household gets another one in the same round."""


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """A household of a confirmed group and its letter of this round. answered: by any letter, or aloud where that does.
    also: its further cases, which the letter answers too.

    own_words: somebody wrote at the letter freely; the common text leaves it alone.
    """

    case: CaseRow
    letter: LetterRow | None
    answered: bool
    own_words: bool
    also: tuple[CaseRow, ...] = ()

    @property
    def writable(self) -> bool:
        """Whether the common text may be put into its letter."""
        free = self.letter is None or self.letter.state in WRITTEN
        return free and not self.answered and not self.own_words


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one of the letters. why: the refusal; None if it is done."""

    case: CaseRow
    why: Refused | None


def addressees(session: Session, group: GroupRow) -> tuple[Addressee, ...]:
    """Every confirmed case of the group with its letter, in the order of receipt; a further case of a household with
    the one whose letter answers it."""
    found = [one.case for one in groups.members(session, group.id) if one.seat and one.seat.confirmed]
    carried: dict[int, list[CaseRow]] = {}
    seated = {one.id for one in found}
    for one in found:
        if (bearer := _bearer(session, one)) in seated - {one.id} and bearer is not None:
            carried.setdefault(bearer, []).append(one)
    beside = {one.id for cases in carried.values() for one in cases}
    return tuple(_addressee(session, one, carried.get(one.id, ())) for one in found if one.id not in beside)


def write_all(services: Services, number: str, *, actor: Person) -> tuple[Outcome, ...]:
    """Put the group's text into the letter of every household whose letter may still be written at; one that says the
    same already stays as it is. Raises Refused if there is no text yet.
    """
    actor, group, text = _begun(services, number, actor)
    said = texts.said_in(text)
    if said is None or not said.matters:
        raise Refused("请先写好统一答复，再写入各户的函件")
    with services.database.reading() as session:
        wanted = [one for one in addressees(session, group) if one.writable]
    return tuple(_tried(services, one.case, partial(_write, services, one.case, said, actor)) for one in wanted)


def submit_all(services: Services, number: str, *, actor: Person) -> tuple[Outcome, ...]:
    """Submit the letter of every household, by mail where it has an address, else on paper. Raises Refused."""
    actor, group, _ = _begun(services, number, actor)
    with services.database.reading() as session:
        wanted = [(one.case, one.letter) for one in addressees(session, group) if one.letter and not one.answered]
    return tuple(
        _tried(
            services,
            case,
            partial(submit, services, letter.id, actor=actor, way=None, seen=letter.docx_sha),
            point="serial.submitted",
        )
        for case, letter in wanted
        if letter.state in WRITTEN
    )


def approve_all(
    services: Services, number: str, shown: Mapping[int, tuple[str, str]], *, actor: Person
) -> tuple[Outcome, ...]:
    """Take the next step of every letter that was shown, each as `approve` does it, for this person and these pages;
    one that was approved by them already is left as it is. shown: letter → the PDF and where it goes, as on the page.

    Raises Refused.
    """
    actor, group, _ = _begun(services, number, actor, heads=True)
    with services.database.reading() as session:
        wanted = [(one.case, one.letter) for one in addressees(session, group) if one.letter and one.letter.id in shown]
    waiting = [(case, letter) for case, letter in wanted if letter.state is LetterState.SUBMITTED]
    if not waiting:
        raise Refused("没有等待审批的函件；请重新查看")
    return tuple(
        _tried(
            services,
            case,
            partial(approve, services, letter.id, actor=actor, pdf_sha=shown[letter.id][0], going=shown[letter.id][1]),
            point="serial.approved",
        )
        for case, letter in waiting
    )


def for_household(said: Composition, own: Composition, topic: str) -> Composition:
    """The common text in a household's letter: of the common matter what was found, done and came of it is said as to
    all; what the household itself wants of it, and its further matters, stay its own. topic: the name of the matter.
    """
    common = said.matters[0]
    at = next((at for at, one in enumerate(own.matters) if one.name in (common.name, topic)), 0)
    theirs = own.matters[at] if own.matters else ComposedMatter(name=common.name or topic)
    answered = replace(common, name=theirs.name, demand=theirs.demand or common.demand)
    matters = (*own.matters[:at], answered, *own.matters[at + 1 :])
    return replace(own, matters=matters, following=said.following or own.following)


def _write(services: Services, case: CaseRow, said: Composition, actor: Person) -> None:
    try:
        letter = draft_letter(services, case.number, LetterKind.REPLY, after=_SETTLED)
    except TemplateProblem as error:
        raise Refused("信稿未能生成：{why}", why=error.said) from error
    services.crash_points.point("serial.drafted")
    topic = services.compiled.topics.get(case.topic or "")
    with services.database.reading() as session:
        own = composing.composition_of(services, session, case, letter)
        composed = kept(session, letter) is not None
        unnamed = any(one.number not in (letter.body or "") for one in companions(session, case, letter))
    wanted = for_household(said, own, topic.name if topic else "")
    if wanted != own or not composed or unnamed:
        composing.compose(services, letter.id, wanted, actor=actor, seen=letter.docx_sha or "")
    services.crash_points.point("serial.written")


def _begun(
    services: Services, number: str, actor: Person, *, heads: bool = False
) -> tuple[Person, GroupRow, TextRow | None]:
    """The person as they are now, a group of a project of theirs, and its text. Raises Refused."""
    with services.database.reading() as session:
        actor = present(services, session, actor)
        group = groups.get(session, number)
        roles = HEADS if heads else OFFICE
        if group is None or actor.grant(*roles, project=group.project) is None:
            raise Refused("没有编号为 {number} 的群体；请核对编号", number=number)
        return actor, group, groups.text_of(session, group.id)


def _tried(services: Services, case: CaseRow, act: Callable[[], object], *, point: str | None = None) -> Outcome:
    """One letter's part, which its neighbours' faults do not stop."""
    try:
        act()
    except Refused as refusal:
        return Outcome(case=case, why=refusal)
    if point is not None:
        services.crash_points.point(point)
    return Outcome(case=case, why=None)


def _bearer(session: Session, case: CaseRow) -> int | None:
    """The case of the same household whose letter answers this one too; None: it has, or gets, one of its own.

    The letter that names it, and while there is none that of the household's case with an address, the earliest first.
    """
    if (letter := carried_by(session, case)) is not None:
        return letter.case_id
    if not wants_answer(session, case) or own_reply(session, case) is not None:
        return answered_by(session, case)
    others = [one for one in household_of(session, case, case.reply_to_email) if _may_carry(session, one)]
    by_receipt = sorted((case, *others), key=lambda one: (one.received_at, one.id))
    first = min(by_receipt, key=lambda one: (own_reply(session, one) is None, not one.reply_to_email))
    to_all = household_of(session, first, first.reply_to_email)
    return first.id if first.id != case.id and case.id in {one.id for one in to_all} else None


def _may_carry(session: Session, case: CaseRow) -> bool:
    """Whether a letter in this case is still to be written to its end."""
    letter = own_reply(session, case)
    return wants_answer(session, case) and (letter is None or letter.state in WRITTEN)


def _addressee(session: Session, case: CaseRow, also: Sequence[CaseRow]) -> Addressee:
    of_round = [
        one
        for one in letters.of_case(session, case.id)
        if one.kind is LetterKind.REPLY and one.round == case.reply_round and one.state is not LetterState.VOID
    ]
    letter = of_round[-1] if of_round else None
    last = edits.of_letter(session, letter.id)[-1:] if letter else []
    return Addressee(
        case=case,
        letter=letter,
        answered=facts_of(session, case).answered,
        own_words=any(one.how in _BY_HAND for one in last),
        also=tuple(also),
    )
