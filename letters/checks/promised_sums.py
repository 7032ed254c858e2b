"""Money and favours that stand in no approved plan: refunds, waivers, compensation, discounts (TRADE 7)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from domain.letter_kinds import TO_RESIDENT
from domain.said import N_
from language.sums import sums_in
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.checks.saying import Saying, sayings

_MESSAGE = N_("“{words}”没有出现在经批准的处理方案里，请按方案改写，或先修改方案。")
_FAVOUR = re.compile(
    r"免收|减免|免除|免交|免缴|减收|退还|退回|退款|退费|返还|全额退|赔偿|赔付|补偿|抵扣|抵用|抵减|冲减|冲抵|赠送|打折|优惠|减半"
    r"|[\d一二三四五六七八九](?:\.\d|[一二三四五六七八九])?折(?!叠|旧|扣率)"
    r"|免费(?=为|给|向|提供|更换|维修|安装|上门|停|清洗|检修)|(?:支付|付给|给予|报销|垫付)(?=[^，]{0,12}(?:元|费用|款))"
    r"|承担(?=[^，]{0,10}(?:费用|费|损失)(?!由))"
)
_NOT_OURS = re.compile(
    r"^(?:的)?(?:责任|事宜|问题|事项|诉求|请求|要求|标准|方案|金额|纠纷|范围|条件|义务|资料|材料|申请|政策|手续|流程|办理|地点|进度)"
)
_BY_OTHERS = re.compile(
    r"(?:主张|要求|请求|申请|追究|关于|涉及|是否|建议您|协商)[^，]{0,8}$|(?:开发商|施工方|施工单位|保险公司|肇事方|责任方|业主自行)[^，]{0,10}$"
)


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Every clause that grants something, unless the plan grants the same, or it is denied, done or asked for."""
    for saying in sayings(letter):
        if saying.asks or saying.past:
            continue
        grants = [match for match in _FAVOUR.finditer(saying.text) if _grants(saying, match)]
        sums = sums_in(saying.text)
        if not grants or _is_allowed(grants, [one.yuan for one in sums], letter):
            continue
        start = min([grants[0].start(), *(one.start for one in sums)])
        end = max([grants[-1].end(), *(one.end for one in sums)])
        if place := saying.place(start, end):
            words, first, last = place
            yield Found(
                message=_MESSAGE, words=words, values={"words": words}, block=saying.block.index, start=first, end=last
            )


def _grants(saying: Saying, match: re.Match[str]) -> bool:
    start, end = match.span()
    return not (
        saying.negated(start)
        or saying.demanded(start)
        or _NOT_OURS.match(saying.text[end:])
        or _BY_OTHERS.search(saying.text[:start])
        or saying.place(start, end) is None
    )


def _is_allowed(grants: list[re.Match[str]], sums: list[Decimal], letter: CheckedLetter) -> bool:
    """Whether one approved text grants all of it, in the same words."""
    return any(
        all(match[0] in text for match in grants) and {one.yuan for one in sums_in(text)} >= set(sums)
        for text in letter.facts.authorised.texts
    )


CHECK = Check(id="promised_sums", title="未经批准的费用承诺", kinds=TO_RESIDENT, find=find)
