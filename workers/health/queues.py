"""Whether the work keeps up: what waits in each stage, since when letters wait, and whether anybody polls."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.health import Finding
from domain.labels import STAGE
from domain.settings import SCAN_FOLDER, MailboxSettings
from store import waiting_jobs
from store.waiting_jobs import StageWaiting

BEHIND = timedelta(minutes=15)
"""A letter that waits longer for being read and decided is told of."""


@dataclass(frozen=True, kw_only=True)
class Queues:
    """lag: how long the first of the undecided letters has waited. unwatched: sources that no poller holds now."""

    stages: tuple[StageWaiting, ...]
    lag: timedelta | None
    unwatched: tuple[str, ...]

    @property
    def behind(self) -> bool:
        """Whether letters wait for too long."""
        return self.lag is not None and self.lag > BEHIND


def queues(session: Session, boxes: tuple[MailboxSettings, ...], now: datetime) -> Queues:
    """As it is at this moment."""
    oldest = waiting_jobs.oldest_letter(session)
    held = waiting_jobs.held(session, now)
    sources = [*(box.name for box in boxes), SCAN_FOLDER]
    return Queues(
        stages=tuple(waiting_jobs.by_stage(session, now)),
        lag=max(now - oldest, timedelta(0)) if oldest else None,
        unwatched=tuple(name for name in sources if name not in held),
    )


def said(found: Queues) -> list[Finding]:
    """The queues in a sentence each."""
    waiting = "、".join(f"{STAGE.get(one.stage, one.stage)} {one.due + one.later} 件" for one in found.stages)
    findings = []
    if found.behind and found.lag is not None:
        what = f"最早一封来信已等了 {found.lag // timedelta(minutes=1)} 分钟还没有读完、判定（{waiting}）"
        mend = "确认 huihan run 或 huihan worker 在运行；原因见 data/huihan.log"
        findings.append(Finding(check="queues", ok=False, what=what, mend=mend))
    else:
        findings.append(Finding(check="queues", ok=True, what=f"排队的工作：{waiting or '没有'}"))
    failed = [one for one in found.stages if one.failed]
    for one in failed:
        what = f"{STAGE.get(one.stage, one.stage)}有 {one.failed} 件没有做成，稍后重试（{one.error}）"
        findings.append(Finding(check="queues", ok=True, what=what, mend="若一直如此，原因见 data/huihan.log"))
    if found.unwatched:
        what = f"此刻没有程序在收：{'、'.join(found.unwatched)}"
        mend = "启动 huihan run（或用定时任务运行 huihan poll --once）"
        findings.append(Finding(check="queues", ok=True, what=what, mend=mend))
    return findings
