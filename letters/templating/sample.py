"""Made-up letters that between them use every branch of a template, to try an edited one before a resident sees it."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from domain.codes import Channel, ClockName, Kind, LetterKind
from domain.decision import Deadline
from domain.reading_codes import Script
from domain.settings import CompanySettings
from domain.work_codes import Met
from letters.context import Answer, Earlier, LetterContext, Matter, Place, Planned, Record
from letters.text.wording import understanding

_ZONE = timezone(timedelta(hours=8))

COMPANY = CompanySettings(
    name="和安物业服务有限公司",
    office="客户服务中心",
    phone="0755-8600 1234",
    contact="林晓梅",
    address="深圳市南山区和安路8号",
)
PLACE = Place(project="翠湖花园", building="3", unit="2", room="1201")
LIFT = Matter(
    name="电梯停运",
    category_name="设备管理类",
    resident_words="3栋2单元的电梯从星期一停到现在，家里老人每天只能爬十二层楼",
    measures=(
        "安排维保单位到场检修，并出具检修记录",
        "在单元门厅张贴停运原因和恢复进度的告示",
        "恢复前为行动不便的住户提供搬运和陪护服务",
    ),
    questions=("电梯停运的起止时间和原因是什么？", "维保单位何时接到报修、何时到场？"),
)
PARKING = Matter(
    name="停车收费",
    category_name="综合服务类",
    resident_words="月卡从300元涨到450元，没有任何公示",
    measures=("公示收费标准及其依据", "核对本户缴费记录，多收部分依规定退还"),
    questions=("现行收费标准的依据和公示情况如何？",),
)
NOISE = Matter(
    name="施工噪音",
    category_name="环境管理类",
    resident_words="楼下商铺晚上十点还在打墙",
    measures=("要求施工方遵守装修时间规定", "加强夜间巡查并作记录"),
    questions=("施工是否已办理装修备案？",),
)

PLAN = (
    Planned(
        what="更换3栋2单元电梯曳引绳并做制动试验",
        department="工程部",
        owner="赵志强",
        start=date(2026, 11, 23),
        due=date(2026, 11, 27),
        resources="维保单位两人，配件已到货",
    ),
    Planned(what="停梯期间为行动不便的住户提供搬运和陪护", department="客户服务部", owner="林晓梅"),
)
ANSWERS = (
    Answer(
        name="电梯停运",
        demand="尽快恢复电梯运行，并告知恢复时间",
        findings="经现场查看并查阅维保记录，3栋2单元电梯因曳引绳磨损超过标准，维保单位于11月16日停梯",
        measures=PLAN,
        result="曳引绳已经到货，停梯期间的搬运和陪护已从11月19日开始",
        met=Met.PARTLY,
        why="电梯须在更换曳引绳、检验合格后才能恢复运行",
    ),
    Answer(
        name="停车收费",
        demand="说明涨价的依据",
        findings="月卡调价经业主大会表决通过，公示牌因地库刷漆被取下，没有及时挂回",
        result="公示牌已于11月20日挂回地库入口",
        met=Met.MET,
    ),
    Answer(
        name="施工噪音",
        demand="夜里不要施工",
        findings="楼下商铺的装修备案时间为8时至18时，来信所说的当晚确有超时施工",
        result="我们已当场要求停工，并书面告知商铺负责人",
        met=Met.UNMET,
        why="处罚超时施工属于城管部门的职权，我们只能劝阻和报告",
    ),
)
RECORD = Record(
    phone="138****5678",
    category="设备管理类",
    grade="C 一般投诉",
    urgency="紧急",
    validity="有效",
    facts="3栋2单元电梯自11月16日起停运，楼内有老人和使用轮椅的住户，出行困难。",
    demand="尽快恢复电梯运行，并告知恢复时间。",
    evidence=("来信原件（电子邮件，2026年11月20日）", "停梯告示照片一张（来信附件，2026年11月18日）"),
    opinion="同意工程部方案，停梯期间安排专人陪护，每日向业主通报进度。",
    investigation="经现场查看并查阅维保记录，曳引绳磨损超过标准，维保单位于11月16日停梯。",
    progress=("维保单位已到场检测，确认更换曳引绳。", "客服人员已逐户告知2单元住户，登记需要陪护的住户5户。"),
    obstacles="更换期间需要区特种设备检验机构到场，已申请。",
    registrar="林晓梅",
    day=3,
)


def samples(kind: LetterKind, company: CompanySettings = COMPANY) -> dict[str, LetterContext]:
    """Letters of `kind` by what is special about them. company: which writes them."""
    one = replace(_one(kind), group_number="QT-2026-000012", company=company)
    return {
        "one matter": one,
        "several matters": _several(one),
        "needs a person": replace(
            one,
            number=None,
            resident_name=None,
            honorific=None,
            matters=(),
            understood=None,
            departments=(),
            findings="",
            measures=(),
            done=(),
            pending=(),
            next_answer=None,
            conclusion="",
            reason="",
            remedy="",
            authority="",
            record=Record(),
        ),
        "traditional": _traditional(one),
        "second complaint": replace(
            one,
            earlier=Earlier(day=date(2026, 11, 9), number="物函〔2026〕98号", promised=date(2026, 11, 16)),
            answers=ANSWERS[:1],
            following="恢复运行后，我们会在单元门厅张贴检验结果",
            tenant=True,
            honorific=None,
        ),
        "by telephone": replace(
            one,
            channel=Channel.PHONE,
            subject="",
            answers=ANSWERS[:1],
            handled=True,
            further=(date(2026, 11, 21),),
            reopened=True,
        ),
        "enquiry": _asking(one, Kind.ENQUIRY, ANSWERS[1:2]),
        "suggestion": _asking(one, Kind.SUGGESTION, ANSWERS[:1]),
        "group": replace(
            one,
            group=True,
            households=120,
            understood=understanding((LIFT,), PLACE, kind=Kind.COMPLAINT, group=True),
            channel=Channel.LETTER,
            deadlines=(),
            notice=("2单元电梯的门机部件已经更换，电梯恢复运行。", "停运期间给大家带来不便，我们深表歉意。"),
        ),
    }


def _one(kind: LetterKind) -> LetterContext:
    return LetterContext(
        kind=kind,
        number="物函〔2026〕123号",
        case_number="TS-2026-000123",
        dated=date(2026, 11, 21),
        resident_name="王建国",
        honorific="先生",
        place=PLACE,
        received=date(2026, 11, 20),
        subject="电梯停了三天没人管",
        matters=(LIFT,),
        understood=understanding((LIFT,), PLACE, kind=Kind.COMPLAINT, group=False),
        quote="电梯到底什么时候能修好？楼里还有坐轮椅的邻居，请给个准信。",
        departments=("工程部",),
        deadlines=(_reply_by(datetime(2026, 11, 25, 18, tzinfo=_ZONE), provisional=False),),
        company=COMPANY,
        findings="经现场查看并查阅维保记录，3栋2单元电梯因曳引绳磨损超过标准停运",
        measures=PLAN,
        done=("工程部已会同维保单位到场检测，确认更换曳引绳", "客户服务中心已在单元门厅张贴告示，并逐户告知"),
        pending=("配件安装和制动试验尚未完成", "检验机构的检验结论尚未出具"),
        next_answer=date(2026, 11, 27),
        conclusion="目前尚未解决",
        reason="更换曳引绳后须经特种设备检验机构检验合格，电梯方可恢复运行",
        remedy="停梯期间，我们为行动不便的住户提供搬运和陪护，可随时拨打下列电话预约",
        authority="电梯的检验和监督由区市场监督管理局负责，也可拨打12345反映",
        record=RECORD,
    )


def _several(one: LetterContext) -> LetterContext:
    matters = (LIFT, PARKING, NOISE)
    return replace(
        one,
        matters=matters,
        understood=understanding(matters, PLACE, kind=Kind.COMPLAINT, group=False),
        departments=("工程部", "财务部", "环境部"),
        deadlines=(_reply_by(datetime(2027, 1, 6, 18, tzinfo=_ZONE), provisional=True),),
        urgent=True,
        answers=ANSWERS,
    )


def _asking(one: LetterContext, kind: Kind, answers: tuple[Answer, ...]) -> LetterContext:
    understood = understanding((LIFT,), PLACE, kind=kind, group=False)
    return replace(one, matter_kind=kind, understood=understood, answers=answers)


def _traditional(one: LetterContext) -> LetterContext:
    place = Place(project="翠湖花園", building="3", unit="2", room="1201")
    matter = replace(LIFT, resident_words="3棟2單元的電梯從星期一停到現在，家裡老人每天只能爬十二層樓")
    return replace(
        one,
        script=Script.HANT,
        resident_name="陳志遠",
        place=place,
        subject="電梯停了三天沒人管",
        matters=(matter,),
        answers=ANSWERS[:1],
        understood=understanding((matter,), place, kind=Kind.COMPLAINT, group=False),
        quote="電梯到底甚麼時候能修好？",
    )


def _reply_by(due: datetime, *, provisional: bool) -> Deadline:
    return Deadline(clock=ClockName.REPLY, start=due - timedelta(days=3), due=due, provisional=provisional)
