"""Whether the case number, the letter number and the telephone numbers named are right."""

import re
from collections.abc import Iterator

from domain.codes import LetterKind
from domain.said import N_, Sentence
from language.folding import said
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Facts, Found
from letters.word.blocks import Block, BlockRole

_CASE = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,6}-\d{4}-\d{3,}")
_LETTER = re.compile(r"(?P<prefix>[一-鿿]{1,8})[〔［\[(（](?P<year>\d{4})[〕］\])）]\s*第?(?P<number>\d+)\s*号")
_PHONE = re.compile(
    r"(?<![\dA-Za-z-])(?:\+?86[- ]?)?"
    r"(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{3,4}[- ]?\d{4}"
    r"|[48]00[- ]?\d{3,4}[- ]?\d{3,4}|[2-8]\d{3}[- ]?\d{4})"
    r"(?![\d-])"
)
_AUTHORITY = re.compile(
    r"局|主管部门|委员会|住建|街道|法院|仲裁|政府|派出所|公安|社区|监管|监督|12345|12315|消协|协会|供电|供水|燃气|电网|自来水|维保|开发商|居委|物价|城管"
)
_AROUND = 30


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Numbers of other cases and letters, and telephone numbers that are neither ours nor an authority's."""
    theirs = re.sub(r"\D", "", said(letter.facts.quote))
    for block in letter.blocks:
        text = said(block.text)
        yield from _cases(block, text, letter.facts)
        yield from _letters(block, text, letter.facts)
        yield from _phones(block, text, letter.facts, theirs)


def _cases(block: Block, text: str, facts: Facts) -> Iterator[Found]:
    known = {said(number).upper() for number in (facts.case_number, *facts.numbers)}
    for match in _CASE.finditer(text):
        if match[0].upper() not in known:
            yield _found(
                N_("“{words}”不是本案的受理编号（{number}），请核对。"), block, *match.span(), number=facts.case_number
            )


def _letters(block: Block, text: str, facts: Facts) -> Iterator[Found]:
    """Only numbers with our own prefix: laws and authorities have theirs."""
    prefix = said(facts.company.letter_prefix)
    known = {said(number) for number in (facts.number or "", *facts.numbers) if number}
    for match in _LETTER.finditer(text):
        # Before submission the number line may still hold what fill will rewrite.
        fillable = block.role is BlockRole.NUMBER and facts.number is None
        number = f"{prefix}〔{match['year']}〕{match['number']}号"
        if match["prefix"].endswith(prefix) and number not in known and not fillable:
            right = facts.number or Sentence("尚未编号")
            start = match.end("prefix") - len(prefix)
            yield _found(N_("“{words}”不是本信的文号（{number}），请核对。"), block, start, match.end(), number=right)


def _phones(block: Block, text: str, facts: Facts, theirs: str) -> Iterator[Found]:
    ours = [re.sub(r"\D", "", phone) for phone in (facts.company.phone, *facts.phones)]
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        around = text[max(0, match.start() - _AROUND) : match.start()].rpartition("。")[2]
        if any(digits.endswith(own) or own.endswith(digits) for own in ours if own) or digits in theirs:
            continue
        if not _AUTHORITY.search(around):
            yield _found(
                N_("“{words}”不是公司的联系电话（{number}），请核对。"),
                block,
                *match.span(),
                number=facts.company.phone,
            )


def _found(message: str, block: Block, start: int, end: int, *, number: object) -> Found:
    words = block.text[start:end]
    return Found(
        message=message, words=words, values={"words": words, "number": number}, block=block.index, start=start, end=end
    )


CHECK = Check(id="numbers", title="编号与电话", kinds=frozenset(LetterKind), find=find)
