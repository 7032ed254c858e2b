"""An office after a day's work, with a row in every table that an audit watches; and hands that alter rows unseen."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from servers.letters_day import CLERK, COMPANY, SUPERVISOR, submitted
from sqlalchemy import Date, Text, delete, insert, select, text, type_coerce, update

from domain.closed import KeptFigures
from domain.codes import Category, Department, Grade, Role
from domain.composition import ComposedMatter, Composition
from domain.correction import Correction
from domain.events import EventName
from domain.override import Override
from domain.plan import Measure
from domain.scopes import Scope
from domain.staff import Grant, Person, operator
from domain.staff_codes import ChangeKind, ChangeState
from domain.work_codes import Blocker, EvidenceSource, LoweringState
from store import (
    case_views,
    closed,
    edits,
    events,
    house_log,
    letters,
    mailboxes,
    past_cases,
    past_imports,
    people,
    printing,
    rulebooks,
    shared_letters,
)
from store.closed import ClosedFigures, ClosedMonth
from store.columns import Code, Mail, Plain, UtcTime, Wire
from store.desk_tables import grade_lowering
from store.directory import NewHousehold
from store.past_cases import PastCase
from store.people import NewDeputy, NewPerson
from store.staff_tables import change_request, recovery_code, second_factor
from workers.audit import keys
from workers.audit.found import Found
from workers.audit.sign import sign
from workers.audit.verify import Place, Wanted, verify
from workers.casework import blocking, correcting, evidence, ladder, overriding, recording
from workers.casework.groups import texts
from workers.casework.groups.acts import link
from workers.casework.plans import approve_plan, save_plan, submit_plan
from workers.clocks import clock_watch
from workers.correspondence.approving import approve
from workers.correspondence.letter_rows import tell
from workers.staff import tokens
from workers.telling import programs

ADMIN = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
HOME = NewHousehold(
    project="阳光花园",
    building="3栋",
    unit="2单元",
    room="501",
    name="王芳",
    email="wang@example.com",
    phone="13800138000",
)
LAMP = "楼道灯坏了三天，请来人修。阳光花园5栋1单元302"


def worked(house):
    """The office after its day: two cases, one with a plan and a reply that went out; a letter set aside."""
    house = replace(house, services=replace(house.services, settings=replace(house.services.settings, company=COMPANY)))
    services = house.services
    hired(house)
    house.directory(HOME)
    house.mail()
    house.mail(subject="楼道灯坏了", text=LAMP, sender="赵强 <zhao@example.com>")
    house.work()
    first, second = house.cases()
    correcting.correct(services, second.number, Correction(phone="13900139000"), actor=operator("li"))
    overriding.override_slots(
        services, second.number, Override(category=Category.EQUIPMENT, because="照明属设备"), actor=operator("li")
    )
    tokens.create(services, name="app", scopes=[Scope.CASES_READ], actor=ADMIN)
    programs.add(services, "https://erp.example.com/in", events=(EventName.FILED,), actor=ADMIN)
    group = link(services, second.number, first.number, actor=operator("li"))
    common = Composition(matters=(ComposedMatter(name="", findings="两部电梯和楼道灯均已修复"),))
    texts.write(services, group.number, common, notice="", actor=operator("li"))
    ladder.hand_up(services, second.number, "灯由谁换，两个部门说法不一", actor=CLERK)
    blocking.block(services, second.number, "没有备件", Blocker.SUPPLIER, actor=operator("li"))
    _plan(services, first.number)
    recording.save_opinion(services, first.number, "门机须整体更换", actor=operator("li"), seen=0)
    photo = evidence.Handed(name="门机.jpg", data=b"\xff\xd8\xff\xe0 door")
    evidence.add(services, first.number, (photo,), evidence.About(source=EvidenceSource.VISIT), actor=operator("li"))
    letter = submitted(house, first)
    approve(services, letter.id, actor=SUPERVISOR, pdf_sha=letter.pdf_sha)
    house.work()
    house.time[0] += timedelta(days=12)
    clock_watch.sweep(services)
    with services.database.transaction() as session:
        row = letters.get(session, letter.id)
        edits.accept(session, row.id, "promise:1", reason="已核实", who="li", at=services.now())
        tell(services, session, row, "li", "finding_accepted", finding="承诺", reason="已核实")
        shared_letters.name_cases(session, letter.id, [second.id], services.now())
        along = {"letter": letter.id, "number": letter.number, "of": first.number, "stands": True}
        events.append(session, second.id, services.now(), "li", "answered_along", along)
        asked = {
            "case_id": first.id,
            "from_grade": Grade.B,
            "to_grade": Grade.C,
            "reason": "已核实",
            "asked_by": "wang",
        }
        lowering = {"state": LoweringState.REFUSED, "asked_role": Role.SUPERVISOR, "asked_at": services.now()}
        session.execute(insert(grade_lowering).values(**asked, **lowering))
        case_views.add(session, first.id, 1, services.now(), "page")
        case_views.add_by_token(session, first.id, 1, services.now(), "page")
        _closed(session, services.now())
        printing.add(session, pdf_sha=row.pdf_sha, letters=1, pages=1, at=services.now(), by="li")
        rulebooks.add_version(
            session, sha=services.compiled.sha256, at=services.now(), who="sun", note="首次启用", active=True
        )
        mailboxes.save(
            session,
            mailboxes.MailboxState(
                source="mailbox:office",
                uidvalidity=1,
                high_uid=2,
                start_from=services.now() - timedelta(days=90),
                checked_at=services.now(),
                shown=2,
            ),
        )
        _was_a_line(session, second.id, services.now())
        house_log.append(session, at=services.now(), who="sun", what="directory_imported", payload={"new": 1})
    return house


def _was_a_line(session, case_id, now):
    """A case that was a line of an older ledger, as far as its own row says it."""
    ledger = past_imports.add(session, fingerprint="0" * 64, name="台账.xlsx", rows=(), choices="{}", at=now, who="sun")
    past_cases.add(session, PastCase(case_id=case_id, import_id=ledger, line=3, number="Q001", ended_at=now))


def hired(house):
    """Those who act in these tests, with their roles, and a deputy."""
    now = house.services.now()
    with house.services.database.transaction() as session:
        for login, role in (("li", Role.CLERK), ("wang", Role.SUPERVISOR), ("sun", Role.MANAGER)):
            row = people.create(session, NewPerson(login=login, name=login, made_at=now, made_by="sun"))
            people.grant(session, row.id, Grant(role=role))
            house_log.append(session, at=now, who="sun", what="role_granted", whom=login, payload={"role": role})
        days = {"from_at": now, "until_at": now + timedelta(days=30)}
        session.execute(insert(second_factor).values(person_id=1, secret="x", made_at=now, set_at=now))
        session.execute(insert(recovery_code).values(person_id=1, code_hash="0" * 64))
        refused = {"state": ChangeState.REFUSED, "decided_by": "sun", "decided_at": now, "note": "不必"}
        asked = {"kind": ChangeKind.GRANT, "person_id": 1, "details": {"role": "manager"}, "asked_by": "li"}
        session.execute(insert(change_request).values(**asked, asked_at=now, **refused))
        people.add_deputy(session, NewDeputy(person_id=2, deputy_id=3, **days, made_at=now, made_by="wang"))


def _closed(session, at):
    """A month that is closed, with the figures of a project."""
    month = date(2026, 2, 1)
    closed.close(session, ClosedMonth(month=month, closed_at=at, schemes={}, clocks=(), looked_at=at))
    figures = KeptFigures(tasks=(), rates=())
    kept = ClosedFigures(month=month, project="阳光花园", number=0, area="城东", seen_at=at, figures=figures)
    closed.add(session, kept)


def _plan(services, number):
    measure = Measure(what="更换门机部件", owner="周工", department=Department.ENGINEERING, due=date(2026, 3, 6))
    plan = save_plan(services, number, opinion="更换部件", measures=(measure,), actor=CLERK, seen=None)
    submit_plan(services, number, plan.version, actor=CLERK)
    approve_plan(services, number, plan.version, actor=SUPERVISOR)


def signed(house):
    """The day signed; the next morning has come."""
    one, found = sign(house.services, actor=operator("huihan"))
    assert list(found) == []
    house.time[0] += timedelta(days=1)
    return one


def public(house) -> tuple[Ed25519PublicKey, ...]:
    """The key that verifies."""
    return (keys.signing_key(house.services.settings.audit_key).public_key(),)


def audited(house, session=None, **wanted):
    """What an audit finds: of the instance, or as a session sees it."""
    settings = house.services.settings
    place = Place(archive=house.services.archive, folder=settings.audit, keys=public(house))
    if session is not None:
        return verify(session, place, Wanted(**wanted), Found())
    with house.services.database.snapshot() as snapshot:
        return verify(snapshot, place, Wanted(**wanted), Found())


@contextmanager
def unseen(house):
    """A session in which whoever holds the database does as they like; nothing of it stays."""
    with house.services.database.snapshot() as reading:
        dialect = reading.get_bind().dialect.name
    database = house.services.database
    with database.transaction() as session:
        if dialect == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield session
        session.rollback()


def first_row(session, table):
    """The raw values of a table's first row."""
    order = tuple(table.primary_key.columns)
    row = session.execute(select(*(_raw(column) for column in table.columns)).order_by(*order).limit(1)).one()
    return dict(zip(table.c.keys(), row, strict=True))


