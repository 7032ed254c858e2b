"""One resident's data are found in any spelling, and after an erasure they are nowhere, in no file or database page.

Covers huihan.export and workers.privacy.masking.
"""

import io
import json
import zipfile
from dataclasses import fields, replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from docx import Document as Word
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from servers.letters_day import CLERK, approved, furnished
from sqlalchemy import text

from domain.codes import CaseState, IgnoredReason, IntakeState, LetterState, Way
from domain.correction import Correction
from domain.settings import RetentionSettings
from domain.staff import operator
from huihan.export import export_case
from store import cases, events, house_log, intake, printing, search
from store.chains import ERASED
from store.directory import NewHousehold
from workers.casework.correcting import correct
from workers.instance.refusals import Refused
from workers.intake.triage import join
from workers.privacy import erasing
from workers.privacy.data_requests import Asked, Fate, erase, hold, plan
from workers.privacy.finding import find
from workers.privacy.resident import Resident
from workers.privacy.subjects import Wanted
from workers.sending.printing import batch_pdf, make_batch

NAME, OTHER_SCRIPT, PHONE, EMAIL = "邓丽华", "鄧麗華", "13812345678", "deng@example.com"
WHO = Resident.of(name=NAME, phone=PHONE, email=EMAIL)
DENG = Wanted(name=NAME, phone="138 1234 5678")
SAID = "我是阳光花园3栋2单元501的业主邓丽华，电梯又停运了，已经三天，没有人来修，请尽快安排。电话138 1234 5678"
QUOTED = "\n\n-----原始邮件-----\n发件人: 鄧 麗 華 <deng@example.com>\n主题: 电梯\n\n电话 138-1234-5678，鄧麗華"
NEIGHBOUR = (
    "我是阳光花园3栋2单元502的业主李明，电梯停运。邻居鄧麗華（１３８１２３４５６７８）也说没人修。电话13911112222"
)
REASON = "住户要求删除"
OUTSIDE = "smtp"
"""Where the listener of these tests keeps what it was sent: no part of the instance."""


def pdf():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    page = Canvas(out)
    page.setFont("STSong-Light", 14)
    page.drawString(80, 700, "投诉人：鄧麗華  电话：138-1234-5678，电梯停运的照片与说明附后。")
    page.save()
    return out.getvalue()


def word():
    document, out = Word(), io.BytesIO()
    paragraph = document.add_paragraph("业主")
    for piece in ("邓", "丽", "华", "，一三八一二三四五六七八"):
        paragraph.add_run(piece)
    document.save(out)
    return out.getvalue()


def letter(house, said, *files, sender=f"{NAME} <{EMAIL}>", subject="电梯停运", **headers):
    house.delivered += 1
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "kefu@wuye.example", subject
    message["Date"] = format_datetime(house.time[0])
    message["Message-ID"] = f"<p{house.delivered}@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(said)
    for data, kind, name in files:
        message.add_attachment(data, maintype="application", subtype=kind, filename=name)
    house.receive(message.as_bytes())
    house.work()
    return message["Message-ID"]


def file_case(house, case):
    with house.services.database.transaction() as session:
        events.append(session, case.id, house.services.now(), "li", "filed", {"reason": ""})
        assert cases.update_case(session, case.id, state=CaseState.FILED)


def lived_in(house):
    """A resident's letter with its attachments, its correction and follow-up, and a neighbour's that names them."""
    house = furnished(house)
    house.directory(
        NewHousehold(
            project="阳光花园", building="3", unit="2", room="501", name=OTHER_SCRIPT, phone=PHONE, email=EMAIL
        ),
        NewHousehold(project="阳光花园", building="3", unit="2", room="502", name="李明", phone="13911112222"),
    )
    first = letter(house, SAID + QUOTED, (pdf(), "pdf", "说明.pdf"), (word(), "octet-stream", "邓丽华.docx"))
    (case,) = house.cases()
    correct(house.services, case.number, Correction(subject=f"{NAME}：电梯停运"), actor=CLERK, seen=0)
    letter(house, "补充：还是没修好。邓丽华 138-1234-5678", In_Reply_To=first, References=first, subject="Re: 电梯停运")
    if house.last().state is IntakeState.AWAITING_PERSON:  # as long as nothing proves who sent it
        join(house.services, house.last().id, case.number, actor=operator("li"))
    letter(house, NEIGHBOUR, sender="李明 <li@example.com>")
    return house


def filed(house):
    for one in house.cases():
        file_case(house, one)
    return house


