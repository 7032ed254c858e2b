"""What is wrong with a Word template that an admin brings, all of it, in plain words, before it writes a letter."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from domain.codes import LetterKind
from domain.reading_codes import Script
from domain.said import N_, Sentence
from domain.settings import CompanySettings
from letters.kinds import KindSpec, kinds
from letters.templating.guard import TemplateProblem
from letters.templating.render import script_of, to_hant
from letters.templating.sample import samples
from letters.templating.template import compile_template, read_template
from letters.text.wording import Wording
from letters.word.packages.opc import read_package
from letters.word.packages.rebuild import rebuilt
from letters.word.packages.refusal import PackageRefused

_TABLE = "word/fontTable.xml"
_FACES = re.compile(r"<w:rFonts[^>]*>")
_FACE = re.compile(r'w:(?:ascii|hAnsi|eastAsia)="([^"]+)"')

TAGS = ("{{受理编号}}", "{%p if 紧急 %}", "{%p endif %}", "{%p for 事项 in 各事项 %}", "{%p endfor %}")
"""How names, conditions and lists are written, to be shown beside them."""

_ALWAYS = ("受理编号", "成文日期", "称呼", "联系电话")
ESSENTIAL: Mapping[LetterKind, tuple[str, ...]] = MappingProxyType(
    {
        LetterKind.ACKNOWLEDGEMENT: (*_ALWAYS, "来信摘录", "答复日期"),
        LetterKind.INTERIM: (*_ALWAYS, "文号", "已办事项", "待办事项", "下次答复日期"),
        LetterKind.REPLY: (*_ALWAYS, "文号", "各事项"),
        LetterKind.EXPLANATION: (*_ALWAYS, "文号", "原因", "其他途径"),
        LetterKind.RECORD_FORM: ("受理编号", "投诉内容", "处理意见", "主任签字", "回访情况"),
        LetterKind.DEPARTMENT_NOTICE: ("受理编号", "通知部门", "投诉内容", "要求完成"),
        LetterKind.PROGRESS_REPORT: ("受理编号", "今日进展", "尚待完成"),
        LetterKind.GROUP_NOTICE: ("项目", "通知正文", "成文日期"),
    }
)
"""What a letter of a kind must tell (TRADE 2 and 7): a template without one of these is taken only knowingly."""

SAMPLE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "one matter": N_("一件事项"),
        "several matters": N_("几件事项"),
        "needs a person": N_("内容尚待人工核实"),
        "traditional": N_("繁体来信"),
        "second complaint": N_("二次投诉"),
        "by telephone": N_("来电"),
        "enquiry": N_("咨询"),
        "suggestion": N_("建议"),
        "group": N_("群体来信"),
    }
)
"""What staff call the sample letters."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What must be mended. paragraph: the text where it stands; empty: of the file as a whole. sample: the letter in
    which it shows, a key of SAMPLE_NAMES; empty: in all.
    """

    paragraph: str = ""
    what: Sentence
    sample: str = ""


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """A template as it was found. missing: variables of ESSENTIAL that it never writes. faces: the typefaces it names.

    letters: the sample letters by name, .docx; empty as long as there are mistakes.
    """

    mistakes: tuple[Mistake, ...] = ()
    missing: tuple[str, ...] = ()
    faces: tuple[str, ...] = ()
    letters: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def inspect_template(data: bytes, kind: LetterKind, script: Script, company: CompanySettings) -> Inspected:
    """All that is wrong with a template of `kind`, and every sample letter written by it.

    script: HANT for one of its own for traditional letters, of whose samples the traditional alone is written then.
    company: whose letters they are.
    """
    spec = kinds()[kind]
    read = read_template(data, file=kind.value, known=frozenset(spec.variables))
    mistakes = [Mistake(paragraph=one.paragraph, what=one.what) for one in read.problems]
    if zipfile.is_zipfile(io.BytesIO(data)):
        mistakes += (Mistake(what=one) for one in _of_package(data))
    letters: dict[str, bytes] = {}
    if not mistakes:
        for name, written in _written(data, spec, script, company):
            if isinstance(written, bytes):
                letters[name] = written
            else:
                mistakes += (replace(one, sample=name) for one in written)
    return Inspected(
        mistakes=_once(mistakes),
        missing=() if read.problems else tuple(one for one in ESSENTIAL.get(kind, ()) if one not in read.names),
        faces=_faces(data) if letters else (),
        letters={} if mistakes else letters,
    )


def _written(
    data: bytes, spec: KindSpec, script: Script, company: CompanySettings
) -> Iterator[tuple[str, bytes | list[Mistake]]]:
    """Each sample letter, or why it cannot be: a letter must also be able to come back from Word."""
    known, file = frozenset(spec.variables), spec.kind.value
    compiled = {script: compile_template(data, file=file, known=known)}
    if script is Script.HANS and not spec.inside:
        compiled[Script.HANT] = compile_template(data, file=file, known=known, convert=to_hant)
    for name, context in samples(spec.kind, company).items():
        own = script_of(spec, context)
        if own not in compiled:
            continue
        try:
            yield name, rebuilt(compiled[own].render(spec.build(context, Wording(own))))
        except TemplateProblem as problem:
            yield name, [Mistake(paragraph=problem.paragraph, what=problem.what)]
        except PackageRefused as refused:
            yield name, [Mistake(what=why) for why in refused.why]


def _of_package(data: bytes) -> tuple[Sentence, ...]:
    """What in the file runs, reaches outside, hides or changes later; what is no package at all is told elsewhere."""
    try:
        rebuilt(data)
    except PackageRefused as refused:
        return refused.why
    return ()


def _faces(data: bytes) -> tuple[str, ...]:
    """The typefaces that its text and styles name, in order."""
    sheets = [part for name, part in read_package(data).files.items() if name.startswith("word/") and name != _TABLE]
    fonts = [tag for part in sheets for tag in _FACES.findall(part.decode("utf-8", "replace"))]
    return tuple(sorted({face for tag in fonts for face in _FACE.findall(tag)}))


def _once(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Each mistake where it is met first: what one letter tells, most tell."""
    return tuple({(one.paragraph, str(one.what)): one for one in reversed(tuple(mistakes))}.values())[::-1]
