"""One Word template, compiled once: patched as docxtpl patches it, checked, and ready to fill with strings.

docxtpl parses, patches and compiles a template for every letter; here that is done when the template is loaded, and a
letter costs one rendering of strings and one compression.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from domain.said import N_, Sentence
from letters.templating import guard
from letters.templating.guard import TemplateProblem
from letters.templating.syntax_words import said
from letters.word.document import text_of
from letters.word.package import Packed, join, pack
from letters.word.packages.opc import safe_parser

_RENDERED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_BODY = "word/document.xml"
_NOTHING_OF_THE_CASE = Sentence("正文里没有任何变量，寄出的信将千篇一律")
_NO_WORD = Sentence("不是 Word 文档（.docx），请用 Word 另存为 .docx")
_TOO_LARGE = Sentence("模板过大（解压后超过 20 MB），请缩小图片")
_DAMAGED = Sentence("文档损坏，请用 Word 打开后另存")
_TAGGED = re.compile(r"{{|{%|{#")
_UNTOUCHED = re.compile(r"({{.*?}}|{%.*?%}|{#.*?#}|<[^>]*>)", re.DOTALL)
_PARAGRAPH = re.compile(r"<w:p([ >])")
_MARKUP = re.compile(r"<[^>]*>")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TEMPLATE_BYTES = 20_000_000
_LETTER_CHARS = 20_000_000
_SHOWN_CHARS = 60
RENDER_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A part that changes from letter to letter. source: the patched XML, one paragraph a line."""

    name: str
    source: str
    template: Template


class Compiled:
    """One template in one script. `file` names it in problems."""

    def __init__(self, file: str, parts: list[Packed | _Part]) -> None:
        self._file = file
        self._parts = parts

    def render(self, variables: Mapping[str, object], *, seconds: float = RENDER_SECONDS) -> bytes:
        """The letter as a .docx. Raises TemplateProblem."""
        return join(
            pack(part.name, self._fill(part, variables, seconds)) if isinstance(part, _Part) else part
            for part in self._parts
        )

    def text(self, variables: Mapping[str, object], *, seconds: float = RENDER_SECONDS) -> str:
        """The same letter's body as plain text, one paragraph a line. Raises TemplateProblem."""
        body = next(part for part in self._parts if _name(part) == _BODY)
        if isinstance(body, Packed):
            raise TemplateProblem(file=self._file, paragraph="", what=_NOTHING_OF_THE_CASE)
        return text_of(self._fill(body, variables, seconds))

    def _fill(self, part: _Part, variables: Mapping[str, object], seconds: float) -> bytes:
        pieces: list[str] = []
        size = 0
        try:
            for piece in part.template.generate(**variables, **guard.ticker(seconds)):
                pieces.append(piece)
                size += len(piece)
                if size > _LETTER_CHARS:
                    raise guard.TooLong
        except guard.TooLong:
            what = Sentence("生成超过 {seconds} 秒或内容过长，请检查循环", {"seconds": f"{seconds:g}"})
            raise self._problem(part, None, what) from None
        except UndefinedError as error:
            what = Sentence("没有这个变量：{why}", {"why": error.message or ""})
            raise self._problem(part, _line(error, part.template), what) from error
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            what = Sentence("无法生成：{why}", {"why": str(error)})
            raise self._problem(part, _line(error, part.template), what) from error
        text = "".join(pieces)
        data = text.encode()
        try:
            etree.fromstring(data, safe_parser())
        except etree.XMLSyntaxError as error:
            whole = N_("生成的文档不完整：if 或 for 的开头与结尾须各自单独成段，并写作 {tag}")
            what = Sentence(whole, {"tag": "{%p … %}"})
            raise TemplateProblem(file=self._file, paragraph=_shown(text, error.lineno), what=what) from error
        return data

    def _problem(self, part: _Part, line: int | None, what: Sentence) -> TemplateProblem:
        return TemplateProblem(file=self._file, paragraph=_shown(part.source, line), what=what)


def compile_template(
    data: bytes, *, file: str, known: frozenset[str], convert: Callable[[str], str] | None = None
) -> Compiled:
    """Compile a .docx template. known: the variables it may use. convert: brings its fixed text into another script.

    Raises TemplateProblem naming the file, the paragraph and what is wrong.
    """
    parts: list[Packed | _Part] = []
    for name, content in _unpacked(data, file):
        if _is_tagged(name, content):
            parts.append(_compile_part(name, content, file, known, convert))
        elif convert and name.startswith("word/") and name.endswith(".xml"):
            parts.append(pack(name, convert(content.decode("utf-8", "replace")).encode(), level=9))
        else:
            parts.append(pack(name, content, level=9))
    return Compiled(file, parts)