@pytest.fixture
def small(house):
    """A house in which a resident has written, been written to by itself, and been named by a neighbour."""
    return filed(lived_in(house))


@pytest.fixture
def office(house):
    """The same with replies printed in one batch, exports and a log that should not hold what it does."""
    house = lived_in(house)
    root, (case, neighbour) = house.services.settings.root, house.cases()
    bodies = [approved(house, one, way=Way.PRINT) for one in (case, neighbour)]
    house.work()
    make_batch(house.services, [one.id for one in bodies], actor=CLERK)
    export_case(house.services, case.number, root / case.number)
    export_case(house.services, case.number, root / f"{case.number}.zip")
    (root / "data" / "huihan.log").write_text(f'{{"event": "x", "who": "{OTHER_SCRIPT}"}}\n')
    return filed(house)


def ask(house, **wanted):
    return find(house.services, Wanted(**wanted) if wanted else DENG)


def spelled(data):
    """Whether bytes hold the resident, as they lie on the disk."""
    forms = [NAME, OTHER_SCRIPT, PHONE, EMAIL, "138-1234-5678", "138 1234 5678"]
    return any(form.encode(charset) in data for form in forms for charset in ("utf-8", "gb18030", "utf-16-le"))


def traces(house):
    """The files of the instance, and on PostgreSQL the rows, in which the resident still stands."""
    root = house.services.settings.root
    files = [path for path in root.rglob("*") if path.is_file() and path.parent != root / OUTSIDE]
    found = [str(path.relative_to(root)) for path in files if _holds(path.read_bytes())]
    if house.services.database.dialect == "postgresql":
        with house.services.database.reading() as session:
            tables = (
                session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
            )
            for table in tables:
                rows = session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars()  # noqa: S608 - its own names
                found += [table for row in rows if WHO.named_in(row)]
    return found


def _holds(data):
    if spelled(data):
        return True
    if not data.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(_holds(package.read(name)) or spelled(name.encode()) for name in package.namelist())


def test_everything_of_a_resident_is_found_and_a_neighbours_naming_is_told_apart(office):
    found = ask(office)
    mine, other = office.cases()
    assert found.whose.cases == {mine.id}
    assert {(place.kind, place.own) for place in found.places} >= {
        ("household", True),
        ("contact", True),
        ("case", True),
        ("intake", True),
        ("original", True),
        ("reading", True),
        ("correction", True),
        ("decision", True),
        ("event_payload", True),
        ("letter", True),
        ("letter_file", True),
        ("rendition", True),
        ("print_batch", True),
        ("search_text", True),
        ("log", True),
        ("file", True),
        ("original", False),
        ("reading", False),
        ("decision", False),
        ("search_text", False),
    }
    assert {place.number for place in found.places if not place.own and place.case_id} == {other.number}
    assert len([place for place in found.places if place.kind == "original" and place.own]) == 2


def test_any_one_detail_in_any_spelling_finds_the_same(small):
    for wanted in (
        {"name": OTHER_SCRIPT},
        {"phone": "+86 138-1234-5678", "name": NAME},
        {"email": "DENG@example.com"},
        {"project": "陽光花園", "building": "三棟", "unit": "2单元", "room": "501室"},
    ):
        found = ask(small, **wanted)
        assert found.whose.cases == ask(small).whose.cases, wanted
        assert found.whose.resident.phones == {PHONE}, wanted


def test_a_phone_that_a_neighbour_gave_too_needs_the_name_beside_it(house):
    house = lived_in(house)
    theirs = f"我是阳光花园5栋1单元101的业主赵强，楼道灯坏了一个月没人修。电话{PHONE}"
    letter(house, theirs, sender="赵强 <zhao@example.com>", subject="楼道灯不亮")
    assert [(case.resident_name, case.phone) for case in house.cases()][2:] == [("赵强", PHONE)]
    small = filed(house)
    assert ask(small, phone=PHONE).whose.several == 2
    with pytest.raises(Refused, match="可能是 2 位住户的"):
        erase(small.services, Asked(wanted=Wanted(phone=PHONE)), actor=operator("cli:li"), reason=REASON)


