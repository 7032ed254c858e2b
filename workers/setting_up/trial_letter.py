"""A letter of the company's own to an admin: on its paper, by its way out, with a made-up matter and no case behind it.

It bears no number and enters no ledger: nothing of it is a resident's letter. The house log says that it was made.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from domain.codes import LetterKind, Role
from domain.events import HouseEvent
from domain.said import N_, Sentence, filled
from domain.settings import CompanySettings, SmtpSettings
from domain.staff import Person
from letters.pdf.office import PdfProblem
from letters.templating.guard import TemplateProblem
from letters.templating.sample import samples
from store import serialization, sessions
from workers.correspondence.previews import paint_docx
from workers.instance import attempts
from workers.instance.attempts import Limit
from workers.instance.company import company_now
from workers.instance.house_entries import noted
from workers.instance.killable import listen
from workers.instance.message import Attached, build_notice
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.smtp import Delivery, Fault, Outcome
from workers.instance.smtp_faults import Trouble, trouble
from workers.instance.whole_files import write_whole
from workers.instance.writing_tasks import Written, write_letter
from workers.setting_up import trial_sending
from workers.setting_up.looking import MAIL, PAPER, way_out
from workers.staff.people import EMAIL

LIMIT = timedelta(seconds=40)
"""For the whole of the sending, which is ended past it."""
_STEP = timedelta(seconds=10)
"""For each answer of the server."""
NAME = "测试信"
_KIND = LetterKind.ACKNOWLEDGEMENT
_SAMPLE = "one matter"
_UNNUMBERED = "〔测试〕"
_PDF = ("application", "pdf")
_BODY = (
    "{name}：\n\n"
    "这是您在“首次设置”页上发给自己的测试信，说明发信设置、公司信息和信头都已可用。\n"
    "附件是按现用模板写的一封《收悉告知》样信；其中的住户和事项都是虚构的，没有立案，也没有占用文号。\n"
    "A test letter that you sent to yourself from the set-up page; the resident and the matter in it are made up.\n\n"
    "―――― 样信正文 ――――\n\n{text}\n"
)


@dataclass(frozen=True, kw_only=True)
class TrialLetter:
    """The letter as it was written. pdf: None where none can be made, why: for people."""

    docx: bytes
    text: str
    pdf: bytes | None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What came of sending it. wrong: what stands in the way, None if the server took it.

    unpainted: why it went without its PDF, empty if it did not.
    """

    address: str
    outcome: Outcome
    wrong: Trouble | None
    unpainted: str


def send(services: Services, address: str, *, actor: Person) -> Sent:
    """Send it to the admin's own address, or to `address` while none stands with their name.

    Raises Refused: the actor is no admin, there is no address or no mail server, one was sent within the last minute,
    or the letter cannot be written.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
    smtp, to = services.smtp, (actor.email or address).strip()
    if smtp is None:
        raise Refused("没有设置发信服务器：先在“发信”页填写，或者下载 PDF")
    if not EMAIL.fullmatch(to):
        raise Refused("请写明您自己的邮箱，例如 name@example.com")
    counted = attempts.spend(services, _limits(actor))
    try:
        letter = _written(services)
        delivery = _sent(services, smtp, to, _mail(services, letter, actor, to))
    except BaseException:
        _forget(services, counted)
        raise
    if delivery.outcome not in {Outcome.ACCEPTED, Outcome.IN_DOUBT}:
        _forget(services, counted)
    with services.database.transaction() as session:
        noted(
            services,
            session,
            HouseEvent.TEST_LETTER,
            who=actor.login,
            how=MAIL,
            outcome=delivery.outcome.value,
            way=way_out(services.mail_settings),
        )
    return Sent(address=to, outcome=delivery.outcome, wrong=_trouble(smtp, delivery), unpainted=letter.why)


def on_paper(services: Services, *, actor: Person) -> bytes:
    """The same as a PDF, to be printed. Raises Refused: the actor is no admin, or it cannot be made."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
    letter = _written(services)
    if letter.pdf is None:
        raise Refused("PDF 没有做成：{why}", why=letter.why)
    with services.database.transaction() as session:
        noted(services, session, HouseEvent.TEST_LETTER, who=actor.login, how=PAPER)
    return letter.pdf


