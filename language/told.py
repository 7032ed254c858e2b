"""What a complaint tells beside its matter: what its writer wants, where the trouble is, by when an answer is wanted.

A person confirms or corrects all of it, and nothing is decided by it: what is unclear is left out.
"""

import re
from dataclasses import dataclass
from datetime import date

from language.dates import calendar_dates
from language.folding import half_width
from language.labels import entries
from language.numbers import NUMBER, number_starts, parse_number
from language.relative_dates import dates_near

_SENTENCE = re.compile(r"[^。!?;\n]+")
_WISH = re.compile(
    r"(?:强烈|恳切|诚挚|真诚|迫切|再次|在此|特此|现|故|还|也|只|最|我们?|本人|业主们?)*"
    r"(?:(?<!没)(?<!没有)(?<!无)(?<!的)希望|(?:恳|请|诉)求(?:是|如下)?[:,]?|恳请|盼望?(?!到|来)|(?<![失绝观展探相外])望(?=尽|贵|物业|能|给|予|及|早|妥|有关|领导)|"
    r"麻烦(?=你们?|您|物业|安排|尽快|派|帮|给|处理|看)|能否|能不能|可否|可不可以|是否(?:能够?|可以)|务必|建议(?=[^,。]{2})|"
    r"(?<![按合符照规的])要求(?!我们?|业主|住户|的|过|大家|本人|每)|"
    r"请(?=尽|立|马上|物业|你们|您|贵|安排|派|给|予|帮|把|将|不要|协|及|务|公司|管理|工程|安保|保安|客服|有关|相关|领导|速|修|处理|解决|整改|恢复|退|赔|查|核|说明|解释|告|答|回|明确|落实|加强|在|于)|"
    r"应(?:当|该)(?=立即|马上|尽快|退|赔|给|予|承担|整改|停止)|尽快(?=[^,。]{2}))"
)
_THEIR_WISH = re.compile(
    r"(?:物业|保安|开发商|公司|客服|人员|师傅|经理|对方|他们|她们|你们|他|她|一直|总是|还|却|都|就)(?:一直|总是?|又|还|曾|就|却)*$"
)
"""Before 要求 and the like: somebody else wanted it of the writer."""
_ONLY_AN_ANSWER = re.compile(
    r"(?:[恳敬谨特请盼望希早日能]|尽快|尽早|及时|予以|给予|给|我们?|贵司|物业|你们|您|[,、])*(?:答复|回复|回函|回音|复|为盼|谢谢)"
    r"(?:[,、]|谢谢|为盼|为感|不胜感激|我们?|一下|即可)*$"
)
"""A closing phrase rather than a wish of its own."""
_WISH_LABEL = re.compile("诉求|期望|希望|要求|请求")
_MOST, _LONGEST = 4, 80

_ANSWERED = re.compile("答复|回复|回函|回音|回应|回话|说法|交[代待]|处理结果|解决方案|书面|联系我|告知|告诉我")
_WITHIN = re.compile(rf"(?P<number>{NUMBER})\s*个?(?P<unit>工作日|天|日|小时|星期|周)\s*(?:之|以)?内")
_UNTIL = re.compile(r"\s*(?:[上下]午|[早晚]上?|中午|\d{1,2}[点时:]\d{0,2}分?)?\s*(?:之|以)?[前内]|\s*(?:为限|截止)")
_DAYS = {"天": 1, "日": 1, "星期": 7, "周": 7}

