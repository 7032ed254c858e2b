"""Whether something in a letter may be a complaint: what decides that a header alone must not end it.

It errs on the side of a person. What our own letter said, which automatic answers and receipts repeat, does not count.
"""

import re
from datetime import UTC, datetime

from domain.decision import DecisionInput
from domain.reading import Document
from domain.reading_codes import FieldName, Method
from language.folding import fold
from rules.compiled import Compiled
from workers.deciding.route import numbers_in

_WORDS = re.compile(
    r"投诉|举报|控告|报修|抢修|漏水|渗水|停水|停电|停运|赔偿|退费|退款|整改|扰民|噪音|抗议|不满|太过分|差劲|"
    r"[没无]人(?:管|修|来|理|处理)|给个说法|物业(?:公司|部|中心)?[,:，：]?(?:您好|你好|领导|经理)|你们物业|"
    r"我是.{0,20}(?:业主|住户|租户|号楼|单元)|(?:我家|我们家|本单元|本楼|我们楼|我们小区|家住|我住)|"
    r"complain|repair|leak|broken|noise|elevator|\blift\b|tenant|landlord|refund|compensat"
)
_PLACED = frozenset({FieldName.BUILDING, FieldName.UNIT, FieldName.ROOM})
_TOLD = frozenset({FieldName.RESIDENT, FieldName.PHONE})
_QUOTING = re.compile(
    r"^\s*(?:\[?自动[回答][复覆]\]?|自動[回答][復覆]|automatic reply|auto(?:matic)?[- ]?(?:reply|response)|"
    r"out of (?:the )?office|[已未]读|[已未]讀|阅读回执|閱讀回條|(?:not )?read(?: receipt)?|return receipt|"
    r"[回答]复|re)\s*[:：]",
    re.IGNORECASE,
)
"""A subject that repeats the subject of what it answers."""
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Hearing looks at words alone; an input has a time all the same."""


def complains(compiled: Compiled, document: Document) -> bool:
    """Whether the rulebook hears a topic or a danger, or words of a complaint or a household's details stand in it.

    What came with it and could not be read might say anything.
    """
    if any(part.method is Method.NONE for part in document.parts):
        return True
    subject = "" if _QUOTING.match(document.subject) else document.subject
    text = "\n".join(line for line in document.text.split("\n") if not numbers_in(line))
    if _WORDS.search(fold(f"{subject}\n{text}").text):
        return True
    named = {field.name for field in document.fields if subject or field.source == "text"}
    if named & _PLACED and named & _TOLD:
        return True
    heard = compiled.matcher.hear(_heard(subject, text))
    return bool(compiled.scorer.rank(heard) or compiled.alarms.raised(heard, _NO_TIME))


def _heard(subject: str, text: str) -> DecisionInput:
    return DecisionInput(subject=subject, text=text, received=_NO_TIME)