def _limits(actor: Person) -> tuple[Limit, Limit]:
    """A second press of the button sends nothing, and no mailbox is flooded."""
    own = attempts.key("test-letter", actor.login)
    minute = N_("测试信正在发送，或一分钟内刚发过：请先看邮箱（包括垃圾邮件），{when} 以后可以再发")
    hour = N_("一小时内已发过十封测试信；{when} 以后可以再发")
    return (
        Limit(key=own, most=1, window=timedelta(minutes=1), message=minute),
        Limit(key=attempts.key("test-letters", ""), most=10, window=attempts.LONGEST, message=hour),
    )


def _forget(services: Services, counted: list[int]) -> None:
    with services.database.transaction() as session:
        sessions.take_back(session, counted)


def _written(services: Services) -> TrialLetter:
    """Word and PDF by the templates in force."""
    today = services.now().astimezone(services.zone).date()
    context = replace(
        samples(_KIND, company_now(services))[_SAMPLE],
        number=_UNNUMBERED,
        case_number=_UNNUMBERED,
        dated=today,
        received=today,
        deadlines=(),
    )
    (written,) = services.writers.map(write_letter, [(services.settings.templates, context)], together=1)
    if isinstance(written, TemplateProblem):
        raise Refused("测试信写不出来：{why}", why=written.said) from written
    if not isinstance(written, Written):
        raise Refused("测试信写不出来：写信的程序出错退出，请稍后再试")
    try:
        pdf, why = paint_docx(services, written.docx).pdf, ""
    except PdfProblem as problem:
        pdf, why = None, str(problem)
    return TrialLetter(docx=written.docx, text=written.text, pdf=pdf, why=why)


def _mail(services: Services, letter: TrialLetter, actor: Person, to: str) -> bytes:
    company: CompanySettings = company_now(services)
    attached = [Attached(name=f"{NAME}.docx", data=letter.docx)]
    if letter.pdf is not None:
        attached.append(Attached(name=f"{NAME}.pdf", data=letter.pdf, media_type=_PDF))
    return build_notice(
        services.mail_settings,
        services.keys,
        company,
        to=to,
        subject=f"【{NAME}】{company.name} 收悉告知样信",
        body=filled(_BODY, {"name": actor.name, "text": letter.text}),
        dated=services.now(),
        attached=attached,
    )


def _sent(services: Services, smtp: SmtpSettings, to: str, message: bytes) -> Delivery:
    """In a process apart, which is ended past its time: then it is not known whether it went."""
    path = services.settings.root.absolute() / "data" / "cache" / "samples" / f"{uuid4().hex}.eml"
    ca_file = smtp.ca_file.absolute() if smtp.ca_file else None
    settings = replace(smtp, timeout=min(smtp.timeout, _STEP), ca_file=ca_file)
    errand = trial_sending.Errand(settings=settings, to_address=to, message=path)
    write_whole(services, path, message)
    try:
        given = serialization.dump(trial_sending.Errand, errand).encode()
        spoken = listen(trial_sending.COMMAND, limit=LIMIT, given=given)
        if spoken.in_time:
            return serialization.load(Delivery, spoken.said.decode())
    except (OSError, ValueError):
        return Delivery(outcome=Outcome.NOT_SENT, answer="—", fault=Fault.LOST)
    finally:
        path.unlink(missing_ok=True)
    return Delivery(outcome=Outcome.IN_DOUBT, answer="—", fault=Fault.TIMEOUT)


def _trouble(smtp: SmtpSettings, delivery: Delivery) -> Trouble | None:
    found = trouble(smtp, delivery)
    if found is None or delivery.outcome is not Outcome.IN_DOUBT:
        return found
    mend = Sentence(N_("信也可能已经发出：先看看邮箱，没有收到再核对发信设置后重发"))
    return Trouble(what=found.what, mend=mend)
