"""`huihan privacy`: what is held of one resident, handed out or erased at their request; what is kept too long."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from domain.events import HouseEvent
from domain.staff import operator
from huihan import correcting
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.options import By, CaseNumber, Json
from huihan.output import say, say_json
from workers.instance.services import Services
from workers.privacy import data_requests as working
from workers.privacy import retention
from workers.privacy.anonymise import anonymise
from workers.privacy.data_requests import Asked, Fate, Plan, Step
from workers.privacy.export import export as export_resident
from workers.privacy.finding import KINDS, Found, Place, find
from workers.privacy.subjects import Wanted
from workers.public.views import View

Target = Annotated[Path, typer.Argument(metavar="FILE.zip", help="写入的压缩文件")]
Reason = Annotated[str, typer.Option("--reason", help="理由；会长期保留，不要写个人信息")]
_FATES = {Fate.ERASED: "删除", Fate.COVERED: "遮盖", Fate.STAYS: "保留", Fate.BY_HAND: "请自行处理"}


@dataclass(frozen=True, kw_only=True)
class Whose:
    """The options that name a resident."""

    name: Annotated[str | None, typer.Option("--name", help="姓名，至少两个字")] = None
    phone: Annotated[str | None, typer.Option("--phone", help="电话，写法不限")] = None
    email: Annotated[str | None, typer.Option("--email", help="邮箱")] = None
    project: Annotated[str | None, typer.Option("--project", help="项目")] = None
    building: Annotated[str | None, typer.Option("--building", help="楼栋")] = None
    unit: Annotated[str | None, typer.Option("--unit", help="单元")] = None
    room: Annotated[str | None, typer.Option("--room", help="房号")] = None

    def wanted(self) -> Wanted:
        """As the search takes it."""
        return Wanted(**vars(self))


def find_resident(
    context: typer.Context,
    whose: Whose,
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """查找一位住户的全部个人信息。Everything that is held of a resident, theirs and where others name them."""
    with services_of(context) as services, correcting.refusing():
        found = find(services, whose.wanted())
        working.record_access(services, HouseEvent.PERSONAL_DATA_SOUGHT, actor=correcting.actor(by), found=found)
    if as_json:
        say_json(_found_view(found))
        return
    _say_whose(found)
    for (kind, own, number), count in _counted(found.places).items():
        say(f"  {KINDS.get(kind, kind)}　{number or ''}　{count} 处{'' if own else '（他人的材料中提到）'}")
    for place in found.places:
        if place.kind in {"mailbox", "log", "copy", "backup", "export", "file"}:
            say(f"  {KINDS[place.kind]}：{place.where}")
    say(f"共 {len(found.places)} 处；另请查看历次备份（docs/admin.zh.md）")


def export(
    context: typer.Context,
    target: Target,
    whose: Whose,
    by: By = None,
) -> None:
    """把一位住户的个人信息整理成压缩文件，供其查阅、转移。A zip with all that is theirs, for the right of access."""
    with services_of(context) as services, correcting.refusing():
        files = export_resident(services, whose.wanted(), target, actor=correcting.actor(by))
    say(f"已写入 {target}，共 {files} 个文件；请先查看“目录.md”再交给本人")


def erase(
    context: typer.Context,
    whose: Whose,
    reason: Reason = "",
    by: By = None,
    *,
    mentions: Annotated[bool, typer.Option("--mentions", help="他人材料中提到的也遮盖")] = False,
    keep_directory: Annotated[bool, typer.Option("--keep-directory", help="保留业主名录（仍是业主或住户）")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="真正删除；不写只列出将删除什么")] = False,
    as_json: Json = False,
) -> None:
    """删除一位住户的个人信息；不加 --yes 只列出。Erase what is theirs; without --yes it is only shown."""
    asked = Asked(wanted=whose.wanted(), mentions=mentions, keep_directory=keep_directory)
    with services_of(context) as services, correcting.refusing():
        if yes:
            plan = working.erase(services, asked, actor=correcting.actor(by), reason=reason)
        else:
            plan = working.plan(services, asked)
    if as_json:
        say_json(_found_view(plan.found) | {"erased": yes, "steps": [_step_view(step) for step in plan.steps]})
    else:
        _say_plan(plan, done=yes)


def hold(
    context: typer.Context,
    number: CaseNumber,
    reason: Reason = "",
    by: By = None,
    *,
    lift: Annotated[bool, typer.Option("--lift", help="解除")] = False,
) -> None:
    """依法保留一件（诉讼、调查），不因请求或期限删除。Keep a case from every erasure, or lift that again."""
    wanted = number.strip().upper()
    with services_of(context) as services, correcting.refusing():
        working.hold(services, wanted, actor=correcting.actor(by), reason=reason, lift=lift)
    say(f"{wanted} 已{'解除依法保留' if lift else '依法保留'}")


def keep(
    context: typer.Context,
    by: By = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run/--now", help="只列出 / 现在就删除")] = True,
    as_json: Json = False,
) -> None:
    """按 [retention] 到期的个人信息：列出，或现在删除。What is kept too long by the settings: shown, or erased now."""
    with services_of(context) as services:
        due = retention.due(services)
        numbers = working.numbers_of(services, (*due.cases, *due.originals))
        if not dry_run:
            retention.sweep_now(services, actor=correcting.actor(by))
        off = services.settings.retention.off
    view: View = {
        "off": off,
        "erased": not dry_run,
        "cases": [numbers[id_] for id_ in due.cases],
        "originals": [numbers[id_] for id_ in due.originals],
        "ignored": list(due.ignored),
        "logs": [str(path) for path in due.logs],
    }
    if as_json:
        say_json(view)
        return
    if off:
        say("没有设置保存期限（huihan.toml 的 [retention]）：一直保存")
        return
    done = "已删除" if view["erased"] else "到期"
    say(
        f"{done}：案件 {len(due.cases)} 件，原件 {len(due.originals)} 件，未立案来件 {len(due.ignored)} 件，"
        f"日志 {len(due.logs)} 个"
    )
    for number in (*view["cases"], *view["originals"]):
        say(f"  {number}")


def anonymise_case(context: typer.Context, number: CaseNumber, target: Target, by: By = None) -> None:
    """去除个人信息后导出一件，供培训。A case without anybody's personal data, for training."""
    with services_of(context) as services, correcting.refusing():
        files = anonymise_to(services, number, target, who=correcting.person(by))
    say(f"已写入 {target}，共 {files} 个文件；图片不在其中，交出前请再看一遍")


