"""Twelve projects of 750 households, and what their residents complain of."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from store.directory import NewHousehold

PROJECTS = (
    "云杉苑",
    "枫林晚",
    "丽水湾",
    "朝晖里",
    "锦绣城",
    "紫竹园",
    "观澜阁",
    "望江楼",
    "金桂坊",
    "白鹭洲",
    "星河郡",
    "桃源居",
)
SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方"
GIVEN = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀兰",
    "霞",
    "平",
    "刚",
    "桂英",
)
BUILDINGS, UNITS, FLOORS, DOORS = 5, 3, 10, 5


@dataclass(frozen=True)
class Matter:
    """What is complained of. urgent: present danger. grave: a head will confirm it as grade A."""

    about: str
    facts: str
    demand: str
    grave: bool = False


MATTERS = (
    Matter("楼道照明", "{floor}层楼道的灯坏了{n}天，晚上回家一片漆黑，报修后一直没有人来换。", "请尽快更换灯泡"),
    Matter("楼道卫生", "{floor}层楼道已经{n}天没有人打扫，垃圾堆在墙角，味道很重。", "请安排保洁每天清扫"),
    Matter("垃圾清运", "楼下的垃圾桶{n}天没有清运，污水流到路上，苍蝇很多。", "请增加清运次数"),
    Matter("绿化养护", "楼前的草坪{n}个月没有修剪，杂草长到膝盖，虫子很多。", "请安排修剪并除虫"),
    Matter("外来车辆乱停", "外来车辆连续{n}天堵在我们单元门口，保安不管，出行很不方便。", "请加强车辆管理"),
    Matter("门禁", "单元门的门禁坏了{n}天，陌生人随便进出，住户都很担心。", "请修好门禁"),
    Matter("屋顶渗水", "顶层的屋面渗水，雨后顺着公共走廊的墙往下流，已经{n}次报修没有结果。", "请对屋面做防水维修"),
    Matter("电梯故障", "我们单元的电梯这个月已经坏了{n}次，维修后没几天又停，老人上下楼很吃力。", "请彻底检修电梯"),
    Matter("楼上噪音", "楼上住户每天夜里{n}点以后还在拖动家具、跳操，影响休息，多次沟通没有用。", "请物业出面协调"),
    Matter("邻居养狗", "隔壁养了{n}只狗，从早叫到晚，还在电梯里随地便溺。", "请劝导邻居文明养犬"),
    Matter(
        "停车收费", "停车费从这个月起每月多收了{n}0元，事先没有公示，也没有说明依据。", "请公示收费依据并退还多收的钱"
    ),
    Matter("客服态度", "打客服电话报修{n}次，接电话的人态度很差，说完就挂断。", "请道歉并改进服务"),
    Matter("装修扰民", "{floor}层有一户装修，中午和晚上都在施工，已经持续{n}天。", "请制止违规时间施工"),
    Matter("下水道堵塞", "一楼公共下水道堵了{n}天，污水从地漏往外冒，走廊里都是臭味。", "请疏通管道"),
)
URGENT = (
    Matter("电梯困人", "我母亲现在被困在{unit}单元的电梯里出不来，按铃没有人应，请马上派人来。", "马上救人"),
    Matter("停水", "从今天早上起整栋楼停水，家里有{n}个月的婴儿，没有水可用，也没有任何通知。", "马上恢复供水"),
)
GRAVE = (
    Matter(
        "外墙渗漏",
        "外墙开裂已经{n}个月，卧室的墙整面渗水发霉，房间没法住人，家具都泡坏了，你们一再推脱不修，我已经咨询律师准备起诉。",
        "请修复外墙并赔偿损失",
        grave=True,
    ),
)


def households(per_project: int, projects: Iterable[str] = PROJECTS) -> Iterator[NewHousehold]:
    """The directory: so many flats of each project, each with one name, one phone and one address."""
    dice, number = random.Random(1), 0
    for project in projects:
        flats = [
            (building, unit, floor, door)
            for building in range(1, BUILDINGS + 1)
            for unit in range(1, UNITS + 1)
            for floor in range(1, FLOORS + 1)
            for door in range(1, DOORS + 1)
        ]
        for building, unit, floor, door in flats[:per_project]:
            number += 1
            yield NewHousehold(
                project=project,
                building=f"{building}栋",
                unit=f"{unit}单元",
                room=f"{floor}{door:02}",
                name=dice.choice(SURNAMES) + dice.choice(GIVEN),
                phone=f"138{number:08}",
                email=f"resident{number}@example.com",
            )


def matter(dice: random.Random) -> Matter:
    """What one resident complains of."""
    chance = dice.random()
    return dice.choice(URGENT if chance < 0.04 else GRAVE if chance < 0.12 else MATTERS)


def told(what: Matter, home: NewHousehold, dice: random.Random) -> Matter:
    """The same with what is this resident's own."""
    own = {"n": dice.randint(2, 9), "floor": (home.room or "1")[:-2], "unit": (home.unit or "")[:-2]}
    return Matter(what.about, what.facts.format(**own), what.demand, what.grave)


def letter(what: Matter, home: NewHousehold) -> str:
    """The text of a mail."""
    place = f"{home.project}{home.building}{home.unit}{home.room}"
    return f"我是{place}的业主{home.name}，电话{home.phone}。\n\n{what.facts}\n\n{what.demand}。"
