"""Letters to hold against their case: one paragraph of text, or a whole sample."""

from dataclasses import replace
from datetime import date

from domain.codes import LetterKind
from domain.plan import Measure
from letters.checks import findings
from letters.checks.checked import CheckedLetter, Facts, Finding, authorised
from letters.context import LetterContext, Place
from letters.templating.render import Templates
from letters.templating.sample import COMPANY
from letters.word.blocks import Block, BlockRole, blocks

WRITTEN = date(2026, 11, 18)
"""A Wednesday."""
PLAN = (
    Measure(what="更换3栋2单元电梯曳引绳", due=date(2026, 11, 27), promise="减免12月电梯费50元"),
    Measure(what="每日两次巡查电梯机房", promise="质保期内同一故障再次发生的，保证4小时内到场"),
)
QUOTE = "你们到底管不管？维修师傅说“本周五一定修好”，结果没有来。5栋也停了。请退还电梯费300元，电话13900001111。"
FACTS = Facts(
    case_number="TS-2026-000123",
    dated=WRITTEN,
    number="物函〔2026〕123号",
    resident_name="王建国",
    place=Place(project="翠湖花园", building="3", unit="2", room="1201"),
    company=COMPANY,
    departments=("工程部",),
    received=date(2026, 11, 16),
    quote=QUOTE,
    authorised=authorised(PLAN, letters=("已在门厅张贴告示，请各户本周六前留意查看。",), written=date(2026, 11, 4)),
)


def said(text: str, *, role: BlockRole = BlockRole.BODY, facts: Facts = FACTS) -> tuple[Finding, ...]:
    """What is found in a reply with this one paragraph, leaving out what it lacks."""
    block = Block(index=0, role=role, text=text, editable=True)
    letter = CheckedLetter(kind=LetterKind.REPLY, blocks=(block,), facts=facts)
    return tuple(found for found in findings(letter) if found.check != "missing")


def facts_of(context: LetterContext) -> Facts:
    """What the case of a sample letter says."""
    words = (context.subject, context.quote, *(matter.resident_words for matter in context.matters))
    measures = [Measure(what=measure) for matter in context.matters for measure in matter.measures]
    measures += [Measure(what=planned.what, due=planned.due) for planned in context.measures]
    known = authorised(measures, dates=[one.due.date() for one in context.deadlines], written=context.dated)
    return replace(
        FACTS,
        dated=context.dated,
        number=context.number,
        resident_name=context.resident_name,
        group=context.group,
        place=context.place,
        departments=context.departments,
        numbers=(*((context.earlier.number,) if context.earlier else ()), context.group_number),
        quote="\n".join(words),
        authorised=known,
    )


def checked(context: LetterContext) -> CheckedLetter:
    """A sample letter as the template writes it."""
    letter = Templates().render(context.kind, context)
    return CheckedLetter(kind=context.kind, blocks=blocks(letter), facts=facts_of(context))