def test_after_an_erasure_nothing_is_found_and_no_byte_is_left(office):
    services = office.services
    mine, other = office.cases()
    assert traces(office)
    made = erase(services, Asked(wanted=DENG, mentions=True), actor=operator("cli:li"), reason=REASON)
    inside = [step for step in made.steps if not step.place.where.startswith(OUTSIDE)]
    assert {step.place.kind for step in inside if step.fate is Fate.BY_HAND} <= {"mailbox"}
    assert {step.fate for step in inside if step.place.kind != "mailbox"} == {Fate.ERASED, Fate.COVERED}
    assert traces(office) == []
    assert [place for place in ask(office).places if not place.where.startswith(OUTSIDE)] == []
    after = office.ask(lambda session: cases.get_case(session, mine.id))
    assert (after.number, after.category, after.grade, after.received_at) == (
        mine.number,
        mine.category,
        mine.grade,
        mine.received_at,
    )
    assert (after.resident_name, after.phone, after.room, after.project, after.building) == (
        None,
        None,
        None,
        "阳光花园",
        "3",
    )
    for case in (mine, other):
        assert office.ask(lambda session, case=case: events.verify(session, case.id)) == []
    assert office.ask(house_log.verify) == []


def test_what_the_neighbour_wrote_stays_readable_but_for_the_naming(small):
    other = small.cases()[-1]
    erase(small.services, Asked(wanted=DENG, mentions=True), actor=operator("cli:li"), reason=REASON)
    (row,) = small.ask(lambda session: intake.of_case(session, other.id))
    (document,) = small.ask(lambda session: intake.load_reading(session, row.id))
    covered = NEIGHBOUR.replace("鄧麗華", "■■■").replace("１３８１２３４５６７８", "■" * 11)
    assert document.text.strip() == covered
    assert row.sha256 is None
    decided = small.ask(lambda session: cases.decisions_of_case(session, other.id))[-1]
    assert decided.input.text == document.text
    assert small.ask(lambda session: cases.get_case(session, other.id)).resident_name == "李明"


def test_without_being_asked_nothing_of_others_is_touched(small):
    before = [place for place in ask(small).places if not place.own]
    erase(small.services, Asked(wanted=DENG), actor=operator("cli:li"), reason=REASON)
    left = ask(small).places
    assert {(one.kind, one.where) for one in left} == {(one.kind, one.where) for one in before}


def test_the_neighbours_own_letter_is_kept_though_the_batch_of_both_is_gone(office):
    (batch,) = office.ask(printing.newest)
    other = office.cases()[-1]
    erase(office.services, Asked(wanted=DENG), actor=operator("cli:li"), reason=REASON)
    (reply,) = [one for one in office.letters(other) if one.state is LetterState.PRINTED]
    assert office.services.archive.exists(reply.sealed_sha or reply.pdf_sha)
    with pytest.raises(Refused, match="已按个人信息删除的要求移除"):
        batch_pdf(office.services, batch.id, actor=CLERK)


def test_the_record_says_who_and_why_and_names_nobody(small):
    mine = small.cases()[0]
    erase(small.services, Asked(wanted=DENG, mentions=True), actor=operator("cli:li"), reason=REASON)
    said = [one for one in small.ask(lambda s: events.history(s, mine.id)) if one.what == ERASED]
    assert [(one.who, one.payload["reason"]) for one in said] == [("cli:li", REASON)]
    assert said[0].payload["files"]
    assert not WHO.named_in(json.dumps(said[0].payload, ensure_ascii=False))
    entries = small.ask(lambda s: house_log.page(s, house_log.Wanted(what=(ERASED,))))
    assert {tuple(row) for one in entries for row in one.payload["rows"]} == {("household", "1"), ("occupant", "1")}


def test_a_dry_run_says_what_stays_and_why_and_changes_nothing(small):
    mine = small.cases()[0]
    with small.services.database.transaction() as session:
        cases.update_case(session, mine.id, state=CaseState.REOPENED)
    made = plan(small.services, Asked(wanted=DENG, keep_directory=True))
    stays = {step.place.kind: step.why for step in made.steps if step.fate is Fate.STAYS and step.place.own}
    assert stays["case"] == "案件尚未归档；归档后再删除"
    assert stays["household"] == "仍是业主或住户：名录为履行合同所需"
    assert {step.why for step in made.steps if not step.place.own} == {
        "是他人的材料；另加 --mentions 时遮盖其中的姓名、电话等"
    }
    before = traces(small)
    erase(small.services, Asked(wanted=DENG, keep_directory=True), actor=operator("cli:li"), reason=REASON)
    assert small.ask(lambda s: cases.get_case(s, mine.id)).resident_name
    assert len(traces(small)) >= len(before) - 1


