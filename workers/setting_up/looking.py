"""Looks at what stands in the instance for each step of setting up: rows and files, never somebody's word for it.

The one exception is the rulebook: the shipped one is as good as any, so an admin says that it was looked through, and
that counts for that version alone.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.labels import COMPANY_FIELD
from domain.said import N_, Sentence
from domain.settings import SCAN_FOLDER, CompanySettings, MailboxSettings, Settings
from domain.staff import HOUSE
from store import contacts, house_log, ledger, projects, rulebooks
from store.contacts import Contact
from store.house_log import Entry, Wanted
from workers.instance.company import company_in
from workers.instance.smtp import Outcome
from workers.instance.smtp_faults import NO_SERVER
from workers.setting_up.standing import Looked
from workers.stationery.standing import own_kinds

_NAMED = 3
_TRIALS = 200
"""How far back trials of mailboxes are looked for."""
PAPER, MAIL = "pdf", "mail"
"""How a test letter was made: to be printed, or sent."""
_NO_MAILBOX = Sentence(N_("没有设置邮箱，只收 inbox/ 目录"))


def company(session: Session, settings: Settings) -> Looked:
    """Whether letters name the company, or still show the places for it."""
    blank, now = CompanySettings(), company_in(session, settings.company)
    fields = ("name", "phone", "contact", "address")
    missing = [Sentence(COMPANY_FIELD[one]) for one in fields if getattr(now, one) == getattr(blank, one)]
    if not missing:
        return Looked(found=Sentence(N_("{name}，电话 {phone}"), {"name": now.name, "phone": now.phone}))
    mend = Sentence(N_("在“公司与信头”页填写；每封信的信头、落款和联系方式都用它"))
    return Looked(found=Sentence(N_("还没有填：{fields}"), {"fields": _listed(missing)}), mend=mend)


def project(session: Session, settings: Settings) -> Looked:
    """Whether there is a project."""
    del settings
    names = [one.name for one in projects.every(session)]
    if names:
        return Looked(found=Sentence(N_("{count} 个项目：{names}"), {"count": len(names), "names": named(names)}))
    mend = Sentence(N_("在“业主档案”页新增项目，名册按项目名称归到它名下"))
    return Looked(found=Sentence(N_("还没有项目")), mend=mend)


def directory(session: Session, settings: Settings) -> Looked:
    """Whether the households are known, by which a letter finds its flat."""
    del settings
    figures = projects.figures(session)
    empty = [one.name for one in projects.every(session) if one.name not in figures]
    if not figures:
        mend = Sentence(N_("在“业主档案”页导入 Excel 或 CSV 名册；没有名册，来信认不出是哪一户"))
        return Looked(found=Sentence(N_("名册里还没有住户")), mend=mend)
    values: dict[str, object] = {"count": len(figures), "households": sum(one.households for one in figures.values())}
    if not empty:
        return Looked(found=Sentence(N_("{count} 个项目共 {households} 户"), values))
    values |= {"names": named(empty)}
    return Looked(found=Sentence(N_("{count} 个项目共 {households} 户；{names} 还没有住户"), values))


def mailbox(session: Session, settings: Settings) -> Looked:
    """Whether letters come in: every mailbox was looked into or tried with success, or scans were taken in."""
    known = contacts.all_known(session)
    if not settings.mailboxes:
        scanned = next((row.seen for row in ledger.count(session) if row.source == SCAN_FOLDER), 0)
        if scanned:
            return Looked(found=Sentence(N_("没有设置邮箱；扫描文件夹已收进 {count} 件"), {"count": scanned}))
        mend = Sentence(N_("在“收信邮箱”页加入邮箱并试连；只收纸质来信的，把一份扫描件放进 inbox/"))
        return Looked(found=_NO_MAILBOX, mend=mend)
    last = _last_trials(session)
    silent = [box for box in settings.mailboxes if not _answers(box, known.get(box.name), last.get(box.name))]
    if not silent:
        names = named([box.name for box in settings.mailboxes])
        return Looked(found=Sentence(N_("{names} 连得上"), {"names": names}))
    contact = known.get(silent[0].name)
    if contact is not None and contact.problem is not None:
        values = {"name": silent[0].name, "what": contact.problem.what}
        mend = Sentence(N_("{mend}；改好后在“收信邮箱”页再试连"), {"mend": contact.problem.mend})
        return Looked(found=Sentence(N_("{name} 连不上：{what}"), values), mend=mend)
    mend = Sentence(N_("在“收信邮箱”页按“试连”"))
    return Looked(found=Sentence(N_("{names} 还没有连上过"), {"names": named([box.name for box in silent])}), mend=mend)


def letterhead(session: Session, settings: Settings) -> Looked:
    """Whether letters go out on the company's own paper."""
    del session
    own, seal = len(own_kinds(settings.templates)), (settings.templates / "seal.png").is_file()
    values = {"count": own}
    if own and seal:
        return Looked(found=Sentence(N_("{count} 种信函用自己的信头或模板，有印章"), values))
    if own:
        return Looked(found=Sentence(N_("{count} 种信函用自己的信头或模板；没有印章，批准的信不盖印"), values))
    mend = Sentence(N_("在“公司与信头”页上传标志、选定颜色，看过样信后启用；印章也在那里"))
    found = Sentence(N_("用自带的信头，有印章")) if seal else Sentence(N_("用自带的信头，没有印章"))
    return Looked(found=found, mend=mend)


