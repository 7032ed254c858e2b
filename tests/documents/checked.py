"""What a machine sees wrong in a printed document: in its words, on its pages, in its tables."""

import io
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import docx
import pdfplumber
from pdfplumber.page import Page

from documents.office import Made
from domain.codes import LetterKind
from domain.letter_kinds import INSIDE, TO_RESIDENT
from domain.reading_codes import Script
from language.script import simplified
from letters.text.wording import letter_script, to_traditional
from letters.word.cells import LABEL_STYLE
from letters.word.document import plain_text

_MARK = re.compile(r"【待|〔公司|〔联|\{\{|\{%|\bNone\b|\bnan\b|□(?!　|$)")
_PUNCTUATION = re.compile(r"[\W_]+")
_TWICE = re.compile(r"([\u4e00-\u9fff]{2,8})\1")
_SENTENCE = re.compile(r"[^。；！？\n：]{9,}")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」")
_CLOSING = re.compile(
    r"特此|此致|敬礼|敬禮|联系人|聯絡人|聯繫人|联系电话|聯繫電話|聯絡電話|\d{4}年\d+月\d+日$|有限公司$"
)
_MUST = frozenset(
    (
        "地址", "收到日期", "来源", "分类", "级别", "紧急程度", "责任部门", "投诉内容", "证据材料", "填表日期",
        "通知部门", "发出日期", "处理措施", "处理意见", "事项", "报告日期", "今日进展",
    )
)  # fmt: skip
"""Labels whose box is full once a case has been looked into."""
_FORMS = INSIDE - {LetterKind.GROUP_NOTICE}
_LONGEST_ROW = 900
"""Characters of a row that a page holds whole."""
_MARGIN = 50.0
"""Points: nothing is printed nearer to the edge (17 mm)."""
_FOOT = 20.0
_STRETCHED = 0.22
"""Of a character: the gap between neighbours beyond which a line reads as pulled apart."""


def wrong(made: Made, word: bytes, pdf: bytes) -> Iterator[str]:
    """What is wrong with a document, a sentence each."""
    text = plain_text(word)
    yield from _words(made, text)
    with pdfplumber.open(io.BytesIO(pdf)) as printed:
        for page in printed.pages:
            yield from _page(page)
        yield from _last_page(printed.pages)
        if made.kind in _FORMS:
            yield from _table(word, printed.pages)
    if made.kind in _FORMS:
        yield from _empty(word)


def _words(made: Made, text: str) -> Iterator[str]:
    for found in _MARK.finditer(text):
        yield f"a mark is left: {text[max(0, found.start() - 8) : found.end() + 12]!r}"
    ours = _QUOTED.sub("“”", text)
    for found in _TWICE.finditer(ours):
        yield f"twice: {found[0]}"
    seen: set[str] = set()
    for found in _SENTENCE.finditer(ours):
        sentence = found[0].strip()
        if sentence in seen and made.kind in TO_RESIDENT and not sentence.startswith(("针对上述", "針對上述")):
            yield f"said twice: {sentence}"
        seen.add(sentence)
    for mark in ("。。", "，，", "；；", "。；", "；。", "，。", "、、", "：。", "：：", "？。", "！。", "……。"):
        if mark in ours:
            yield f"marks: {mark}"
    if made.kind in TO_RESIDENT:
        yield from _script(made, ours)


def _script(made: Made, ours: str) -> Iterator[str]:
    names = f"{made.case.resident_name or ''}{made.case.project or ''}{made.case.subject or ''}林晓梅"
    script = letter_script(made.letter.script, f"{made.story.words}\n{made.case.subject}")
    hant = script is Script.HANT
    other = to_traditional(ours) if hant else simplified(ours)
    other = other.translate(str.maketrans("「」『』", "“”‘’")) if hant else other
    ours = ours.translate(str.maketrans("「」『』", "“”‘’"))
    mixed = {one for one, as_it_should in zip(ours, other, strict=False) if one != as_it_should and one not in names}
    if mixed:
        yield f"script: {''.join(sorted(mixed))}"


def _page(page: Page) -> Iterator[str]:
    for line in page.extract_text_lines(strip=True):
        text = unicodedata.normalize("NFKC", line["text"])
        if _PUNCTUATION.fullmatch(text):
            yield f"page {page.page_number}: a line of marks alone: {text}"
        if _pulled(line["chars"]):
            yield f"page {page.page_number}: stretched: {line['text'][:30]}"
    for char in page.chars:
        if (
            char["x0"] < _MARGIN
            or char["x1"] > float(page.width) - _MARGIN + 4
            or char["bottom"] > float(page.height) - 20
        ):
            yield f"page {page.page_number}: outside: {char['text']} at {char['x0']:.0f}, {char['bottom']:.0f}"
            break


def _pulled(chars: list[dict[str, float]]) -> bool:
    """Whether more than half of the gaps between Chinese neighbours are wide."""
    gaps = [
        (right["x0"] - left["x1"]) / left["size"]
        for left, right in pairwise(chars)
        if "\u4e00" <= str(left["text"]) <= "\u9fff" and "\u4e00" <= str(right["text"]) <= "\u9fff"
    ]
    return len(gaps) > 5 and sum(gap > _STRETCHED for gap in gaps) * 2 > len(gaps)


def _last_page(pages: list[Page]) -> Iterator[str]:
    if len(pages) < 2:
        return
    lines = ["".join(line["text"].split()) for line in pages[-1].extract_text_lines(strip=True)]
    lines = [line for line in lines if not re.fullmatch(r"[—\-–]?\d+[—\-–]?", line)]
    if all(_CLOSING.search(unicodedata.normalize("NFKC", line)) for line in lines):
        yield f"closing words alone on page {len(pages)}: {lines}"


def _squeezed(text: str | None) -> str:
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def _table(word: bytes, pages: list[Page]) -> Iterator[str]:
    """Each row of the printed table says what the row of the Word table says, in the same cells."""
    rows = []
    for row in docx.Document(io.BytesIO(word)).tables[0].rows:
        cells = list(dict.fromkeys(cell._tc for cell in row.cells))
        rows.append(["".join(_squeezed(one.text) for one in cell.iter() if one.tag.endswith("}t")) for cell in cells])
    printed = [
        [_squeezed(cell) for cell in row if cell is not None]
        for page in pages
        for table in page.extract_tables()
        for row in table
    ]
    for row in rows:
        if row not in printed and sum(map(len, row)) < _LONGEST_ROW:
            yield f"row differs: {row[:2]}"


def _empty(word: bytes) -> Iterator[str]:
    for row in docx.Document(io.BytesIO(word)).tables[0].rows:
        cells = row.cells
        for label, value in pairwise(cells):
            named = label.paragraphs[0].style.name == LABEL_STYLE and "".join(label.text.split()) in _MUST
            said = [one.text for one in value.paragraphs if "日期：" not in one.text]
            if named and value._tc is not label._tc and not "".join(said).strip():
                yield f"empty box: {''.join(label.text.split())}"
