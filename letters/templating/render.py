"""The room's front door: a kind and a context in, a Word letter (or its text, or a mail's subject) out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from domain.codes import LetterKind
from domain.reading_codes import Script
from domain.said import Sentence
from letters.context import LetterContext
from letters.kinds import KindSpec, kinds
from letters.templating.guard import TemplateProblem
from letters.templating.sample import samples
from letters.templating.template import Compiled, compile_template, convert_text
from letters.text.wording import Wording, letter_script, to_traditional

__all__ = ["SHIPPED", "TemplateProblem", "Templates", "UnknownKind"]

SHIPPED = Path(__file__).parents[1] / "templates"
"""The templates that come with the program, one `<kind>.docx` a kind."""

# The simplified face has no traditional characters; 仿宋 (GBK) has both.
_HANT_SETTINGS = (
    ("方正小标宋简体", "方正小标宋繁体"),
    ("仿宋_GB2312", "仿宋"),
    ('w:eastAsia="zh-CN"', 'w:eastAsia="zh-TW"'),
)


class UnknownKind(ValueError):  # noqa: N818 -- said of a kind, not of an error
    """No such letter can be written yet."""


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    """A compiled template and the state of the file it came from, to see when staff have edited it."""

    stamp: tuple[str, int, int]
    compiled: Compiled


@dataclass(frozen=True)
class Templates:
    """The templates of an instance: `folder` (its `templates/`) overrides the shipped ones, file by file.

    A traditional letter is made from `<kind>.docx` by conversion unless there is a `<kind>.hant.docx`. A template is
    compiled when first used and again when its file changes. Safe to share between threads.
    """

    folder: Path | None = None
    _loaded: dict[tuple[LetterKind, Script], _Loaded] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def render(self, kind: LetterKind, context: LetterContext) -> bytes:
        """The letter as a .docx; equal input and template give equal bytes.

        Raises TemplateProblem (a template to mend) or UnknownKind.
        """
        compiled, variables = self._prepared(kind, context)
        return compiled.render(variables)

    def text(self, kind: LetterKind, context: LetterContext) -> str:
        """The same letter's body as plain text, one paragraph a line, for a mail. Raises as `render` does."""
        compiled, variables = self._prepared(kind, context)
        return compiled.text(variables)

    def subject(self, kind: LetterKind, context: LetterContext) -> str:
        """The subject of the mail that carries the letter: one line, our case number in it. Raises UnknownKind."""
        spec = _spec(kind)
        return spec.subject(context, Wording(script_of(spec, context)))

    def _prepared(self, kind: LetterKind, context: LetterContext) -> tuple[Compiled, dict[str, object]]:
        if context.kind is not kind:
            raise ValueError(f"the context is for {context.kind}, not {kind}")
        spec = _spec(kind)
        script = script_of(spec, context)
        return self._compiled(spec, script), spec.build(context, Wording(script))

    def check(self) -> tuple[TemplateProblem, ...]:
        """What is wrong with the templates, found by writing every sample letter; for `doctor` and after an edit."""
        found: dict[str, TemplateProblem] = {}
        for kind in kinds():
            for context in samples(kind).values():
                try:
                    self.render(kind, context)
                except TemplateProblem as problem:
                    found.setdefault(str(problem), problem)
        return tuple(found.values())

    def _compiled(self, spec: KindSpec, script: Script) -> Compiled:
        path, convert = self._file(spec.kind, script)
        try:
            status = path.stat()
            stamp = (str(path), status.st_mtime_ns, status.st_size)
            with self._lock:
                loaded = self._loaded.get((spec.kind, script))
            if loaded and loaded.stamp == stamp:
                return loaded.compiled
            data = path.read_bytes()
        except OSError as error:
            raise TemplateProblem(
                file=path.name, paragraph="", what=Sentence("无法读取（{why}）", {"why": error.strerror or ""})
            ) from error
        known = frozenset(spec.variables)
        compiled = compile_template(data, file=path.name, known=known, convert=convert)
        with self._lock:
            self._loaded[spec.kind, script] = _Loaded(stamp=stamp, compiled=compiled)
        return compiled

    def _file(self, kind: LetterKind, script: Script) -> tuple[Path, Callable[[str], str] | None]:
        """The template for a letter in `script`, and how its own words are brought into that script."""
        for folder in (self.folder, SHIPPED):
            if folder is None:
                continue
            own = folder / f"{kind}.hant.docx"
            if script is Script.HANT and own.is_file():
                return own, None
            path = folder / f"{kind}.docx"
            if path.is_file() or folder is SHIPPED:
                return path, to_hant if script is Script.HANT else None
        raise UnknownKind(f"no template for {kind}")


def to_hant(source: str) -> str:
    """The XML of a template in traditional characters, tags and markup as they were."""
    for simplified, traditional in _HANT_SETTINGS:
        source = source.replace(simplified, traditional)
    return convert_text(source, to_traditional)


def _spec(kind: LetterKind) -> KindSpec:
    spec = kinds().get(kind)
    if spec is None:
        raise UnknownKind(f"{kind} letters cannot be written yet")
    return spec


def script_of(spec: KindSpec, context: LetterContext) -> Script:
    """In which script the letter is written: that of what came; in the house always simplified."""
    if spec.inside:
        return Script.HANS
    return letter_script(context.script, f"{context.subject}\n{context.quote}")
