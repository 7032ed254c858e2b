"""One resident's data at their request (PIPL arts. 45 and 47): what would go, what stays and why, and the erasing.

What the resident wrote goes whole. Where somebody else names them, nothing is changed unless that is asked for too;
then the naming is covered and the files that hold it go.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.codes import CaseState, IntakeState
from domain.events import HouseEvent
from domain.staff import Person
from store import erasing, events, holds, house_log
from store.case_tables import case
from store.erasing import NewTask
from store.rows import Columns
from store.tables import intake
from workers.deciding.case_lookup import held_case
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.privacy import erasing as working
from workers.privacy.finding import Found, Place, find
from workers.privacy.subjects import Wanted


class Fate(StrEnum):
    """What becomes of a place."""

    ERASED = "erased"
    COVERED = "covered"
    STAYS = "stays"
    BY_HAND = "by_hand"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A place and what becomes of it. why: of what stays or is to be done by hand, a Chinese sentence."""

    place: Place
    fate: Fate
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How far an erasure goes. mentions: also where others name the resident. keep_directory: who still lives there."""

    wanted: Wanted
    mentions: bool = False
    keep_directory: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an erasure would do."""

    found: Found
    steps: tuple[Step, ...]


_BESIDE = frozenset({"household_note", "survey_answer", "survey_follow_up"})
"""What is of a whole household: it stays, with the resident covered."""
_OF_DIRECTORY = frozenset({"household", "contact", "occupant", "household_note", "directory_upload"})
_OTHERS = "是他人的材料；另加 --mentions 时遮盖其中的姓名、电话等"
_BY_HAND: Mapping[str, str] = {
    "mailbox": "请在邮箱中删除这封邮件",
    "export": "导出的副本，在系统之外；请自行删除",
    "backup": "备份不会被改写；请按备份周期销毁",
    "file": "不是系统写的文件；请自行查看后删除",
    "rulebook": "写在规则簿里；请修改规则簿，旧版本依旧保留",
    "house_event_payload": "写在全院日志里；请查看后决定",
}


def plan(services: Services, asked: Asked) -> Plan:
    """What would go, what stays and why. Refused as `find`."""
    found = find(services, asked.wanted)
    with services.database.reading() as session:
        kept = _Kept.of(session, services)
    return Plan(found=found, steps=tuple(_step(place, kept, asked) for place in found.places))


def erase(services: Services, asked: Asked, *, actor: Person, reason: str) -> Plan:
    """Erase it; the plan that was carried out. What an earlier call left undone is done first.

    Refused without a reason, with one that names the resident, and for a name that several residents bear.
    """
    reason = " ".join(reason.split())
    working.work(services)
    made = plan(services, asked)
    resident = made.found.whose.resident
    if not reason:
        raise Refused("请写明删除的理由（--reason）")
    if resident.named_in(reason):
        raise Refused("理由里不要写姓名、电话等个人信息：它会长期保留")
    if made.found.whose.several > 1:
        several = made.found.whose.several
        raise Refused("这些信息可能是 {several} 位住户的；请同时给出姓名与电话、邮箱或住址", several=several)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        erasing.add(session, _tasks(made, services.now(), actor.login, reason))
    services.crash_points.point("erase.listed")
    working.work(services)
    return made


def hold(services: Services, number: str, *, actor: Person, reason: str, lift: bool = False) -> None:
    """Keep a case from every erasure, as a dispute or the law demands, or lift that again. Refused."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("请写明理由（--reason）")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = held_case(session, number, actor)
        is_held = row.id in holds.held(session, row.id)
        if lift and not is_held:
            raise Refused("{number} 没有依法保留", number=number)
        what = holds.LIFTED if lift else holds.HOLD
        events.append(session, row.id, services.now(), actor.login, what, {"reason": reason})


def numbers_of(services: Services, case_ids: Iterable[int]) -> dict[int, str]:
    """Case → its number."""
    wanted = tuple(set(case_ids))
    with services.database.reading() as session:
        query = select(case.c.id, case.c.number).where(case.c.id.in_(wanted))
        return {row.id: row.number for row in session.execute(query)}


def record_access(services: Services, what: HouseEvent, *, actor: Person, found: Found) -> None:
    """Say in the house log that somebody sought or handed out a resident's data; not whose."""
    cases = sorted({place.number for place in found.own if place.number})
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        payload = {"cases": cases, "places": len(found.places)}
        house_log.append(session, at=services.now(), who=actor.login, what=what, payload=payload)


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """Why cases and intakes cannot go: case or intake → a sentence."""

    cases: Mapping[int, str]
    intakes: Mapping[int, str]

    @classmethod
    def of(cls, session: Session, services: Services) -> "_Kept":
        duty, now = services.settings.retention.duty, services.now()
        cases = {
            row.id: "案件尚未归档；归档后再删除"
            for row in session.execute(select(case.c.id).where(case.c.state != CaseState.FILED))
        }
        if duty is not None:
            cases = _under_duty(session, duty, now) | cases
        cases |= {case_id: f"依法保留：{why}" for case_id, why in holds.held(session).items()}
        waiting = select(intake.c.id).where(intake.c.case_id.is_(None), intake.c.state != IntakeState.IGNORED)
        intakes = dict.fromkeys(session.execute(waiting).scalars(), "来件尚未处理完；处理后再删除")
        return cls(cases=cases, intakes=intakes)