def anonymise_to(services: Services, number: str, target: Path, *, who: str) -> int:
    """Write the anonymised case; RefusedError if the file is there already or cannot be written."""
    if target.exists():
        raise RefusedError(f"{target} 已存在；请换一个名字，以免覆盖")
    return anonymise(services, number.strip().upper(), target, actor=operator(who))


def _counted(places: tuple[Place, ...]) -> dict[tuple[str, bool, str | None], int]:
    return dict(Counter((place.kind, place.own, place.number) for place in places))


def _say_whose(found: Found) -> None:
    resident = found.whose.resident
    known = "、".join((*sorted(resident.names), *sorted(resident.phones), *sorted(resident.emails)))
    say(f"住户　{known or '（不详）'}")
    if found.whose.several > 1:
        say(f"注意　可能是 {found.whose.several} 位住户的；请同时给出姓名与电话、邮箱或住址")


def _say_plan(plan: Plan, *, done: bool) -> None:
    _say_whose(plan.found)
    counted = Counter((step.fate, step.place.kind, step.place.number, step.why) for step in plan.steps)
    for (fate, kind, number, why), count in counted.items():
        say(f"  {_FATES[fate]}　{KINDS.get(kind, kind)}　{number or ''}　{count} 处{'：' if why else ''}{why}")
    for step in plan.steps:
        if step.fate is Fate.BY_HAND:
            say(f"  请自行处理　{step.place.where}")
    if done:
        say("已删除。邮箱里的原邮件与历次备份不在其列，见 docs/admin.zh.md")
    else:
        say("以上只是预览；确认后加 --yes --reason 理由 执行")


def _found_view(found: Found) -> View:
    resident = found.whose.resident
    return {
        "resident": {
            "names": sorted(resident.names),
            "phones": sorted(resident.phones),
            "emails": sorted(resident.emails),
        },
        "several": found.whose.several,
        "places": [_place_view(place) for place in found.places],
    }


def _place_view(place: Place) -> View:
    what = KINDS.get(place.kind, place.kind)
    return {"kind": place.kind, "what": what, "where": place.where, "case": place.number, "own": place.own}


def _step_view(step: Step) -> View:
    return _place_view(step.place) | {"fate": step.fate, "why": step.why}
