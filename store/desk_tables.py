"""The tables of the work at the desk: what people planned, recorded, wrote, approved, printed and saw."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint

from domain.codes import Department, Grade, LetterKind, Role
from domain.groups import GroupAct, Move
from domain.plan import Measure
from domain.reading_codes import Script
from domain.record import CaseRecord
from domain.work_codes import (
    Blocker,
    BlockingState,
    EditHow,
    EvidenceSource,
    HandUpState,
    LoweringState,
    PlanState,
    RecordPart,
    Subject,
    TemplateOrigin,
    Verdict,
)
from store.columns import Code, Key, Plain, UtcTime, Wire
from store.tables import metadata

case_view = Table(
    "case_view",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("what", Plain, nullable=False),
    Index("ix_case_view_case", "case_id", "at"),
)

api_case_view = Table(
    "api_case_view",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False),
    Column("token_id", Key, ForeignKey("api_token.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("what", Plain, nullable=False),
    Index("ix_api_case_view_case", "case_id", "at"),
    Index("ix_api_case_view_token", "token_id", "id"),
)

plan = Table(
    "plan",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Code(PlanState), nullable=False),
    Column("opinion", Plain, nullable=False, default=""),
    Column("measures", Wire(tuple[Measure, ...]), nullable=False, default=()),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("submitted_at", UtcTime),
    Column("submitted_by", Plain),
    UniqueConstraint("case_id", "version"),
    Index("ix_plan_state", "state"),
)

# What staff know of a case: each saving a version of its own, none is changed. part: what that version changed.
case_record = Table(
    "case_record",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("part", Code(RecordPart), nullable=False),
    Column("content", Wire(CaseRecord), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    UniqueConstraint("case_id", "version"),
)

# A photo or file that belongs to a case; sha256: in the archive. dated: when it was taken or made. A piece that was
# added by mistake is withdrawn, and stays.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False, index=True),
    Column("sha256", Plain),
    Column("name", Plain, nullable=False),
    Column("media_type", Plain, nullable=False),
    Column("size", Integer, nullable=False),
    Column("source", Code(EvidenceSource), nullable=False),
    Column("dated", Date),
    Column("note", Plain, nullable=False, default=""),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("withdrawn_at", UtcTime),
    Column("withdrawn_by", Plain),
)

# person: who acted; deputy_of: for whom, if as a deputy. Logins, as in events.
approval = Table(
    "approval",
    metadata,
    Column("id", Key, primary_key=True),
    Column("subject", Code(Subject), nullable=False),
    Column("subject_id", Key, nullable=False),
    Column("step", Integer, nullable=False),
    Column("role", Code(Role), nullable=False),
    Column("person", Plain, nullable=False),
    Column("deputy_of", Plain),
    Column("at", UtcTime, nullable=False),
    Column("verdict", Code(Verdict), nullable=False),
    Column("remark", Plain, nullable=False, default=""),
    Column("docx_sha", Plain),
    Column("pdf_sha", Plain),
    Column("voided_at", UtcTime),
    Index("ix_approval_subject", "subject", "subject_id"),
)

letter_edit = Table(
    "letter_edit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("letter_id", Key, ForeignKey("letter.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", Plain, nullable=False),
    Column("how", Code(EditHow), nullable=False),
    Column("docx_sha", Plain, nullable=False),
    UniqueConstraint("letter_id", "version"),
)

# Who had a hand in a letter: wrote at it, submitted it, gave it an address, or corrected the case that it was drafted
# from. None of them, and no one in their place, approves it.
letter_hand = Table(
    "letter_hand",
    metadata,
    Column("letter_id", Key, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("who", Plain, primary_key=True),
)

# A head asks for a lesser grade than A or B, and a head of the other rung confirms it. *_role: the role held for it;
# *_for: for whom, if as a deputy.
grade_lowering = Table(
    "grade_lowering",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False, index=True),
    Column("state", Code(LoweringState), nullable=False, index=True),
    Column("from_grade", Code(Grade), nullable=False),
    Column("to_grade", Code(Grade), nullable=False),
    Column("reason", Plain, nullable=False),
    Column("asked_by", Plain, nullable=False),
    Column("asked_role", Code(Role), nullable=False),
    Column("asked_for", Plain),
    Column("asked_at", UtcTime, nullable=False),
    Column("settled_by", Plain),
    Column("settled_for", Plain),
    Column("settled_at", UtcTime),
    Column("remark", Plain),
)

# A case that was handed up to a rung, answered there, and taken back; what was said stands in events. *_for: for whom,
# if as a deputy.
hand_up = Table(
    "hand_up",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False, index=True),
    Column("state", Code(HandUpState), nullable=False, index=True),
    Column("rung", Code(Role), nullable=False),
    Column("handed_by", Plain, nullable=False),
    Column("handed_for", Plain),
    Column("handed_at", UtcTime, nullable=False),
    Column("answered_by", Plain),
    Column("answered_for", Plain),
    Column("answered_at", UtcTime),
    Column("taken_by", Plain),
    Column("taken_at", UtcTime),
)

# Work that cannot go on; why stands in events. department: whose work, none for the office's own.
blocking = Table(
    "blocking",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False, index=True),
    Column("state", Code(BlockingState), nullable=False, index=True),
    Column("waits_for", Code(Blocker), nullable=False),
    Column("department", Code(Department)),
    Column("blocked_by", Plain, nullable=False),
    Column("blocked_at", UtcTime, nullable=False),
    Column("cleared_by", Plain),
    Column("cleared_at", UtcTime),
)

# A finding of the checks that a person let stand; finding: its stable key, which changes with the words it is about.
acceptance = Table(
    "acceptance",
    metadata,
    Column("letter_id", Key, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("finding", Plain, primary_key=True),
    Column("reason", Plain, nullable=False),
    Column("who", Plain, nullable=False),
    Column("at", UtcTime, nullable=False),
)

rendition = Table(
    "rendition",
    metadata,
    Column("docx_sha", Plain, primary_key=True),
    Column("pdf_sha", Plain, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

print_batch = Table(
    "print_batch",
    metadata,
    Column("id", Key, primary_key=True),
    Column("pdf_sha", Plain, nullable=False),
    Column("letters", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
)

digest = Table(
    "digest",
    metadata,
    Column("person_id", Key, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("claimed_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("answer", Plain),
)

# What happened in the house: entries bound into one chain. whom: the login it is about, "" for none; searched, so apart
# from the payload.
house_event = Table(
    "house_event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("seq", Integer, nullable=False, unique=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", Plain, nullable=False, index=True),
    Column("what", Plain, nullable=False, index=True),
    Column("whom", Plain, nullable=False, index=True),
    Column("digest", Plain, nullable=False),
    Column("previous_hash", Plain, nullable=False),
    Column("hash", Plain, nullable=False),
)

house_event_payload = Table(
    "house_event_payload",
    metadata,
    Column("event_id", Key, ForeignKey("house_event.id"), primary_key=True, autoincrement=False),
    Column("salt", Plain),
    Column("payload", Plain),
)

# One row: the end of the chain, so that what is cut off there is missed.
house_head = Table(
    "house_head",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=False),
    Column("events", Integer, nullable=False, default=0),
    Column("event_head", Plain, nullable=False, default=""),
)

# What is still to be erased: written with the decision to erase, gone with the erasing, so that a crash in between is
# made good at the next look. resident: whom to look for, as JSON, where the kind needs it; it goes with the row.
erasing = Table(
    "erasing",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    Column("resident", Plain),
    Column("at", UtcTime, nullable=False),
    Column("who", Plain, nullable=False),
    Column("reason", Plain, nullable=False),
    sqlite_autoincrement=True,
)

# The days on which what was kept longer than the settings say was looked for.
retention_run = Table(
    "retention_run",
    metadata,
    Column("day", Date, primary_key=True),
    Column("claimed_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("erased", Integer, nullable=False, default=0),
)

# Letters about one matter. What a group is about is fixed; who sits in it stands in `group_member`.
case_group = Table(
    "case_group",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", Plain, nullable=False, unique=True),
    Column("topic", Plain, nullable=False),
    Column("project", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

# One row for each case that ever sat in a group; group_id: empty once it sits in none.
group_member = Table(
    "group_member",
    metadata,
    Column("case_id", Key, ForeignKey("case.id"), primary_key=True, autoincrement=False),
    Column("group_id", Key, ForeignKey("case_group.id"), index=True),
    Column("confirmed", Boolean, nullable=False, default=False),
    Column("leads", Boolean, nullable=False, default=False),
)

# What changed groups, each with every seat before and after, so that it can be undone. undoes: the act that it undid.
group_act = Table(
    "group_act",
    metadata,
    Column("id", Key, primary_key=True),
    Column("group_id", Key, ForeignKey("case_group.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("who", Plain, nullable=False),
    Column("act", Code(GroupAct), nullable=False),
    Column("moves", Wire(tuple[Move, ...]), nullable=False, default=()),
    Column("undoes", Key),
)

# The one text of which each household of a group gets its own letter, and what is posted up; the last version holds.
group_text = Table(
    "group_text",
    metadata,
    Column("id", Key, primary_key=True),
    Column("group_id", Key, ForeignKey("case_group.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("reply", Plain, nullable=False, default=""),
    Column("notice", Plain, nullable=False, default=""),
    UniqueConstraint("group_id", "version"),
)

# What a person has typed into a form and not sent yet, saved from the page while typing; key: chosen by that page, so
# that a saving that is sent twice is kept once. form: which of the case's forms; case_id: none for a new complaint.
# stand: how many events the case had when it was typed. fields: each field's name and value, and whether it is words.
form_draft = Table(
    "form_draft",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("key", Plain, nullable=False),
    Column("case_id", Key, ForeignKey("case.id"), index=True),
    Column("form", Plain, nullable=False),
    Column("stand", Integer, nullable=False),
    Column("fields", Wire(tuple[tuple[str, str, bool], ...]), nullable=False),
    Column("saved_at", UtcTime, nullable=False, index=True),
    UniqueConstraint("person_id", "key"),
)

# What letters say of the company, as it was entered at the desk; empty: as in the settings. The last row counts.
company_profile = Table(
    "company_profile",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("office", Plain, nullable=False),
    Column("phone", Plain, nullable=False),
    Column("contact", Plain, nullable=False),
    Column("address", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
)

# Word templates that the company brought, by their files in the archive; script: HANT for one of its own.
letter_template = Table(
    "letter_template",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Code(LetterKind), nullable=False),
    Column("script", Code(Script), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    Column("origin", Code(TemplateOrigin), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    UniqueConstraint("kind", "script", "version"),
)

# Which was taken into use when; version: NULL for the one that comes with the program.
letter_template_use = Table(
    "letter_template_use",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Code(LetterKind), nullable=False),
    Column("script", Code(Script), nullable=False),
    Column("version", Integer),
    Column("note", Plain, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Plain, nullable=False),
    Index("ix_letter_template_use_kind", "kind", "script"),
)
