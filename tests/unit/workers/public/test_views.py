"""The JSON contract of DESIGN 4: every key is there, in every object, whatever is unknown.

Covers workers.public.records and workers.intake.ledger.
"""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from domain.codes import (
    CaseState,
    Category,
    Channel,
    ClockName,
    ClockState,
    Department,
    Grade,
    Kind,
    LetterKind,
    LetterState,
    Urgency,
)
from domain.decision import Candidate, Deadline, Decision, Doubt, Match, Reason, Step, TopicScore
from domain.reading import Document, Field, Part, Problem
from domain.reading_codes import FieldName, Method, Source
from store.cases import CaseRow
from store.clocks import ClockRow
from store.ledger import LedgerRow
from store.letters import LetterRow
from workers.public.views import case_view, decision_view, document_view, ledger_view

SHANGHAI = ZoneInfo("Asia/Shanghai")
DECISION_KEYS = [
    "topic",
    "topics",
    "category",
    "also",
    "department",
    "departments",
    "grade",
    "urgency",
    "kind",
    "group",
    "households",
    "fee",
    "cause",
    "needs_person",
    "doubts",
    "alarms",
    "deadlines",
    "letters",
    "reasons",
    "rulebook",
]
DOCUMENT_KEYS = [
    "path",
    "index",
    "class",
    "subject",
    "sender",
    "message_id",
    "in_reply_to",
    "references",
    "date",
    "authentication",
    "text",
    "quoted",
    "script",
    "confidence",
    "parts",
    "fields",
    "problems",
]


def decision(**values: object) -> Decision:
    given: dict[str, object] = {
        "topic": None,
        "category": Category.OTHER,
        "departments": (Department.NONE,),
        "grade": Grade.E,
        "urgency": Urgency.ORDINARY,
        "kind": Kind.ENQUIRY,
        "group": False,
        "fee": False,
        "needs_person": True,
        "rulebook": "0" * 64,
    }
    return Decision(**(given | values))  # type: ignore[arg-type]  # a test's shorthand


def test_an_empty_document_has_every_key() -> None:
    view = document_view("a.eml", Document())
    assert list(view) == DOCUMENT_KEYS
    assert view["sender"] == {"name": None, "email": None}
    assert (view["date"], view["references"], view["parts"]) == (None, [], [])


def test_a_document_shows_parts_fields_and_problems() -> None:
    document = Document(
        parts=(Part(name="正文", media_type="text/plain", method=Method.TEXT, text="你好", start=0, end=2),),
        fields=(Field(name=FieldName.ROOM, value="1201", text="1201室", source=Source.TEXT, start=3, end=8),),
        problems=(Problem(where="a.docx", what="打不开", mend="请重发"),),
    )
    view = document_view("a.eml", document)
    assert view["parts"] == [
        {
            "name": "正文",
            "media_type": "text/plain",
            "method": "text",
            "page": None,
            "confidence": 1.0,
            "text": "你好",
            "start": 0,
            "end": 2,
            "rotation": 0,
            "lines": [],
        }
    ]
    assert view["fields"][0] == {
        "name": "room",
        "value": "1201",
        "text": "1201室",
        "source": "text",
        "start": 3,
        "end": 8,
    }
    assert view["problems"] == [{"where": "a.docx", "what": "打不开", "mend": "请重发"}]


def test_a_decision_without_a_topic_has_every_key() -> None:
    view = decision_view(decision())
    assert list(view) == DECISION_KEYS
    assert (view["topic"], view["department"], view["also"], view["households"]) == (None, "none", [], None)


