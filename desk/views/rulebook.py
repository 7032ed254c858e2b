"""The rulebook as the desk shows it: what is live, what the draft has changed, and what stands in its way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.messages import N_
from desk.views.text_diff import FileDiff, diffs
from domain.codes import Role
from rules.check.chinese import what_in_chinese
from rules.diff import ADDED, CHANGED, REMOVED, Change
from rules.model import Finding
from store import rulebooks
from store.rulebooks import Version
from workers.ruledesk.drafts import Draft, draft_of
from workers.ruledesk.going_live import FolderState, folder_state

FILES: Mapping[str, str] = {
    "rulebook.yaml": N_("总则：口径、评分、语言、默认值"),
    "departments.yaml": N_("部门"),
    "topics.yaml": N_("主题"),
    "signals.yaml": N_("信号"),
    "alarms.yaml": N_("警情"),
    "clocks.yaml": N_("时限"),
    "calendar.yaml": N_("工作日历"),
    "letters.yaml": N_("函件与审批"),
    "owners.yaml": N_("跟进人"),
    "phrases.yaml": N_("常用语"),
    "glossary.yaml": N_("各地用语"),
    "groups.yaml": N_("群体来信"),
    "rules/": N_("规则"),
    "examples/": N_("例信"),
    "model.json": N_("训练所得的模型"),
}
"""What each file is about; of a folder, all its files."""
KINDS: Mapping[str, str] = {
    "rulebook": N_("总则"),
    "scoring": N_("评分"),
    "language": N_("语言"),
    "defaults": N_("默认值"),
    "likeness": N_("同类项目"),
    "department": N_("部门"),
    "topic": N_("主题"),
    "signal": N_("信号"),
    "alarm": N_("警情"),
    "mood": N_("语气"),
    "times": N_("时间词"),
    "rule": N_("规则"),
    "clock": N_("时限"),
    "calendar": N_("工作日历"),
    "letter": N_("函件"),
    "owner": N_("跟进人"),
    "titles": N_("称呼"),
    "phrase": N_("常用语"),
    "glossary": N_("各地用语"),
    "model": N_("模型"),
    "example": N_("例信"),
}
"""Kind of a thing of the rulebook → what it is called."""
CHANGES: Mapping[str, str] = {ADDED: N_("新增"), REMOVED: N_("删除"), CHANGED: N_("修改")}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The draft beside what is live, for every page of the rulebook. edits: whether this person may change it."""

    draft: Draft
    edits: bool
    folder: FolderState
    version: Version | None

    @property
    def sha(self) -> str:
        """The live version, short."""
        return self.draft.live[:8]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A finding for its reader. quoted: the line that it is about."""

    file: str
    line: int
    what: str
    warning: bool
    quoted: str


def standing(viewer: Viewer, session: Session) -> Standing:
    """What every page of the rulebook needs."""
    draft = draft_of(session)
    entries = [one for one in rulebooks.history(session) if one.active]
    return Standing(
        draft=draft,
        edits=viewer.person.holds(Role.ADMIN),
        folder=folder_state(viewer.services, draft),
        version=entries[0] if entries else None,
    )


def changes_of(draft: Draft) -> tuple[FileDiff, ...]:
    """What the draft would change of what is live."""
    return diffs(draft.live_texts, draft.texts) if draft.changed else ()


def file_changes(draft: Draft, *names: str) -> tuple[FileDiff, ...]:
    """The same, of these files alone."""
    old = {name: draft.live_texts[name] for name in names if name in draft.live_texts}
    return diffs(old, {name: draft.texts[name] for name in names if name in draft.texts})


def about(name: str) -> str:
    """What a file is about."""
    folder = f"{name.partition('/')[0]}/" if "/" in name else name
    return FILES.get(folder, name)


def said(findings: Iterable[Finding], texts: Mapping[str, str], language: str) -> tuple[Said, ...]:
    """Findings in the reader's language, mistakes before warnings."""
    found = [
        Said(
            file=one.file,
            line=one.line,
            what=what_of(one, language),
            warning=one.warning,
            quoted=_quoted(texts.get(one.file, ""), one.line),
        )
        for one in findings
    ]
    return tuple(sorted(found, key=lambda one: one.warning))


def kind_of(change: Change) -> str:
    """What a changed thing is called."""
    return KINDS.get(change.kind, change.kind)


def what_of(finding: Finding, language: str) -> str:
    """What is wrong, in the reader's language."""
    if language == "en":
        return finding.what + (f", {finding.hint}" if finding.hint else "")
    return what_in_chinese(finding)


def _quoted(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line - 1].strip()[:80] if 0 < line <= len(lines) else ""
