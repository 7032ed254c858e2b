"""Makes the draft live, or an older version again: the same road as `huihan rules activate`, with the folder beside it.

What decides is the active version of the store. The folder is written to be the same; what somebody has changed in it
meanwhile is told, can be taken into the draft, and is kept as a version before it is replaced.
"""

from dataclasses import dataclass

from domain.codes import Role
from domain.staff import Person
from rules.check.chinese import in_chinese
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.rulebooks import versions
from workers.rulebooks.versions import Activated, ActivationError, VersionError
from workers.ruledesk.drafts import Draft, cleared, draft_of

LONGEST_NOTE = 500


class NotPassedError(Exception):
    """The draft may not go live; `findings`: one line each, as `huihan rules activate` says them."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


@dataclass(frozen=True, kw_only=True)
class FolderState:
    """The rulebook's folder beside the store. differing: files that are not as the live version has them.

    at_risk: those of them that are not as the draft has them either, and would be replaced.
    """

    differing: tuple[str, ...]
    at_risk: tuple[str, ...]


def folder_state(services: Services, draft: Draft) -> FolderState:
    """What somebody has changed in the folder and not made live."""
    held = versions.folder_texts(services.settings.rulebook)
    differing = [name for name in sorted({*held, *draft.live_texts}) if held.get(name) != draft.live_texts.get(name)]
    at_risk = [name for name in differing if held.get(name) != draft.texts.get(name)]
    return FolderState(differing=tuple(differing), at_risk=tuple(at_risk))


def activate(services: Services, *, note: str, keep_folder: bool, actor: Person, seen: int) -> Activated:
    """Make the draft live once check, examples and a trial load are passed; the draft is then at an end.

    keep_folder: what stands in the folder and in neither version is kept as a version and replaced. Raises Refused,
    NotPassedError.
    """
    draft = _ready(services, note, keep_folder, actor, seen)
    try:
        done = versions.activate_texts(
            services.database,
            services.settings.rulebook,
            draft.texts,
            who=actor.login,
            note=note.strip(),
            now=services.now(),
            before=draft.live,
        )
    except ActivationError as error:
        raise NotPassedError(error.findings) from None
    except VersionError as error:
        raise Refused("刚有另一个版本启用，草稿没有启用；请并入它的改动再试") from error
    except OSError as error:
        raise Refused("规则目录无法写入（{why}）；没有启用", why=error.strerror or "") from None
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        now = draft_of(session)
        if now.version == seen:  # what was changed since the trial began stays a draft
            cleared(services, session, now, seen, actor)
    return done


def _ready(services: Services, note: str, keep_folder: bool, actor: Person, seen: int) -> Draft:  # noqa: FBT001 - ours
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        draft = draft_of(session)
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise Refused("请写一句说明：为什么改（最多 500 字）")
    if seen != draft.version:
        raise Refused("规则草稿刚被改动过；请刷新页面，看过之后再启用")
    if not draft.changed:
        raise Refused("草稿与生效的版本相同，没有可以启用的改动")
    if draft.behind:
        raise Refused("草稿开始之后已启用了另一个版本；请先并入它的改动，再启用")
    risk = folder_state(services, draft).at_risk
    if risk and not keep_folder:
        files = "、".join(risk[:5])
        raise Refused("规则目录中有尚未启用的改动（{files}）；请先并入草稿，或勾选“先留存目录再启用”", files=files)
    return draft


def rollback(services: Services, sha: str, *, note: str, actor: Person) -> Activated:
    """Make an older version live again, its files in the folder; what stood there is kept. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise Refused("请写一句说明：为什么退回（最多 500 字）")
    try:
        return versions.rollback(
            services.database,
            services.settings.rulebook,
            versions.resolve(services.database, sha),
            who=actor.login,
            note=note.strip(),
            now=services.now(),
        )
    except VersionError:
        raise Refused("没有这个版本；请在历史里重新选") from None
    except ActivationError as error:
        raise NotPassedError(error.findings) from None
    except OSError as error:
        raise Refused("规则目录无法写入（{why}）；没有退回", why=error.strerror or "") from None


def in_reader_language(line: str, language: str) -> str:
    """A line that stands in the way of going live, `file:line: what`, in the reader's language."""
    if language == "en":
        return line
    place, parted, what = line.partition(": ")
    return f"{place}: {in_chinese(what)}" if parted else in_chinese(line)
