"""The parts of a rulebook that came with later versions: what an instance made before lacks, and how it gets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.clocks import CLOCKS
from domain.codes import ClockName
from huihan.errors import RefusedError
from huihan.front import shipped
from rules.load import load_texts, read_files
from rules.model import Finding, Term
from rules.rulebook import Rulebook
from rules.terms import BY_DEFAULT, defaulted
from store.private import private_file, private_folder

PARTS: Mapping[str, str] = {
    "alarms.yaml": "来信中的险情（困人、燃气、触电等）不会报警",
    "rules/alarms.yaml": "有险情的来信不会列为紧急，也不缩短期限",
    "rules/second_opinion.yaml": "语言模型的不同意见不会提请人工查看",
    "groups.yaml": "不会发现几户来信说的是同一件事",
    "owners.yaml": "案件不按规则指派跟进人",
    "glossary.yaml": "港澳台用语不会按通行说法理解",
    "phrases.yaml": "编辑信件时没有按主题的常用语句",
    "model.json": "判定主题时不参考训练好的模型",
}
"""Each part that a rulebook may do without, with what is not done then."""
_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class DefaultTerm:
    """A clock to which the rulebook gives no term. what: by which it runs; mend: the line that would say so."""

    what: str
    mend: str


def default_terms(book: Rulebook) -> tuple[DefaultTerm, ...]:
    """The clocks that run by a term of this version, because the rulebook is from before them."""
    return tuple(_default_term(clock, BY_DEFAULT[clock]) for clock in defaulted(book))


def _default_term(clock: ClockName, term: Term) -> DefaultTerm:
    label = CLOCKS[clock].label
    line = f"- {{clock: {clock}, term: {term}, starts: {clock}, because: {label}}}"
    return DefaultTerm(
        what=f"clocks.yaml 没有给“{label}”定期限：按 {term.amount} 个工作日、公司日历计",
        mend=f"可在 clocks.yaml 写入 {line}",
    )


def lacking(folder: Path) -> tuple[str, ...]:
    """The parts that a rulebook's folder lacks, of those that this version ships."""
    ours = shipped("rulebook")
    return tuple(name for name in PARTS if (ours / name).is_file() and not (folder / name).exists())


def complete(folder: Path, only: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Copy into the folder what it lacks, or those of it that are named; no file that is there is touched.

    What was copied. Raises:
        RefusedError: a name that is no such part, or parts that do not hold together with the rules as they are.
    """
    if unknown := sorted(only - PARTS.keys()):
        raise RefusedError(f"没有这个部分：{'、'.join(unknown)}；可选：{'、'.join(PARTS)}")
    wanted = tuple(name for name in lacking(folder) if not only or name in only)
    ours = shipped("rulebook")
    added = {name: (ours / name).read_text("utf-8") for name in wanted}
    findings: list[Finding] = []
    texts, sha256 = read_files(folder, findings)
    before = set(load_texts(texts, sha256, findings).findings)
    after = load_texts({**texts, **added}, sha256, findings).findings
    wrong = [one for one in after if not one.warning and one not in before]
    if wrong:
        shown = "\n".join(f"  {one}" for one in wrong[:_SHOWN])
        raise RefusedError(f"补入后规则多出 {len(wrong)} 处问题，未作改动；可用 --only 只补一部分：\n{shown}")
    for name in wanted:
        _put(folder / name, (ours / name).read_bytes())
    return wanted


def _put(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    private_folder(path.parent)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    private_file(part)
    part.write_bytes(data)
    part.rename(path)