def test_a_case_that_is_held_by_law_stays(small):
    mine = small.cases()[0]
    hold(small.services, mine.number, actor=operator("cli:li"), reason="诉讼中")
    erase(small.services, Asked(wanted=DENG), actor=operator("cli:li"), reason=REASON)
    assert mine.id in ask(small).whose.cases
    hold(small.services, mine.number, actor=operator("cli:li"), reason="已结案", lift=True)
    with pytest.raises(Refused, match="没有依法保留"):
        hold(small.services, mine.number, actor=operator("cli:li"), reason="再来", lift=True)
    erase(small.services, Asked(wanted=DENG, mentions=True), actor=operator("cli:li"), reason=REASON)
    assert traces(small) == []


def test_what_the_law_keeps_for_some_years_stays_until_then(small):
    settings = replace(small.services.settings, retention=RetentionSettings(duty=timedelta(days=700)))
    services = replace(small.services, settings=settings)
    made = plan(services, Asked(wanted=DENG))
    assert {step.why[:8] for step in made.steps if step.place.kind == "case" and step.place.own} == {"法定保存期未满："}
    small.time[0] += timedelta(days=701)
    made = plan(services, Asked(wanted=DENG))
    assert {step.fate for step in made.steps if step.place.kind == "case" and step.place.own} == {Fate.ERASED}


def test_a_reason_is_needed_and_names_nobody(small):
    for reason in ("", "  ", "邓丽华要求", "来电 138 1234 5678"):
        with pytest.raises(Refused, match="理由"):
            erase(small.services, Asked(wanted=DENG), actor=operator("cli:li"), reason=reason)


def test_a_name_that_several_bear_is_found_and_not_erased(small):
    letter(small, "我是碧水湾7栋1单元301的业主邓丽华，水管漏水。", sender="d <d2@example.com>", subject="漏水")
    found = ask(small, name=NAME)
    assert found.whose.several == 2
    with pytest.raises(Refused, match="可能是 2 位住户的"):
        erase(small.services, Asked(wanted=Wanted(name=NAME)), actor=operator("cli:li"), reason=REASON)
    assert ask(small, name=NAME, room="301", building="7").whose.cases == {small.cases()[-1].id}


def test_what_cannot_be_sought_is_refused_with_a_sentence(house):
    for wanted in ({}, {"name": "邓"}, {"name": "邓女士"}, {"phone": "120"}, {"email": "x"}, {"building": "3"}):
        with pytest.raises(Refused):
            find(house.services, Wanted(**wanted))


def test_the_case_can_still_be_searched_by_its_number_alone(small):
    mine = small.cases()[0]
    erase(small.services, Asked(wanted=DENG, mentions=True), actor=operator("cli:li"), reason=REASON)

    def hits(words):
        return [one.number for one in small.ask(lambda session: search.search(session, CLERK, words))]

    assert hits(mine.number) == [mine.number]
    assert hits("电梯又停运了") == []
    assert hits(NAME) == []


def test_erasing_again_finds_nothing_to_do(small):
    asked = Asked(wanted=DENG, mentions=True)
    erase(small.services, asked, actor=operator("cli:li"), reason=REASON)
    history = [small.events(case) for case in small.cases()]
    assert erase(small.services, asked, actor=operator("cli:li"), reason=REASON).steps == ()
    assert [small.events(case) for case in small.cases()] == history
    assert erasing.work(small.services) == 0


def test_the_same_file_of_another_writer_is_kept(small):
    same = next(row for row in small.rows() if row.state is IntakeState.CASE)
    with small.services.database.transaction() as session:
        (other,) = intake.enter(
            session, replace_key(intake.NewIntake, same, source_key="9:9", state=IntakeState.QUARANTINED)
        )
    erase(small.services, Asked(wanted=DENG), actor=operator("cli:li"), reason=REASON)
    assert small.services.archive.exists(other.sha256)


def replace_key(kind, row, **values):
    return kind(
        **{**{field.name: getattr(row, field.name) for field in fields(kind)}, "sender": "x@example.org", **values}
    )


def test_what_is_no_case_is_found_and_goes_once_it_is_settled(house):
    letter(house, SAID, sender=f"{NAME} <{EMAIL}>", Precedence="bulk")
    with house.services.database.transaction() as session:
        ignored = {"ignored_reason": IgnoredReason.SET_ASIDE, "note": "广告", "case_id": None}
        for row in house.rows():
            if row.case_id is None:
                intake.advance(session, row.id, tuple(IntakeState), IntakeState.IGNORED, **ignored)
    unfiled = [row for row in house.rows() if row.case_id is None]
    asked = Asked(wanted=Wanted(name=NAME, email=EMAIL))
    erase(house.services, asked, actor=operator("cli:li"), reason=REASON)
    assert len(unfiled) == 1
    assert traces(house) == []
    assert house.ask(house_log.verify) == []
