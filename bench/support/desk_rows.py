"""A database with as many cases as a company has after years: bulk rows with the spread of real ones, the same each
time; the texts are sentences of the shipped rulebook's own examples."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

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
    Urgency,
    Validity,
    Way,
)
from domain.decision import Decision, DecisionInput
from domain.reading import Address, Document, Envelope, Part
from domain.reading_codes import Method, Script
from domain.work_codes import EditHow, EvidenceSource, PlanState
from rules.compiled import Compiled, compile_rulebook
from rules.decide import decide
from rules.rulebook import Rulebook
from store import case_tables, chains, search, serialization, tables
from store.database import Database
from store.desk_tables import evidence, letter_edit, plan
from store.numbers import case_number
from store.search_words import PIECE, fold, words
from support.bulk import Bulk, Ready, filling, tidy
from support.house_rows import BATCHES, HOUSEHOLDS, STAFF, House, history, home, login, mail
from workers.deciding.decisions import summary

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # Friday 11:00 in Shanghai
PROJECTS = ("细小苑", *(f"阳光花园{number}期" for number in range(1, 20)))
"""The first is as small as one case in a thousand."""
_BATCH = 2_000
_BODIES = 3_000
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


def numbered(case_id: int) -> str:
    """The number of a case."""
    return case_number("TS", NOW.year, case_id)


def filed_all_but(database: Database, url: str, count: int, share: float) -> None:
    """File the older of the open cases, so that this share is open."""
    last = {"last": int(count * (1 - 2 * share))}
    with database.transaction() as session:
        for statement in (
            "UPDATE clock SET state = 'met' WHERE state = 'running' AND case_id <= :last",
            "UPDATE \"case\" SET state = 'filed', needs_person = false WHERE state <> 'filed' AND id <= :last",
            "UPDATE letter SET state = 'sent', held = NULL WHERE state <> 'sent' AND case_id <= :last",
            "UPDATE plan SET state = 'approved' WHERE case_id <= :last",
        ):
            session.execute(text(statement), last)
    tidy(url)


class Filler:
    """Makes the rows of one case after another."""

    def __init__(self, book: Rulebook, *, cases_: int, open_share: float) -> None:
        self.chooser = random.Random(7)
        self.count, self.open_share = cases_, open_share
        self.rulebook = book
        sentences = sorted({one for example in book.examples for one in example.text.split("。") if one.strip()})
        self.bodies = [self._body(sentences) for _ in range(_BODIES)]
        compiled = compile_rulebook(book)
        self.decided = [_decided(compiled, example.subject, example.text) for example in book.examples]
        compiled.close()
        self.kept, self.events, self.letters = Kept(), 0, 0

    def fill(self, url: str, files: "Kept") -> None:
        """Everything, in batches, into the migrated database at `url`."""
        self.kept = files
        house = House(PROJECTS, now=NOW, cases_=self.count, bodies=[one.text for one in self.bodies])
        with filling(url) as bulk:
            house.fill(bulk, files.pdf)
            book = self.rulebook
            first_used = {"sha": book.sha256, "name": book.name, "files": book.texts, "first_used_at": NOW}
            bulk.enter(tables.rulebook, [first_used])
            for first in range(1, self.count + 1, _BATCH):
                self._batch(bulk, range(first, min(first + _BATCH, self.count + 1)))
            rows = [self._intake(self.count + n, NOW, state=IntakeState.AWAITING_PERSON) for n in range(1, 301)]
            rows += [self._intake(self.count + n, NOW, state=IntakeState.QUARANTINED) for n in range(301, 401)]
            bulk.enter(tables.intake, rows)
            bulk.enter(tables.reading, [self._unfiled_reading(row) for row in rows])
            house.unfiled(bulk, rows[-1]["id"] + 1, rows)
            bulk.enter(case_tables.clock, [self._clock(row["id"], None, ClockName.REGISTER) for row in rows])

    def _batch(self, bulk: Bulk, numbers: range) -> None:
        made = [self._case(number) for number in numbers]
        clocks = [tuple(self._clocks(one)) for one, _, _ in made]
        for (one, _, _), own in zip(made, clocks, strict=True):
            # As the triggers on `clock` would.
            running = [row for row in own if row["state"] is ClockState.RUNNING]
            one["next_due_at"] = min((row["due_at"] for row in running), default=case_tables.NEVER)
            one["running"] = f",{','.join(row['clock'].value for row in running)}," if running else ""
        letters = [row for one, _, _ in made for row in self._letters(one)]
        events, payloads = self._histories(made)
        for table, rows in (
            (tables.intake, [self._intake(one["id"], one["received_at"]) for one, _, _ in made]),
            (case_tables.case, [one for one, _, _ in made]),
            (tables.reading, [self._reading(one, letter) for one, letter, _ in made]),
            (case_tables.decision, [_decision(one, decided) for one, _, decided in made]),
            (case_tables.clock, [row for own in clocks for row in own]),
            (case_tables.event, events),
            (case_tables.event_payload, payloads),
            (case_tables.letter, letters),
            (letter_edit, [row for one in letters for row in self._edits(one)]),
            (evidence, [self._evidence(one) for one, _, _ in made if one["id"] % 4 == 0]),
            (plan, [row for one, _, _ in made for row in self._plans(one)]),
        ):
            if rows:
                bulk.enter(table, rows)
        texts = [self._searchable(one, letter) for one, letter, _ in made]
        bulk.enter(case_tables.search_text, [row for row, _ in texts])
        bulk.index((row["case_id"], words) for row, words in texts)

    def _searchable(self, one: dict[str, Any], letter: "_Letter") -> tuple[dict[str, Any], set[str]]:
        """As `store.search.index` enters a case; what most of the letter brings was worked out once for many."""
        own = PIECE.join((one["number"], one["subject"], one["resident_name"], one["phone"], letter.opening))
        folded = fold(own).text
        row = {
            "case_id": one["id"],
            "project": one["project"],
            "text": own + PIECE + letter.body.text,
            "folded": folded + PIECE + letter.body.folded,
        }
        return row, words(folded) | letter.body.words | {search.project_word(one["project"])}

    def _case(self, number: int) -> tuple[dict[str, Any], "_Letter", "_Decided"]:
        chooser = self.chooser
        # The newest are open: of twice their share, every other one.
        opened = number > self.count * (1 - 2 * self.open_share) and chooser.random() < 0.5
        states = (CaseState.FILED,) if not opened else _OPEN_STATES if chooser.random() < 0.8 else _LATER_STATES
        decided = chooser.choice(self.decided)
        decision = decided.decision
        lives = home(chooser.randint(1, HOUSEHOLDS), PROJECTS)
        known = chooser.random() < 0.97
        grade = chooser.choices(list(Grade), (1, 2, 70, 10, 17))[0]
        row: dict[str, Any] = {
            "id": number,
            "number": numbered(number),
            "intake_id": number,
            "channel": Channel.EMAIL,
            "project": lives.project if known else None,
            "building": lives.building,
            "unit": lives.unit,
            "room": lives.room,
            "resident_name": lives.name,
            "phone": lives.phone,
            "email": mail(lives.id),
            "household_id": lives.id if known else None,
            "owner": login(chooser.randint(1, STAFF)) if chooser.random() < 0.7 else None,
            "received_at": NOW - timedelta(minutes=5 * (self.count - number)),
            "opened_at": NOW - timedelta(minutes=5 * (self.count - number) - 1),
            "state": chooser.choice(states),
            "validity": Validity.UNDECIDED,
            "category": decision.category,
            "topic": decision.topic,
            "departments": decision.departments,
            "grade": grade,
            "strictest": grade,
            "urgency": Urgency.ORDINARY,
            "kind": Kind.COMPLAINT,
            "needs_person": opened and chooser.random() < 0.2,
            "subject": decided.subject,
            "decision_id": number,
        }
        opening = f"我是{lives.project}{lives.building}{lives.unit}{lives.room}的业主{lives.name}，电话{lives.phone}。"
        return row, _Letter(opening=opening, body=chooser.choice(self.bodies)), decided

    def _body(self, sentences: Sequence[str]) -> "_Body":
        """200 to 800 characters."""
        length, text = self.chooser.randint(200, 800), ""
        while len(text) < length:
            text += self.chooser.choice(sentences) + "。"
        folded = fold(text).text
        return _Body(text=text, folded=folded, words=frozenset(words(folded)))

    def _intake(self, number: int, received: datetime, *, state: IntakeState = IntakeState.CASE) -> dict[str, Any]:
        waits = state is not IntakeState.CASE
        return {
            "id": number,
            "source": "mailbox:office",
            "source_key": f"1:{number}",
            "size": 4096,
            "state": state,
            "sha256": self.kept.mail,
            "project": PROJECTS[number % len(PROJECTS)] if waits and number % 4 else None,
            "channel": Channel.EMAIL,
            "received_at": received,
            "first_seen_at": received,
            "told_at": received,
            "sender": mail(number % HOUSEHOLDS + 1),
            "subject": "投诉",
            "details": {},
            "case_id": None if waits else number,
        }

    def _reading(self, one: dict[str, Any], letter: "_Letter") -> dict[str, Any]:
        sender = Address(name=one["resident_name"], email=one["email"])
        return _read(one["id"], sender, one["subject"], letter.opening + letter.body.text)

    def _unfiled_reading(self, row: dict[str, Any]) -> dict[str, Any]:
        text = self.bodies[row["id"] % len(self.bodies)].text
        return _read(row["id"], Address(email=row["sender"]), row["subject"], text)

    def _histories(
        self, made: Sequence[tuple[dict[str, Any], "_Letter", "_Decided"]]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        rows: list[dict[str, Any]] = []
        payloads: list[dict[str, Any]] = []
        for one, _, decided in made:
            own, kept = history(one, decided.told, self.events)
            self.events += len(own)
            rows += own
            payloads += kept
        return rows, payloads

    def _edits(self, letter: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if letter["kind"] is LetterKind.REPLY and letter["state"] is not LetterState.SENT:
            for version in (1, 2):
                how = EditHow.DRAFTED if version == 1 else EditHow.BLOCKS
                made = {"at": NOW, "who": login(version), "how": how, "docx_sha": self.kept.docx}
                yield {"letter_id": letter["id"], "version": version, **made}

    def _evidence(self, one: dict[str, Any]) -> dict[str, Any]:
        about = {"name": "现场.png", "media_type": "image/png", "size": 4_000, "source": EvidenceSource.VISIT}
        made = {"made_at": one["opened_at"], "made_by": login(1)}
        return {"id": one["id"], "case_id": one["id"], "sha256": self.kept.picture, **about, **made}

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
        yield self._letter(one, LetterKind.ACKNOWLEDGEMENT, state, held="转发来件" if held else None)
        if not is_open:
            yield self._letter(one, LetterKind.REPLY, LetterState.SENT)
        elif chooser.random() < 0.4:
            states, weights = zip(*_REPLIES, strict=True)
            yield self._letter(one, LetterKind.REPLY, chooser.choices(states, weights)[0])

    def _letter(
        self, one: dict[str, Any], kind: LetterKind, state: LetterState, *, held: str | None = None
    ) -> dict[str, Any]:
        self.letters += 1
        on_paper = state in (LetterState.APPROVED, LetterState.PRINTED)
        return {
            "id": self.letters,
            "case_id": one["id"],
            "intake_id": one["id"],
            "kind": kind,
            "state": state,
            "number": f"物函〔{NOW.year}〕{self.letters}号" if state is not LetterState.DRAFT else None,
            "docx_sha": self.kept.docx,
            "pdf_sha": self.kept.pdf,
            "to_address": one["email"],
            "to_key": one["email"],
            "way": Way.PRINT if on_paper else Way.MAIL,
            "subject": one["subject"],
            "script": Script.HANS,
            "held": held,
            "sent_at": one["opened_at"] if state is LetterState.SENT else None,
            "submitted_by": login(2) if state is not LetterState.DRAFT else None,
            "submitted_at": one["opened_at"] if state is not LetterState.DRAFT else None,
            "batch_id": self.letters % BATCHES + 1 if state is LetterState.PRINTED else None,
        }

    def _plans(self, one: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if one["grade"] in (Grade.A, Grade.B) and self.chooser.random() < 0.5:
            state = self.chooser.choice((PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED))
            made = {"made_at": NOW, "made_by": "qian", "submitted_by": "qian"}
            yield {"case_id": one["id"], "version": 1, "state": state, **made}


def _decided(compiled: Compiled, subject: str, body: str) -> "_Decided":
    given = DecisionInput(subject=subject, text=body, received=NOW, channel=Channel.EMAIL)
    made = decide(compiled, given)
    decision = replace(made, departments=made.departments or (Department.NONE,))
    stored = Ready(serialization.dump(DecisionInput, given)), Ready(serialization.dump(Decision, decision))
    return _Decided(subject=subject, decision=decision, stored=stored, told=chains.seal(summary(decision)))


def _read(intake_id: int, sender: Address, subject: str, words_: str) -> dict[str, Any]:
    parts = (
        Part(name="正文", media_type="text/plain", method=Method.TEXT, text=words_, start=0, end=len(words_)),
        Part(name="现场.png", media_type="image/png", method=Method.OCR, page=1, confidence=0.4),
    )
    document = Document(envelope=Envelope(sender=sender), subject=subject, text=words_, script=Script.HANS, parts=parts)
    return {"intake_id": intake_id, "documents": serialization.dump(tuple[Document, ...], (document,))}


def _decision(one: dict[str, Any], decided: "_Decided") -> dict[str, Any]:
    given, decision = decided.stored
    made = {"made_at": one["opened_at"], "made_by": "rules", "rulebook": decided.decision.rulebook}
    return {"id": one["id"], "intake_id": one["id"], "case_id": one["id"], "input": given, "decision": decision, **made}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Files in the archive that many rows name; empty where there is no archive."""

    mail: str | None = None
    docx: str | None = None
    pdf: str | None = None
    picture: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Decided:
    """A decision, and what is stored of it."""

    subject: str
    decision: Decision
    stored: tuple[Ready, Ready]
    told: chains.Sealed


@dataclass(frozen=True, kw_only=True)
class _Body:
    """The body of many letters with what search makes of it."""

    text: str
    folded: str
    words: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class _Letter:
    """opening: who writes, from where."""

    opening: str
    body: _Body
