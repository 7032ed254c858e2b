"""What the simulated residents complain of, in their own script and at their own length, and what the office finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from domain.codes import Channel, Department, Kind
from domain.work_codes import Met

MAIL, LETTER, FAX, PHONE, COUNTER = Channel.EMAIL, Channel.LETTER, Channel.FAX, Channel.PHONE, Channel.COUNTER
WAYS = (
    MAIL,
    PHONE,
    MAIL,
    LETTER,
    COUNTER,
    MAIL,
    Channel.WECHAT,
    FAX,
    MAIL,
    Channel.HOTLINE,
    Channel.APP,
    Channel.FORUM,
)
"""How the complaints come in, in turn."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A complaint and its end. about, facts, demand: the resident's. found, measures, result: the office's."""

    about: str
    facts: str
    demand: str
    found: str
    measures: tuple[str, ...]
    result: str
    department: Department = Department.ENGINEERING
    met: Met = Met.MET
    why: str = ""
    kind: Kind = Kind.COMPLAINT


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Who complains, and from which flat; name empty: anonymous."""

    name: str
    project: str
    building: str
    unit: str
    room: str
    phone: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Story:
    """One simulated case. again: it goes into a second round. files: pieces of evidence. spread: the letter speaks for
    many. grave: a head confirms grade A. repeat: the same household complained of it before.
    """

    number: int
    matter: Matter
    by: Resident
    channel: Channel
    script: str = "hans"
    length: str = "plain"
    files: int = 0
    again: bool = False
    spread: bool = False
    grave: bool = False
    repeat: bool = False

    @property
    def words(self) -> str:
        """The letter as it is written."""
        return _written(self)


MATTERS = (
    Matter(
        about="电梯停运",
        facts="{place}的电梯从上周四开始停运，到今天还没有修好，家里老人腿脚不便，每天要爬十几层楼。",
        demand="请尽快修好电梯，并告知恢复时间",
        found="工程部会同维保单位到场查看，电梯门机皮带断裂，备件须从厂家调货",
        measures=("更换门机皮带并调试", "维修期间为行动不便的住户提供搬运服务"),
        result="门机皮带已经更换，电梯恢复运行，检验合格",
    ),
    Matter(
        about="停车收费",
        facts="这个月停车费从每月300元涨到450元，小区里没有看到任何公示，问岗亭也说不清楚。",
        demand="请说明涨价的依据，没有依据就退回多收的钱",
        found="月卡调价经业主大会表决通过，公示牌因地库刷漆被取下，没有及时挂回",
        measures=("把收费标准和表决结果重新公示", "核对本户缴费记录"),
        result="公示牌已经挂回地库入口，缴费记录核对无误",
        department=Department.FINANCE,
        met=Met.PARTLY,
        why="收费标准经业主大会表决通过，多收费用的情形不存在",
    ),
    Matter(
        about="楼上漏水",
        facts="卫生间天花板一直在滴水，楼上那户说不是他家的问题，墙皮都起泡脱落了，找了几次都没有结果。",
        demand="请协调楼上住户查明漏点并修好",
        found="工程部入户做闭水试验，漏点在楼上卫生间地漏周围，防水层已经失效",
        measures=("协调楼上住户重做卫生间防水", "为本户修补天花板"),
        result="楼上住户已经重做防水，闭水试验四十八小时没有渗漏",
        department=Department.CUSTOMER_SERVICE,
    ),
    Matter(
        about="垃圾清运不及时",
        facts="{place}旁边的垃圾桶三天没有清运，污水流到路上，苍蝇很多，气味飘进家里。",
        demand="请每天按时清运，并冲洗地面",
        found="清运车辆故障，保洁班组没有安排替代车辆，三天没有清运",
        measures=("恢复每天两次清运", "冲洗消毒垃圾投放点的地面"),
        result="清运已经恢复，地面已经冲洗消毒",
        department=Department.ENVIRONMENT,
    ),
    Matter(
        about="保安态度差",
        facts="昨晚十点回家忘带门禁卡，门岗的保安不核实身份就大声训斥，说话很难听，旁边还有邻居在场。",
        demand="请保安本人道歉，并加强培训",
        found="调看门岗录像，当班人员核实身份时语气生硬，没有按规定使用文明用语",
        measures=("当班人员当面道歉", "对门岗全体人员重新培训"),
        result="当班人员已经登门道歉，培训已经完成",
        department=Department.SECURITY,
    ),
    Matter(
        about="噪音扰民",
        facts="楼下底商的空调外机每天响到半夜，孩子睡不好觉，去说过两次也没有用。",
        demand="请让商户晚上十点以后关掉外机",
        found="夜间现场测量，底商外机没有减振垫，二十二时以后仍在运行",
        measures=("书面告知商户整改", "夜间巡查并记录"),
        result="商户已经加装减振垫",
        department=Department.ENVIRONMENT,
        met=Met.UNMET,
        why="限制商户的营业时间不属于物业服务的职权，我们已经把情况报告社区和城管部门",
    ),
    Matter(
        about="暖气不热",
        facts="供暖开始以后家里暖气一直不热，室温只有13度，老人和孩子都感冒了。",
        demand="请在两天内把室温升到18度以上",
        found="工程部入户测温，立管排气阀堵塞，循环不畅",
        measures=("更换排气阀并给立管排气", "连续三天回访测温"),
        result="更换后室温升到二十度",
    ),
    Matter(
        about="消防通道被占",
        facts="{place}北侧的消防通道长期停满私家车，救护车都开不进来，我拍了照片发给管家，没有人管。",
        demand="请清走占道车辆，并施划禁停标线",
        found="秩序维护部巡查，通道两侧长期停放车辆六台",
        measures=("联系车主挪车并张贴告知", "重新施划禁停标线"),
        result="占道车辆已经全部挪走，标线已经施划",
        department=Department.SECURITY,
    ),
    Matter(
        about="绿化养护差",
        facts="楼前的草坪黄了一大片，树枝伸到二楼窗户，蚊虫很多，几个月没有人修剪。",
        demand="请修剪树枝、补种草坪",
        found="养护单位漏排本区域的修剪计划",
        measures=("修剪树枝并清运", "补种草坪"),
        result="树枝已经修剪，草坪补种后正在养护",
        department=Department.ENVIRONMENT,
        met=Met.PARTLY,
        why="草坪须养护一个月左右才能恢复",
    ),
    Matter(
        about="装修垃圾堆放",
        facts="隔壁装修的沙石和旧门板堆在楼道里半个多月，老人出门差点绊倒。",
        demand="请督促装修户马上清走",
        found="装修户没有按约定把垃圾运到指定地点",
        measures=("督促装修户清运", "每天巡查楼道"),
        result="楼道已经清空",
        department=Department.CUSTOMER_SERVICE,
    ),
)
"""The complaints, in turn; {place} is where the resident lives."""
OTHERS = (
    Matter(
        about="感谢维修师傅",
        facts="上周末{place}水管爆了，维修班的师傅半小时就赶到，一直忙到晚上十点，特此表扬，感谢你们。",
        demand="请转达我的谢意",
        found="",
        measures=(),
        result="",
        kind=Kind.PRAISE,
    ),
    Matter(
        about="申请开具居住证明",
        facts="孩子上学需要，想请物业帮忙开具一份居住证明，请告知需要带哪些材料。",
        demand="请告知办理的时间和地点",
        found="",
        measures=(),
        result="",
        kind=Kind.REQUEST,
    ),
    Matter(
        about="咨询充电桩安装",
        facts="我在{place}有一个固定车位，请问安装自用充电桩要办哪些手续，需要多长时间？",
        demand="请告知手续和时间",
        found="安装自用充电桩须提交车位权属证明、车辆合格证和供电公司的报装受理单",
        measures=("把办理指南发给住户", "收到材料后查看现场线路"),
        result="办理指南已经发给住户，现场线路具备安装条件",
        kind=Kind.ENQUIRY,
    ),
    Matter(
        about="建议增设休息座椅",
        facts="建议在{place}前面的小花园增设几张休息座椅，老人散步累了可以坐一坐。",
        demand="希望能研究一下",
        found="小花园步道旁有两处空地，不占用消防通道，具备安装条件",
        measures=("选定两处位置并公示", "安装四张座椅"),
        result="四张座椅已经装好",
        department=Department.ENVIRONMENT,
        kind=Kind.SUGGESTION,
    ),
)
"""What is no complaint: praise and a request end with one letter; a question and a suggestion are answered."""
SHARED = Matter(
    about="电梯停运",
    facts="{place}的电梯又停运了，已经三天没有人来修。",
    demand="请尽快修好电梯",
    found="门机部件磨损，造成电梯反复停运",
    measures=("更换门机部件并调试", "加装运行监测"),
    result="门机部件已经更换，电梯恢复运行",
)
"""What the neighbours of one house write of on the same day."""
NEIGHBOURS = ("王芳", "李强", "赵敏", "孙丽", "周杰", "吴刚")
HANT = (
    "我是{place}的業主{name}。大堂的電梯已經壞了五日，物業一直沒有派人維修，長者和孕婦每天要走樓梯上落，實在辛苦。"
    "請儘快修復電梯，並書面說明原因。聯絡電話{phone}。"
)
HANT_FEE = (
    "本人{name}，住{place}。本月管理費忽然加價兩成，大堂沒有張貼任何通告，打電話查詢亦無人答覆。"
    "請提供加價的依據。電話{phone}。"
)
ENGLISH = (
    "I live in {place}. The lift in our building has been out of order for five days and nobody has come to repair it. "
    "My mother uses a wheelchair and cannot leave home. Please repair the lift and tell us when it will run again. "
    "{name}, {phone}"
)
MORE = (
    "这件事我前后打过四次电话，第一次说派人来看，第二次说已经登记，第三次说等通知，第四次干脆没有人接。"
    "我也去过服务中心，前台让我填了一张表，此后再没有下文。物业费我们一分不少地交，出了问题却找不到人负责，"
    "换了谁心里都不好受。我把这几次通话的时间和接电话的人都记下来了，需要的话可以提供。另外，楼里还有两户有同样的情况，"
    "他们白天上班，托我一并反映。希望这一次能有一个明确的答复，不要再推来推去。"
)
RESIDENTS = (
    Resident(name="王建国", project="云杉苑", building="3", unit="2", room="1201", phone="13800138001", title="先生"),
    Resident(name="李秀兰", project="枫林晚", building="5", unit="1", room="502", phone="13800138002", title="女士"),
    Resident(name="欧阳静怡", project="丽水湾", building="12", unit="3", room="1803", phone="13800138003"),
    Resident(name="陈志远", project="云杉苑", building="7", unit="1", room="901", phone="13800138004"),
    Resident(name="", project="枫林晚", building="8", unit="2", room="301", phone=""),
    Resident(name="周敏", project="丽水湾", building="1", unit="4", room="602", phone="13800138006", title="女士"),
)


def stories(count: int) -> Iterator[Story]:
    """So many cases, among them every channel, script, length, grade and round."""
    ways, people = cycle(WAYS), cycle(RESIDENTS)
    for number, matter in enumerate(islice(cycle(MATTERS), count)):
        script = {4: "hant", 11: "hant-fee", 17: "english"}.get(number % 20, "hans")
        channel = next(ways)
        yield Story(
            number=number,
            matter=matter,
            by=next(people),
            channel=MAIL if script != "hans" else channel,
            script=script,
            length=("plain", "short", "long")[number % 3],
            files={3: 1, 7: 4, 13: 45}.get(number % 16, 0),
            again=number % 5 == 2,
            spread=number % 9 == 7,
            grave=number % 7 == 3,
            repeat=number % 11 == 5 and script == "hans",
        )


def further(count: int) -> Iterator[Story]:
    """As many letters that are no complaints, by mail and by other ways."""
    ways, people = cycle(WAYS), cycle(RESIDENTS)
    for number, matter in enumerate(islice(cycle(OTHERS), count), start=1000):
        yield Story(number=number, matter=matter, by=next(people), channel=next(ways), length="plain")


def neighbours() -> tuple[Story, ...]:
    """The letters of one house about its lift."""
    return tuple(
        Story(
            number=2000 + at,
            matter=SHARED,
            by=Resident(name=name, project="云杉苑", building="9", unit="2", room=f"{at + 1}01", phone=""),
            channel=MAIL,
        )
        for at, name in enumerate(NEIGHBOURS)
    )


def place_of(by: Resident) -> str:
    """云杉苑3栋2单元."""
    return f"{by.project}{by.building}栋{by.unit}单元"


def _written(story: Story) -> str:
    matter, by = story.matter, story.by
    home = f"{place_of(by)}{by.room}室"
    foreign = {"hant": HANT, "hant-fee": HANT_FEE, "english": ENGLISH}.get(story.script)
    if foreign:
        return foreign.format(place=home, name=by.name or "住戶", phone=by.phone or "13800138000")
    facts = matter.facts.format(place=place_of(by))
    if story.length == "short":
        facts = facts.split("，")[0] + "。"
    who = f"我是{home}的业主{by.name}{by.title}。" if by.name else f"我是{home}的住户，不想留姓名。"
    if story.spread:
        who = f"我们是{place_of(by)}的全体业主，共36户。"
    more = MORE if story.length == "long" else ""
    if story.channel is not MAIL:
        return facts + more
    end = f"电话{by.phone}。" if by.phone else ""
    return f"{who}{facts}{more}{matter.demand}。{end}"