def key_of(table, row):
    """What an audit calls a row."""
    return "/".join(str(row[column.name]) for column in table.primary_key.columns)


def where(table, row):
    """The condition that a row is this one."""
    return [_raw(column) == row[column.name] for column in table.primary_key.columns]


def other(column, value):
    """Another value for a column."""
    if isinstance(column.type, UtcTime):
        return datetime(2025, 1, 1, tzinfo=UTC)
    if isinstance(column.type, Date):
        return date(2025, 1, 1)
    if isinstance(column.type, Code | Mail | Plain | Text | Wire):
        return "x" if value is None else f"{value}x"
    return not value if str(column.type) == "BOOLEAN" else (value or 0) + 7000


def change(session, table, row, column, value):
    """Alter one value of one row, past all that would check it."""
    raw = column if isinstance(column.type, UtcTime | Date) else _raw(column)
    statement = update(table).where(*where(table, row))
    if isinstance(column.type, Code | Wire | Mail):
        statement = statement.values({column: type_coerce(value, Text)})
    else:
        statement = statement.values({column: value})
    assert session.execute(statement).rowcount == 1, raw


def remove(session, table, row):
    """Take one row away."""
    assert session.execute(delete(table).where(*where(table, row))).rowcount == 1


def put_in(session, table, row, **values):
    """Put a row in that is like this one but for its key, and what must be unique."""
    copy = {**row, **values}
    typed = {
        name: type_coerce(value, Text) if isinstance(table.c[name].type, Code | Wire | Mail) else value
        for name, value in copy.items()
    }
    session.execute(insert(table).values(typed))
    return copy


def _raw(column):
    return type_coerce(column, Text) if isinstance(column.type, Code | Wire | Mail | Plain) else column