def test_a_decision_shows_its_calculation_reasons_and_doubts() -> None:
    due = datetime(2026, 3, 5, 18, tzinfo=SHANGHAI)
    view = decision_view(
        decision(
            topic="lift_outage",
            topics=(TopicScore(topic="lift_outage", category=Category.EQUIPMENT, score=7.5),),
            doubts=(Doubt(slot="topic", why="相近", candidates=(Candidate(value="lift_noise", score=6.0),)),),
            deadlines=(
                Deadline(
                    clock=ClockName.REPLY,
                    start=due,
                    due=due,
                    steps=(Step(date=date(2026, 3, 3), counts=True, why="工作日"),),
                ),
            ),
            letters=(LetterKind.REPLY,),
            reasons=(
                Reason(
                    slot="topic",
                    rule="lift_outage",
                    file="topics.yaml",
                    line=7,
                    because="",
                    matched=(Match(source=Source.SUBJECT, text="电梯", start=0, end=2),),
                ),
            ),
        )
    )
    assert view["topics"] == [{"topic": "lift_outage", "category": "equipment", "score": 7.5}]
    assert view["doubts"] == [{"slot": "topic", "why": "相近", "candidates": [{"value": "lift_noise", "score": 6.0}]}]
    assert view["deadlines"] == [
        {
            "clock": "reply",
            "due": "2026-03-05T18:00:00+08:00",
            "provisional": False,
            "steps": [{"date": "2026-03-03", "counts": True, "why": "工作日"}],
        }
    ]
    assert view["reasons"][0]["matched"] == [{"source": "subject", "text": "电梯", "start": 0, "end": 2}]
    assert json.loads(json.dumps(view)) == view


def test_a_case_shows_its_clocks_and_letters_in_the_instances_zone() -> None:
    received = datetime(2026, 3, 2, 2, tzinfo=UTC)
    case = CaseRow(
        id=1,
        number="TS-2026-000001",
        intake_id=1,
        channel=Channel.EMAIL,
        received_at=received,
        opened_at=received,
        state=CaseState.NEW,
        category=Category.SECURITY,
        topic=None,
        departments=(Department.SECURITY,),
        grade=Grade.C,
        strictest=Grade.C,
        urgency=Urgency.ORDINARY,
        kind=Kind.COMPLAINT,
    )
    clock = ClockRow(
        id=1,
        intake_id=1,
        case_id=1,
        clock=ClockName.REPLY,
        round=1,
        started_at=received,
        due_at=datetime(2026, 3, 5, 10, tzinfo=UTC),
        provisional=True,
        steps=(),
        state=ClockState.RUNNING,
        stopped_at=None,
        stopped_by=None,
        paused_at=None,
    )
    letter = LetterRow(
        id=4,
        case_id=1,
        intake_id=1,
        kind=LetterKind.REPLY,
        state=LetterState.DRAFT,
        claimed_by=None,
        claimed_at=None,
        sent_at=None,
        answer=None,
        error=None,
    )
    view = case_view(case, [clock], [letter], paths={4: "letters/a.docx"}, zone=SHANGHAI)
    assert view["received"] == "2026-03-02T10:00:00+08:00"
    assert view["resident"] == {"name": None, "project": None, "building": None, "unit": None, "room": None}
    assert view["deadlines"] == [
        {"clock": "reply", "due": "2026-03-05T18:00:00+08:00", "provisional": True, "round": 1, "state": "running"}
    ]
    assert view["letters"] == [{"id": 4, "number": None, "kind": "reply", "state": "draft", "path": "letters/a.docx"}]
    assert list(view) == [
        "number",
        "received",
        "channel",
        "state",
        "resident",
        "category",
        "topic",
        "department",
        "grade",
        "urgency",
        "needs_person",
        "cause",
        "proposed_cause",
        "owner",
        "group_id",
        "deadlines",
        "letters",
    ]


def test_a_ledger_row_has_every_count() -> None:
    assert ledger_view(LedgerRow(source="inbox", seen=2, case=1, ignored=1), missing=0) == {
        "source": "inbox",
        "seen": 2,
        "case": 1,
        "follow_up": 0,
        "ignored": 1,
        "quarantined": 0,
        "awaiting_person": 0,
        "pending": 0,
        "missing": 0,
    }