def convert_text(source: str, convert: Callable[[str], str]) -> str:
    """`source` with its text converted; markup and template tags are left alone."""
    pieces = _UNTOUCHED.split(source)
    return "".join(piece if index % 2 else convert(piece) for index, piece in enumerate(pieces))


def _unpacked(data: bytes, file: str) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            files = [info for info in package.infolist() if not info.is_dir()]
            if sum(info.file_size for info in files) > _TEMPLATE_BYTES:
                raise TemplateProblem(file=file, paragraph="", what=_TOO_LARGE)
            parts = [(info.filename, package.read(info)) for info in files]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise TemplateProblem(file=file, paragraph="", what=_NO_WORD) from error
    if _BODY not in dict(parts):
        what = Sentence("不是 Word 文档（.docx）：缺少正文 {part}", {"part": _BODY})
        raise TemplateProblem(file=file, paragraph="", what=what)
    return parts


def _compile_part(
    name: str, content: bytes, file: str, known: frozenset[str], convert: Callable[[str], str] | None
) -> _Part:
    environment = guard.environment()
    source, tree = _parsed(environment, name, content, file, convert)
    if found := guard.check(tree, known):
        first = found[0]
        raise TemplateProblem(file=file, paragraph=_shown(source, first.line), what=first.what)
    code = environment.compile(guard.add_ticks(tree), name, name)
    template = SandboxedEnvironment.template_class.from_code(environment, code, {})
    return _Part(name=name, source=source, template=template)


def _parsed(
    environment: SandboxedEnvironment,
    name: str,
    content: bytes,
    file: str,
    convert: Callable[[str], str] | None = None,
) -> tuple[str, nodes.Template]:
    """The patched XML of a part and what Jinja reads in it. Raises TemplateProblem."""
    source = _patched(content, file)
    if convert:
        source = convert(source)
    try:
        return source, environment.parse(source, name)
    except TemplateSyntaxError as error:
        what = said(error.message or "")
        raise TemplateProblem(file=file, paragraph=_shown(source, error.lineno), what=what) from error


@dataclass(frozen=True, kw_only=True)
class Read:
    """What stands in a template. problems: all of them, but one alone of each part that cannot be parsed; names: the
    variables that it writes or asks for.
    """

    problems: tuple[TemplateProblem, ...]
    names: frozenset[str]


def read_template(data: bytes, *, file: str, known: frozenset[str]) -> Read:
    """Every mistake of a .docx template that can be told without writing a letter. known: the variables it may use."""
    problems: list[TemplateProblem] = []
    names: set[str] = set()
    try:
        tagged = [(name, content) for name, content in _unpacked(data, file) if _is_tagged(name, content)]
    except TemplateProblem as problem:
        return Read(problems=(problem,), names=frozenset())
    environment = guard.environment()
    for name, content in tagged:
        try:
            source, tree = _parsed(environment, name, content, file)
        except TemplateProblem as problem:
            problems.append(problem)
            continue
        problems += (
            TemplateProblem(file=file, paragraph=_shown(source, one.line), what=one.what)
            for one in guard.check(tree, known)
        )
        names |= meta.find_undeclared_variables(tree)
    if not any(name == _BODY for name, _ in tagged):
        problems.append(TemplateProblem(file=file, paragraph="", what=_NOTHING_OF_THE_CASE))
    return Read(problems=tuple(problems), names=frozenset(names))


def _is_tagged(name: str, content: bytes) -> bool:
    """Whether a part of the package differs from letter to letter."""
    return bool(_RENDERED.fullmatch(name) and _TAGGED.search(_MARKUP.sub("", content.decode("utf-8", "replace"))))


def _patched(content: bytes, file: str) -> str:
    try:
        root = etree.fromstring(content, safe_parser())
    except etree.XMLSyntaxError as error:
        raise TemplateProblem(file=file, paragraph="", what=_DAMAGED) from error
    xml = etree.tostring(root, encoding="unicode").replace("\n", " ")
    # patch_xml reads nothing of the object; no file is opened.
    patched: str = DocxTemplate(io.BytesIO()).patch_xml(xml)
    # One paragraph a line lets an error's line name the paragraph.
    return _DECLARATION + _PARAGRAPH.sub(r"\n<w:p\1", patched)


def _line(error: BaseException, template: Template) -> int | None:
    """The template line at which rendering failed: jinja2 puts it into the traceback under the template's name."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == template.filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _shown(source: str, line: int | None) -> str:
    lines = source.split("\n")
    if line is None or not 1 <= line <= len(lines):
        return ""
    text = _MARKUP.sub("", lines[line - 1]).strip()
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "……"


def _name(part: Packed | _Part) -> str:
    return part.name.decode() if isinstance(part, Packed) else part.name
