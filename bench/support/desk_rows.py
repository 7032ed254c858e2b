"""A database with as many cases as a company has after years: bulk rows with the spread of real ones, the same each
time; the texts are sentences of the shipped rulebook's own examples."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from domain.codes import (
    CaseState,
    Channel,
    ClockName,
    ClockState,
    Department,
    Grade,
    IntakeState,
    Kind,
    LetterKind,
    LetterState,
    PlanState,
    Script,
    Urgency,
    Validity,
    Way,
)
from domain.decision import Decision, DecisionInput
from domain.reading import Address, Document, Envelope
from rules.compiled import Compiled, compile_rulebook
from rules.decide import decide
from rules.model import Rulebook
from store import cases, search, tables, wire
from store.database import Database
from store.desk_tables import plan
from store.search import Indexed

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # Friday 11:00 in Shanghai
PROJECTS = ("细小苑", *(f"阳光花园{number}期" for number in range(1, 20)))
"""The first is as small as one case in a thousand."""
_BATCH = 2_000
_SURNAMES, _NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林", "芳伟娜敏静丽强磊军洋勇艳杰涛明超"
_OPEN_STATES = (CaseState.NEW, CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.IN_PROGRESS, CaseState.PLANNED)
_LATER_STATES = (CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.NEEDS_CALL, CaseState.REOPENED)
_REPLIES = (
    (LetterState.DRAFT, 60),
    (LetterState.SUBMITTED, 20),
    (LetterState.RETURNED, 5),
    (LetterState.APPROVED, 5),
    (LetterState.PRINTED, 5),
    (LetterState.IN_DOUBT, 1),
    (LetterState.BOUNCED, 2),
)


class Filler:
    """Makes the rows of one case after another."""

    def __init__(self, book: Rulebook, *, cases_: int, open_share: float) -> None:
        self.chooser = random.Random(7)
        self.count, self.open_share = cases_, open_share
        self.rulebook = book
        self.sentences = sorted({one for example in book.examples for one in example.text.split("。") if one.strip()})
        compiled = compile_rulebook(book)
        self.decided = [_decided(compiled, example.subject, example.text) for example in book.examples]
        compiled.close()

    def fill(self, database: Database) -> None:
        """Everything, in batches."""
        with database.transaction() as session:
            cases.keep_rulebook(session, self.rulebook.sha256, self.rulebook.name, self.rulebook.texts, NOW)
        for first in range(1, self.count + 1, _BATCH):
            with database.transaction() as session:
                self._batch(session, range(first, min(first + _BATCH, self.count + 1)))
        with database.transaction() as session:
            rows = [self._intake(self.count + number, NOW, waits=True) for number in range(1, 301)]
            session.execute(insert(tables.intake), rows)
            session.execute(insert(tables.clock), [self._clock(row["id"], None, ClockName.REGISTER) for row in rows])
            session.execute(text("UPDATE intake SET case_id = id WHERE state = 'case'"))
            session.execute(text("ANALYZE"))

    def _batch(self, session: Session, numbers: range) -> None:
        made = [self._case(number) for number in numbers]
        session.execute(insert(tables.intake), [self._intake(one["id"], one["received_at"]) for one, _, _ in made])
        session.execute(insert(tables.case), [one for one, _, _ in made])
        for table, rows in (
            (tables.reading, [self._reading(one, letter) for one, letter, _ in made]),
            (tables.decision, [_decision(one, decided) for one, _, decided in made]),
            (tables.clock, [row for one, _, _ in made for row in self._clocks(one)]),
            (tables.letter, [row for one, _, _ in made for row in self._letters(one)]),
            (plan, [row for one, _, _ in made for row in self._plans(one)]),
        ):
            if rows:
                session.execute(insert(table), rows)
        for one, letter, _ in made:
            pieces = (one["number"], one["subject"], one["resident_name"], one["phone"], one["project"], letter)
            search.index(session, Indexed(case_id=one["id"], project=one["project"], pieces=pieces), new=True)

    def _case(self, number: int) -> tuple[dict[str, Any], str, tuple[DecisionInput, Decision]]:
        chooser = self.chooser
        # The newest are open: of twice their share, every other one.
        opened = number > self.count * (1 - 2 * self.open_share) and chooser.random() < 0.5
        states = (CaseState.FILED,) if not opened else _OPEN_STATES if chooser.random() < 0.8 else _LATER_STATES
        given, decision = chooser.choice(self.decided)
        project = PROJECTS[0] if chooser.random() < 0.001 else chooser.choice(PROJECTS[1:])
        name = chooser.choice(_SURNAMES) + chooser.choice(_NAMES)
        row: dict[str, Any] = {
            "id": number,
            "number": f"TS-2026-{number:06d}",
            "intake_id": number,
            "channel": Channel.EMAIL,
            "project": project if chooser.random() < 0.97 else None,
            "building": f"{chooser.randint(1, 30)}栋",
            "unit": f"{chooser.randint(1, 4)}单元",
            "room": str(chooser.randint(101, 3204)),
            "resident_name": name,
            "phone": f"1{chooser.randint(3 * 10**9, 10**10 - 1)}",
            "email": f"resident{number % 40_000}@example.com",
            "received_at": NOW - timedelta(minutes=5 * (self.count - number)),
            "opened_at": NOW - timedelta(minutes=5 * (self.count - number) - 1),
            "state": chooser.choice(states),
            "validity": Validity.UNDECIDED,
            "category": decision.category,
            "topic": decision.topic,
            "departments": decision.departments,
            "grade": chooser.choices(list(Grade), (1, 2, 70, 10, 17))[0],
            "urgency": Urgency.ORDINARY,
            "kind": Kind.COMPLAINT,
            "needs_person": opened and chooser.random() < 0.2,
            "subject": given.subject,
            "decision_id": number,
        }
        letter = f"我是{project}{row['building']}{row['unit']}{row['room']}的业主{name}，电话{row['phone']}。"
        length = chooser.randint(200, 800)
        while len(letter) < length:
            letter += chooser.choice(self.sentences) + "。"
        return row, letter, (given, decision)

    def _intake(self, number: int, received: datetime, *, waits: bool = False) -> dict[str, Any]:
        return {
            "id": number,
            "source": "mailbox:office",
            "source_key": f"1:{number}",
            "size": 4096,
            "state": IntakeState.AWAITING_PERSON if waits else IntakeState.CASE,
            "channel": Channel.EMAIL,
            "received_at": received,
            "first_seen_at": received,
            "told_at": received,
            "sender": f"resident{number % 40_000}@example.com",
            "subject": "投诉",
        }

    def _reading(self, one: dict[str, Any], letter: str) -> dict[str, Any]:
        sender = Address(name=one["resident_name"], email=one["email"])
        document = Document(envelope=Envelope(sender=sender), subject=one["subject"], text=letter, script=Script.HANS)
        return {"intake_id": one["id"], "documents": wire.dump(tuple[Document, ...], (document,))}

    def _clocks(self, one: dict[str, Any]) -> Iterator[dict[str, Any]]:
        is_open = one["state"] is not CaseState.FILED
        for name, share in (
            (ClockName.REGISTER, 0.3),
            (ClockName.ACKNOWLEDGE, 0.05),
            (ClockName.REPLY, 0.8),
            (ClockName.HANDLE, 0.9),
        ):
            yield self._clock(one["id"], one["id"], name, runs=is_open and self.chooser.random() < share)

    def _clock(self, intake_id: int, case_id: int | None, name: ClockName, *, runs: bool = True) -> dict[str, Any]:
        due = NOW + timedelta(minutes=self.chooser.randint(-5_000, 10_000))
        return {
            "intake_id": intake_id,
            "case_id": case_id,
            "clock": name,
            "round": 1,
            "started_at": due - timedelta(days=5),
            "due_at": due,
            "state": ClockState.RUNNING if runs else ClockState.MET,
        }

    def _letters(self, one: dict[str, Any]) -> Iterator[dict[str, Any]]:
        is_open, chooser = one["state"] is not CaseState.FILED, self.chooser
        held = is_open and chooser.random() < 0.02
        state = LetterState.DRAFT if held else LetterState.SENT
        yield _letter(one, LetterKind.ACKNOWLEDGEMENT, state, held="转发来件" if held else None)
        if not is_open:
            yield _letter(one, LetterKind.REPLY, LetterState.SENT)
        elif chooser.random() < 0.4:
            states, weights = zip(*_REPLIES, strict=True)
            yield _letter(one, LetterKind.REPLY, chooser.choices(states, weights)[0])

    def _plans(self, one: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if one["grade"] in (Grade.A, Grade.B) and self.chooser.random() < 0.5:
            state = self.chooser.choice((PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED))
            made = {"made_at": NOW, "made_by": "qian", "submitted_by": "qian"}
            yield {"case_id": one["id"], "version": 1, "state": state, **made}


def _letter(one: dict[str, Any], kind: LetterKind, state: LetterState, *, held: str | None = None) -> dict[str, Any]:
    return {
        "case_id": one["id"],
        "intake_id": one["id"],
        "kind": kind,
        "state": state,
        "to_address": one["email"],
        "way": Way.PRINT if state in (LetterState.APPROVED, LetterState.PRINTED) else Way.MAIL,
        "subject": one["subject"],
        "script": Script.HANS,
        "held": held,
    }


def _decided(compiled: Compiled, subject: str, body: str) -> tuple[DecisionInput, Decision]:
    given = DecisionInput(subject=subject, text=body, received=NOW, channel=Channel.EMAIL)
    decision = decide(compiled, given)
    return given, replace(decision, departments=decision.departments or (Department.NONE,))


def _decision(one: dict[str, Any], decided: tuple[DecisionInput, Decision]) -> dict[str, Any]:
    given, decision = decided
    made = {"made_at": one["opened_at"], "made_by": "rules", "rulebook": decision.rulebook}
    return {"id": one["id"], "intake_id": one["id"], "case_id": one["id"], "input": given, "decision": decision, **made}
