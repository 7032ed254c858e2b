"""The people of an office, and letters brought as far as a test of the desk wants them."""

from dataclasses import replace

from servers.house import House

from domain.codes import LetterKind, Role
from domain.settings import CompanySettings
from domain.staff import Grant, Person
from letters.word.blocks import BlockRole, BlockText, blocks
from store import cases, letters, lowerings, people
from store.people import NewPerson
from workers.casework.lowering import ask, confirm
from workers.correspondence.approving import approve
from workers.correspondence.editing import draft, edit_blocks
from workers.correspondence.letter_checks import accept_finding, findings
from workers.correspondence.submitting import submit
from workers.sending.delivery_exceptions import reissue
from workers.staff.people import person_of

COMPANY = CompanySettings(
    name="阳光物业服务有限公司", phone="010-6655 8899", contact="陈静", address="阳光花园1号", letter_prefix="物函"
)
REPLY = (
    "您于2026年3月2日提交的来信收悉，受理编号为{number}。给您带来的不便，我们深表歉意。",
    "经查，电梯停运的原因是门机部件损坏，我们已更换部件并恢复运行。您的诉求已满足。",
    "如有疑问，请与客户服务中心陈静联系，电话：010-6655 8899。",
)


def person(login, *roles, project=None, deputy_of=None, department=None):
    """One of the staff, with these roles everywhere or in one project."""
    grants = tuple(Grant(role=role, project=project, deputy_of=deputy_of, department=department) for role in roles)
    return Person(id=0, login=login, name=login, grants=grants)


CLERK = person("li", Role.CLERK)
OTHER_CLERK = person("zhao", Role.CLERK)
SUPERVISOR = person("wang", Role.SUPERVISOR)
SECOND_SUPERVISOR = person("qian", Role.SUPERVISOR)
SERVICE = person("fang", Role.SERVICE_DEPARTMENT)
MANAGER = person("sun", Role.MANAGER)


def furnished(house: House) -> House:
    """The house with a company of its own, as letters name it."""
    settings = replace(house.services.settings, company=COMPANY)
    return replace(house, services=replace(house.services, settings=settings))


def one_case(house, **mail):
    """A complaint that came by mail, with its acknowledgement sent."""
    house.mail(**mail)
    house.work()
    return house.cases()[-1]


def now(house, letter):
    """The letter as it stands now."""
    return house.ask(lambda session: letters.get(session, letter.id))


def texts(house, letter, body=REPLY):
    """The letter's blocks with `body` in place of its paragraphs, and nothing left open."""
    case = house.ask(lambda session: cases.get_case(session, letter.case_id))
    number, name = case.number, (case.resident_name or "王芳").removesuffix("女士")
    found, written = blocks(house.services.archive.get(letter.docx_sha)), False
    wanted = []
    for block in found:
        if not block.editable:
            continue
        if block.role is BlockRole.ADDRESSEE:
            wanted.append(BlockText(index=block.index, text=f"尊敬的{name}女士："))
        elif block.role in (BlockRole.TITLE, BlockRole.CLOSING, BlockRole.SIGNATURE):
            wanted.append(BlockText(index=block.index, text=block.text))
        elif block.role is BlockRole.BODY and not written:
            wanted.append(BlockText(index=block.index, text="\n".join(body).format(number=number)))
            written = True
    return wanted


def written(house, case, kind=LetterKind.REPLY, *, by=CLERK, body=REPLY):
    """A letter of that kind with nothing left open."""
    letter = draft(house.services, case.number, kind, actor=by)
    letter = edit_blocks(house.services, letter.id, texts(house, letter, body), actor=by, seen=letter.docx_sha)
    return without_a_plan(house, letter) if kind is LetterKind.DEPARTMENT_NOTICE else letter


def without_a_plan(house, notice, *, by=CLERK):
    """A notice that cannot wait for the plan: why it leaves something blank is stated."""
    for blank in findings(house.services, notice.id):
        accept_finding(house.services, notice.id, blank.key, "先行处理，方案后补", actor=by)
    return now(house, notice)


def submitted(house, case, kind=LetterKind.REPLY, *, by=CLERK, way=None, body=REPLY, promised=None):
    """The same, submitted."""
    letter = written(house, case, kind, by=by, body=body)
    return submit(house.services, letter.id, actor=by, way=way, promised=promised)


def approved(house, case, kind=LetterKind.REPLY, *, by=SUPERVISOR, **wish):
    """The same, approved by its supervisor."""
    letter = submitted(house, case, kind, **wish)
    return approve(house.services, letter.id, actor=by, pdf_sha=letter.pdf_sha)


def lowered(house, case, grade, *, asks=SUPERVISOR, confirms=MANAGER):
    """The case with a lesser grade, by the act of two heads."""
    ask(house.services, case.number, grade, "核实后影响有限", actor=asks)
    wish = house.ask(lambda session: lowerings.asked(session, case.id))
    return confirm(house.services, case.number, wish.id, actor=confirms)


def reissued(house, letter, way, *, by=CLERK, approver=SUPERVISOR):
    """A letter that came back, sent once more with the approver's consent."""
    again = reissue(house.services, letter.id, actor=by, way=way)
    approve(house.services, letter.id, actor=approver, pdf_sha=again.pdf_sha)
    house.work()
    return now(house, letter)


def typist(services, login="chen"):
    """A clerk who has an account, made at the first call."""
    with services.database.transaction() as session:
        row = people.by_login(session, login)
        if row is None:
            new = NewPerson(login=login, name="陈晓", language="zh", made_at=services.now(), made_by="huihan")
            row = people.create(session, new)
            people.grant(session, row.id, Grant(role=Role.CLERK))
    with services.database.reading() as session:
        return person_of(services, session, row.id)
