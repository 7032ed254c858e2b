"""`huihan cases show`: all that is known of one case."""

import typer

from domain import labels
from domain.events import EVENT
from huihan.finding import find_case
from huihan.opened import services_of
from huihan.options import CaseNumber, Json
from huihan.output import say, say_json
from workers.instance.services import Services
from workers.public.records import CaseRecord, case_details, record_of
from workers.public.views import View
from workers.rulebooks.versions import SHORT


def show_case(context: typer.Context, number: CaseNumber, *, as_json: Json = False) -> None:
    """查看一件：内容、期限及其推算、理由、信件、经过。One case: text, calculation, reasons, letters, history."""
    with services_of(context) as services, services.database.reading() as session:
        record = record_of(services, session, find_case(session, number))
        view = case_details(services, session, record)
        if as_json:
            say_json(view)
        else:
            _show(services, record, view)


def _show(services: Services, record: CaseRecord, view: View) -> None:
    _show_head(services, record, view)
    say()
    say(view["text"] or "（无正文）")
    _show_calculation(services, record)
    if view["decision"]:
        _show_decision(view["decision"], view["rulebook"])
    say("\n信件")
    for letter in record.letters:
        stands = f"{letter.number or '（未编号）'}　{labels.LETTER_STATE[letter.state]}"
        path, held = record.paths.get(letter.id, ""), letter.held or ""
        say(f"  {labels.LETTER[letter.kind]}　{stands}　{path}　{held}".rstrip())
    say("\n经过")
    for event in view["events"]:
        what = EVENT.get(event["what"], event["what"])
        say(f"  {_short(event['at'])}　{event['who']}　{what}{_about(event['payload'])}")


def _show_head(services: Services, record: CaseRecord, view: View) -> None:
    """Who wrote from where, and what was decided."""
    case, resident = record.case, view["resident"]
    building, unit = case.building and f"{case.building}栋", case.unit and f"{case.unit}单元"
    place = " ".join(filter(None, (case.project, building, unit, case.room)))
    say(f"{case.number}　{labels.CASE_STATE[case.state]}{'　待人工' if case.needs_person else ''}")
    say(f"收到　{view['received']}　{labels.CHANNEL[case.channel]}")
    say(f"投诉人　{resident['name'] or '（不详）'}　{place}　{case.phone or ''}　{case.email or ''}")
    topic = services.live.topic_names().get(case.topic or "", case.topic or "（未识别）")
    graded = f"{labels.KIND[case.kind]}　{labels.GRADE[case.grade]}　{labels.URGENCY[case.urgency]}"
    say(f"判定　{labels.CATEGORY[case.category]}　{topic}　{graded}")
    say(f"部门　{'、'.join(labels.DEPARTMENT[department] for department in case.departments)}")
    say(f"主题　{case.subject}")


def _show_decision(decision: View, rulebook: View) -> None:
    """The reasons, the doubts, and the version of the rulebook."""
    say("\n理由")
    for reason in decision["reasons"]:
        words = "".join(dict.fromkeys(f"“{match['text']}”" for match in reason["matched"]))
        place = f"{reason['rule']}，{reason['file']}:{reason['line']}"
        say(f"  {reason['slot']}　{reason['because']}（{place}）{words}")
    for doubt in decision["doubts"]:
        say(f"  存疑　{doubt['why']}")
    since = filter(None, (_short(rulebook["at"] or ""), rulebook["by"], rulebook["note"]))
    say(f"  规则版本　{rulebook['sha'][:SHORT]}　{'，'.join(since)}".rstrip())


def _about(payload: View | None) -> str:
    """What an event was about, in the words of the trade."""
    given = payload or {}
    clock, kind = labels.CLOCK.get(given.get("clock", "")), labels.LETTER.get(given.get("kind", ""))
    changed = "、".join(labels.CORRECTED.get(name) or labels.SLOT[name] for name in given.get("changes", {}))
    moved = [
        f"{labels.CLOCK[one['clock']]} {' → '.join(_short(due) for due in one['due'])}"
        for one in given.get("clocks", ())
    ]
    return "".join(
        f"　{part}" for part in (clock, kind, given.get("number"), changed, *moved, given.get("because")) if part
    )


def _short(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _show_calculation(services: Services, record: CaseRecord) -> None:
    say("\n期限")
    for clock in record.clocks:
        due = f"{clock.due_at.astimezone(services.zone):%Y-%m-%d %H:%M}" if clock.due_known else "—"
        note = "（暂定：该年放假通知未发布）" if clock.provisional else ""
        say(f"  {labels.CLOCK[clock.clock]}　第 {clock.round} 轮　{due}　{labels.CLOCK_STATE[clock.state]}{note}")
        for step in clock.steps:
            say(f"      {step.date}　{'计' if step.counts else '不计'}　{step.why}")
