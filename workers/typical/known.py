"""What is known of a case that no typical case may say: names, numbers, places and codes of everybody it concerns."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from ingest.vocabulary import COMPOUND_SURNAMES, SURNAMES
from store import case_records, cases, corrections, directory, events, intake, letters, occupants, people, plans
from store.cases import CaseRow
from workers.instance.services import Services
from workers.privacy.anonymise import cast_of
from workers.privacy.personal_marks import find_marks
from workers.privacy.pseudonyms import Cast, Pseudonyms, Wording
from workers.privacy.resident import is_name, names_in

VAGUE = Wording(
    marks={
        "phone": "某电话",
        "email": "某邮箱",
        "identity": "某证件号",
        "card": "某卡号",
        "plate": "某车牌",
        "account": "某账号",
        "building": "某栋",
        "unit": "某单元",
        "room": "某室",
    },
    project="某项目",
    stems="甲乙丙戊己庚辛壬癸",
)
"""What stands in place of what in a typical case. 丁 is a surname: after 业主 it would be read as one."""
CASE, LETTER = "某案件", "某函"
_NUMBERS = frozenset({"phone", "identity", "card", "plate", "account"})
_NO_PERSON = re.compile("[部门室组队班科司局所站办委院会处厂店行心社]$")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_ROOM = re.compile(r"\d{3,5}[A-Za-z]?")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known. made_up: knows every name that any text of the case has, and what stands in its place. codes:
    numbers of cases and letters, each with what stands in its place. rooms: figures alone. numbers: phones, plates,
    identities … as they are compared.
    """

    made_up: Pseudonyms
    codes: tuple[tuple[str, str], ...] = ()
    rooms: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


def known_of(services: Services, session: Session, case: CaseRow | None) -> Known:
    """Of a case with its household and all its letters; of none the staff and the projects of the house alone."""
    if case is None:
        staff = tuple(name for row in people.list_people(session) for name in (row.name, row.login) if is_name(name))
        projects = tuple(sorted(row.name for row in directory.all_projects(session)))
        return Known(made_up=Pseudonyms(cast=Cast(staff=staff, projects=projects), wording=VAGUE))
    texts = tuple(_texts(session, case))
    living = occupants.of_household(session, case.household_id) if case.household_id is not None else []
    cast = _with(cast_of(session, case), [*_living(living), *_in_the_record(session, case)])
    cast = replace(
        cast,
        numbers=(
            *cast.numbers,
            *(("phone", part) for one in living for part in names_in(one.phone)),
            *(("email", part) for one in living for part in names_in(one.email)),
        ),
    )
    made_up = Pseudonyms(cast=cast, wording=VAGUE)
    made_up.learn(texts)
    marks = [mark for text in texts for mark in find_marks(text)]
    rooms = {mark.value for mark in marks if mark.kind == "room"} | {case.room or ""}
    numbers = {mark.value for mark in marks if mark.kind in _NUMBERS}
    return Known(
        made_up=made_up,
        codes=tuple(_codes(session, case)),
        rooms=frozenset(room for room in rooms if _ROOM.fullmatch(room)),
        numbers=frozenset(numbers | {value for kind, value in cast.numbers if kind == "phone"}),
    )


def person_like(words: str) -> bool:
    """Whether what somebody wrote into a field of the record may be a person's name: 王强, not 工程部."""
    name = words.strip()
    if not _HAN_NAME.fullmatch(name) or _NO_PERSON.search(name) or not is_name(name):
        return False
    return name[0] in SURNAMES or name[:2] in COMPOUND_SURNAMES


def _with(cast: Cast, names: Iterable[str]) -> Cast:
    more = (name.strip() for name in names if is_name(name.strip()))
    return replace(cast, owners=tuple(dict.fromkeys((*cast.owners, *more))))


def _living(living: Iterable[occupants.OccupantRow]) -> Iterator[str]:
    for one in living:
        yield from names_in(one.name)


def _in_the_record(session: Session, case: CaseRow) -> Iterator[str]:
    """Whom staff named in fields of their own: who looked into it, the other side, owners of measures."""
    for row in case_records.of_case(session, case.id):
        look, heard = row.content.investigation, row.content.hearing
        for field in (look.by, look.company, heard.other):
            yield from filter(person_like, re.split(r"[,，、;；/\s]+", field))
    for plan in plans.of_case(session, case.id):
        for measure in plan.measures:
            yield from filter(person_like, re.split(r"[,，、;；/\s]+", measure.owner))


def _texts(session: Session, case: CaseRow) -> Iterator[str]:
    """All that was read and written of the case."""
    for row in intake.of_case(session, case.id):
        document = corrections.document_of(session, row.id)
        if document is not None:
            yield from (f"{document.subject}\n{document.text}\n{document.signature}", document.quoted)
    for record in case_records.of_case(session, case.id):
        content = record.content
        yield from _words(content.facts, content.investigation, content.hearing, *content.matters)
    for plan in plans.of_case(session, case.id):
        yield plan.opinion
        yield from _words(*plan.measures)
    for one in events.history(session, case.id):
        yield from (str(value) for key, value in (one.payload or {}).items() if key in {"note", "reason", "remark"})


def _words(*said: object) -> Iterator[str]:
    for one in said:
        values = vars(one) if one is not None else {}
        yield from (value for value in values.values() if isinstance(value, str) and value)


def _codes(session: Session, case: CaseRow) -> Iterator[tuple[str, str]]:
    """Numbers that lead to the case, its letters and those beside it."""
    yield case.number, CASE
    parent = cases.get_case(session, case.parent_id) if case.parent_id is not None else None
    if parent is not None:
        yield parent.number, CASE
    for letter in letters.of_case(session, case.id):
        if letter.number:
            yield letter.number, LETTER
        if letter.tracking:
            yield letter.tracking, VAGUE.marks["account"]