_OF = r"(?:第?[\dA-Za-z一二三四五六七八九十百东南西北]{1,4}\s*(?:号楼|号门|号线|栋|幢|座|单元|期|区|层|楼|号|#)\s*)*"
_SHARED = (
    "电梯(?:间|厅|口|轿厢|机房)?|消防(?:通道|楼梯|栓|门)|安全通道|楼梯间?|楼道|走廊|连廊|过道|单元门口?|入户门厅|大堂|门厅|"
    "地下(?:车|停车)?[库场]|地库|车库|停车[场位]|车位|充电(?:桩|棚|站)|非机动车[棚库]|电动?车[棚库]|"
    "中心花园|花园|花坛|绿化带|绿地|草坪|喷泉|景观[池湖]|儿童(?:乐园|游乐区|活动区)|游乐[场设]施?|游泳池|泳池|健身(?:区|房|器材)|会所|篮球场|"
    "广场|凉亭|天台|屋顶|楼顶|屋面|外墙|水箱|水泵房|泵房|配电[房室]|电井|管道井|水井|雨水管|下水道|化粪池|污水井|井盖|"
    "垃圾(?:房|站|桶|投放点|分类亭)|快递[柜站]|岗亭|门岗|保安亭|道闸|(?:[东南西北]|正|后|侧|小区)?大?门口|[东南西北]门|"
    "围墙|路灯|人行道|内部道路|底商|商铺|物业(?:中心|办公室|前台|服务中心)|客服中心|前台"
)
_PLACE = re.compile(rf"{_OF}(?:{_SHARED})(?:旁边?|附近)?")
_AT_HOME = re.compile("我家|家里|家中|屋[里内]|室内|卧室|客厅|厨房|卫生间|洗手间|厕所|阳台|飘窗|书房|次卧|主卧|入户门")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the writer wants, in their words. start, end: its place in the text. labelled: it stands behind a label
    that asks for it, and so is about the whole.
    """

    text: str
    start: int
    end: int
    labelled: bool = False


@dataclass(frozen=True, kw_only=True)
class Within:
    """A term that the writer sets: so many days from the letter, working days where they say so."""

    days: int
    working: bool = False


def wishes(text: str) -> tuple[Wish, ...]:
    """What the writer asks for, first to last, at most four; a bare wish for an answer only where there is no other."""
    folded = half_width(text)
    asked = [one for one in entries(folded) if _WISH_LABEL.search(one.label) and one.value_end > one.value_start]
    if asked:
        return tuple(_said(text, one.value_start, one.value_end, labelled=True) for one in asked)[:_MOST]
    found = [_said(text, start, end) for start, end in _wishing(folded)]
    telling = [one for one in found if not _ONLY_AN_ANSWER.match(half_width(one.text))]
    return tuple(telling or found[:1])[:_MOST]


def _wishing(folded: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(folded):
        for wish in _WISH.finditer(folded, *sentence.span()):
            if not _THEIR_WISH.search(folded[sentence.start() : wish.start()]):
                found.append((wish.start(), sentence.end()))
                break
    return found


def _said(text: str, start: int, end: int, *, labelled: bool = False) -> Wish:
    words = _BLANK.sub(" ", text[start:end]).strip(" ,，、:：。;；")
    short = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    return Wish(text=short, start=start, end=end, labelled=labelled)


def trouble_place(sentence: str) -> str | None:
    """The shared place that a sentence names (3号楼2单元电梯); empty if it speaks of the writer's own home, None if of
    neither.
    """
    folded = half_width(sentence)
    shared = _PLACE.search(folded)
    if shared is not None:
        return _BLANK.sub("", sentence[shared.start() : shared.end()])
    return "" if _AT_HOME.search(folded) else None


def answer_by(text: str, today: date) -> date | Within | None:
    """The day, or the term, that the writer sets for an answer; None if they set none. today: of the letter."""
    folded = half_width(text)
    for sentence in _SENTENCE.finditer(folded):
        words = sentence[0]
        if not _ANSWERED.search(words):
            continue
        starts = number_starts(words)
        days = [*calendar_dates(words, starts), *dates_near(words, today, starts)]
        named = [one.day for one in days if one.day and one.day >= today and _UNTIL.match(words, one.end)]
        if named:
            return named[0]
        within = _WITHIN.search(words)
        if within and (term := _term(within)) is not None:
            return term
    return None


def _term(within: re.Match[str]) -> Within | None:
    number = parse_number(within["number"])
    if number is None or not 0 < number <= 366:
        return None
    if within["unit"] == "小时":
        return Within(days=-(-int(number) // 24))
    working = within["unit"] == "工作日"
    return Within(days=int(number) * (1 if working else _DAYS[within["unit"]]), working=working)