def rulebook(session: Session, settings: Settings) -> Looked:
    """Whether somebody here stands for the rules that decide: made them live, or looked the shipped ones through."""
    live = next((one for one in rulebooks.history(session) if one.active), None)
    if live is None:
        mend = Sentence(N_("运行一次 huihan run，规则目录里的规则随之启用"))
        return Looked(found=Sentence(N_("还没有启用规则")), mend=mend)
    values: dict[str, object] = {"sha": live.sha[:8], "at": moment(live.at, settings)}
    seen = _last(session, HouseEvent.RULES_LOOKED_THROUGH)
    if live.who != HOUSE:
        return Looked(found=Sentence(N_("规则 {sha}，{who} 于 {at} 启用"), {**values, "who": live.who}))
    if seen is not None and (seen.payload or {}).get("sha") == live.sha:
        values |= {"who": seen.who, "at": moment(seen.at, settings)}
        return Looked(found=Sentence(N_("自带的规则 {sha}，{who} 于 {at} 看过"), values))
    mend = Sentence(N_("在“规则”页看看主题、部门和期限合不合本公司；合用就在“首次设置”页确认"))
    return Looked(found=Sentence(N_("自带的规则 {sha}，还没有人看过"), values), mend=mend)


def test_letter(session: Session, settings: Settings) -> Looked:
    """Whether a letter of the company's has reached an admin, by the way out as it is set now."""
    last, way = _last(session, HouseEvent.TEST_LETTER), way_out(settings)
    told = (last.payload or {}) if last else {}
    values: dict[str, object] = {"who": last.who, "at": moment(last.at, settings)} if last else {}
    send = Sentence(N_("在“首次设置”页给自己发一封"))
    if told.get("how") == PAPER and way is None:
        return Looked(found=Sentence(N_("{who} 于 {at} 下载；没有设置发信服务器，信件只能打印寄出"), values))
    if way is None:
        mend = Sentence(N_("先在“发信”页填写发信服务器；不用邮件发信的，在“首次设置”页下载 PDF"))
        return Looked(found=NO_SERVER.what, mend=mend)
    if told.get("how") != MAIL:
        return Looked(found=Sentence(N_("还没有发过")), mend=send)
    if told.get("way") != way:
        return Looked(found=Sentence(N_("{who} 于 {at} 发过，发信设置在那之后改了"), values), mend=send)
    if told.get("outcome") != Outcome.ACCEPTED:
        return Looked(found=Sentence(N_("{who} 于 {at} 试发，没有发成"), values), mend=send)
    return Looked(found=Sentence(N_("{who} 于 {at} 发出，发信服务器已收下"), values))


def way_out(settings: Settings) -> str | None:
    """By which server and address letters go out; a test letter tells of that way alone."""
    smtp = settings.smtp
    return f"{smtp.from_address} {smtp.host}:{smtp.port} {smtp.security}" if smtp else None


def moment(at: datetime, settings: Settings) -> str:
    """A moment as it is said in a step."""
    return f"{at.astimezone(ZoneInfo(settings.zone)):%Y-%m-%d %H:%M}"


def named(names: Sequence[str]) -> Sentence | str:
    """The first few, and how many there are where there are more."""
    shown = "、".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return shown
    return Sentence(N_("{names} 等 {count} 个"), {"names": shown, "count": len(names)})


def _answers(box: MailboxSettings, contact: Contact | None, last: Entry | None) -> bool:
    """Whether the mailbox has answered as it is set up now. last: its last trial or change."""
    looked = contact is not None and contact.problem is None and contact.worked_at is not None
    if last is None:
        return looked
    if contact is not None and contact.tried_at > last.at:
        return looked
    return last.what == HouseEvent.MAILBOX_TRIED and bool((last.payload or {}).get("works"))


def _last_trials(session: Session) -> dict[str, Entry]:
    """Mailbox → when it was last tried, or set up again."""
    wanted = Wanted(what=(HouseEvent.MAILBOX_TRIED, HouseEvent.MAILBOX_SAVED))
    newest = house_log.page(session, wanted, limit=_TRIALS)
    return {str((entry.payload or {}).get("mailbox", "")): entry for entry in reversed(newest)}


def _last(session: Session, what: HouseEvent) -> Entry | None:
    return next(iter(house_log.page(session, Wanted(what=(what,)), limit=1)), None)


def _listed(parts: Sequence[Sentence]) -> Sentence:
    listed = parts[0]
    for part in parts[1:]:
        listed = Sentence(N_("{one}、{other}"), {"one": listed, "other": part})
    return listed
