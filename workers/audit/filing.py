"""Whether each filed case had what filing needs, and no clock runs in the file; whether signatures are of what was."""

from domain.codes import OPEN_CLOCKS, CaseState, Channel, VisitOutcome
from domain.course import TOOK_PLACE, Act
from domain.events import EventName
from workers.audit.case_file import CaseFile
from workers.audit.found import Found
from workers.casework.course_facts import Round, visit_of

_FILED_BY = {Act.FILE.value: Act.FILE, Act.FILE_UNVISITED.value: Act.FILE_UNVISITED}


def check(file: CaseFile, found: Found) -> None:
    """The filing of a case and the signatures under its record."""
    if file.row.values["state"] == CaseState.FILED:
        for seen in file.of("clock"):
            if seen.values["state"] in OPEN_CLOCKS:
                found.add("clock", seen.key, f"案件已归档，期限 {seen.values['clock']} 却没有停止", file.number)
    _signatures(file, found)
    for at, told in enumerate(file.events):
        act = _FILED_BY.get(str(told.get("act"))) if told.what == EventName.FILED else None
        before = file.events[:at]
        if act is not None and all(one.payload is not None for one in before):
            for what in _lacked(act, Round.of(before), Channel(str(file.row.values["channel"]))):
                found.add("case", file.id, f"归档时{what}", file.number)


def _lacked(act: Act, round_: Round, channel: Channel) -> list[str]:
    """What the events before a filing do not show, though no case is filed without it."""
    visit = visit_of(round_.outcomes)
    visited = visit is VisitOutcome.SATISFIED if act is Act.FILE else visit is not None and visit not in TOOK_PLACE
    shown = {
        "尚未答复住户": bool(round_.answers) or (round_.spoken(channel) and round_.reached),
        "尚未把结果告诉住户": round_.told,
        "没有住户满意的回访，也没有未能回访的记录": visited,
        "记录表没有签署": round_.signed,
    }
    return [what for what, there in shown.items() if not there]


def _signatures(file: CaseFile, found: Found) -> None:
    """A signature holds the hash of the event before it: that of everything which was told until then."""
    for row, told in zip(file.chain, file.events, strict=True):
        signed = told.what == EventName.RECORD_SIGNED and told.payload is not None
        if signed and told.get("hash") != row.previous_hash:
            found.add("event", told.id, "签署记录表时的校验值与此前的经过不符", file.number)