def _under_duty(session: Session, duty: timedelta, now: datetime) -> dict[int, str]:
    found = {}
    for case_id in session.execute(select(case.c.id).where(case.c.state == CaseState.FILED)).scalars():
        filed = holds.filed_at(session, case_id)
        if filed is not None and filed + duty > now:
            found[case_id] = f"法定保存期未满：{(filed + duty).date()}"
    return found


def _step(place: Place, kept: _Kept, asked: Asked) -> Step:
    if place.kind in _BY_HAND and not (place.kind == "file" and place.case_id is not None):
        return Step(place=place, fate=Fate.BY_HAND, why=_BY_HAND[place.kind])
    if place.kind in _OF_DIRECTORY and asked.keep_directory:
        return Step(place=place, fate=Fate.STAYS, why="仍是业主或住户：名录为履行合同所需")
    why = kept.cases.get(place.case_id or 0) or kept.intakes.get(place.intake_id or 0)
    if why is not None:
        return Step(place=place, fate=Fate.STAYS, why=why)
    if place.own:
        covered = place.kind in {"log", "plan"} or _beside(place)
        return Step(place=place, fate=Fate.COVERED if covered else Fate.ERASED)
    return Step(place=place, fate=Fate.COVERED) if asked.mentions else Step(place=place, fate=Fate.STAYS, why=_OTHERS)


def _tasks(made: Plan, at: datetime, who: str, reason: str) -> list[NewTask]:
    """The list of what is to be done: cases whole, then what is theirs elsewhere, then what others wrote."""
    resident = made.found.whose.resident.to_json()

    def task(kind: str, name: str) -> NewTask:
        # The last of the list outlives the rest by a moment: it must name no one.
        whom = None if kind in {working.PATH, working.COMPACT} else resident
        return NewTask(kind=kind, name=name, resident=whom, at=at, who=who, reason=reason)

    going = [step.place for step in made.steps if step.fate in {Fate.ERASED, Fate.COVERED}]
    return [task(kind, name) for kind, name in _work(going)]


def _work(going: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """Kind and name of each task for these places, in the order in which they are done."""
    own = [place for place in going if place.own]
    cases = _ids(place.case_id for place in _of_kind(own, "case"))
    yield from ((working.CASE, str(case_id)) for case_id in cases)
    alone = (place.intake_id for place in _of_kind(own, "intake") if place.case_id not in cases)
    yield from ((working.INTAKE, str(intake_id)) for intake_id in _ids(alone))
    homes = sorted({str(place.keys[0]) for place in _of_kind(going, "household", "contact")})
    yield from ((working.HOUSEHOLD, home) for home in homes)
    yield from ((working.OCCUPANT, str(place.keys[0])) for place in _of_kind(own, "occupant"))
    yield from ((working.UPLOAD, str(place.keys[0])) for place in _of_kind(own, "directory_upload"))
    yield from ((working.LEDGER, str(place.keys[0])) for place in _of_kind(own, "past_import"))
    yield from (
        (working.MENTIONS, name) for name in _mentions(place for place in going if not place.own or _beside(place))
    )
    yield from ((working.PATH, place.where) for place in _of_kind(own, "letter", "copy", "cache", "file"))
    yield from ((working.LOG, place.where) for place in _of_kind(going, "log"))
    yield working.COMPACT, ""


def _beside(place: Place) -> bool:
    """Whether it is the resident's and stays, with them covered."""
    return _unregistered(place) or place.kind in _BESIDE


def _unregistered(place: Place) -> bool:
    """Whether it is what was typed of a complaint that no case has been made of yet."""
    return place.kind == "form_draft" and place.case_id is None


def _of_kind(places: Iterable[Place], *kinds: str) -> Iterator[Place]:
    return (place for place in places if place.kind in kinds)


def _ids(given: Iterable[int | None]) -> list[int]:
    """Each once, in order; None is none."""
    return sorted({one for one in given if one is not None})


def _mentions(places: Iterable[Place]) -> list[str]:
    """One thing to do a case: its rows, the originals and the letters that name the resident."""
    by_case: dict[int | None, Columns] = {}
    for place in places:
        if place.kind in _OF_DIRECTORY - _BESIDE:
            continue
        given = by_case.setdefault(place.case_id, {"case": place.case_id, "rows": [], "intakes": [], "letters": []})
        if place.kind == "original":
            given["intakes"].append(place.intake_id)
        elif place.letter_id is not None:
            given["letters"] = sorted({*given["letters"], place.letter_id})
        elif "/" in place.where and place.keys:
            given["rows"].append([place.kind, list(place.keys)])
    return [json.dumps(given, ensure_ascii=False) for given in by_case.values()]
