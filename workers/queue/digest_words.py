"""What the morning's mail says, in the two languages of the staff: it names no resident (TRADE 1, PIPL)."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.labels import CATEGORY, TIME_LEFT
from domain.said import filled
from rules.rulebook import Rulebook
from workers.queue.waiting import Digest, Waits


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language. The sentences have {names}; categories and time left are keyed as in `domain.labels`."""

    subject: str
    greeting: str
    overdue: str
    nearest: str
    more: str
    intake: str
    no_clock: str
    group: str
    ignored: str
    alarms: str
    desk: str
    why: str
    categories: Mapping[str, str]
    time_left: Mapping[str, str]


CHINESE = Words(
    subject="待办 {total} 件，其中逾期 {late} 件（{day}）",
    greeting="{name}，早上好：\n\n今日有 {total} 件待您处理，其中 {late} 件已逾期。",
    overdue="已逾期",
    nearest="最近到期",
    more="……另有 {more} 件，请在工作台查看。",
    intake="未立案来件 {number}",
    no_clock="无期限",
    group="（群体，{count} 件）",
    ignored="自上一个工作日以来，有 {ignored} 封来件被自动认定为不是投诉（自动回复、退信、群发等），请抽查：{link}",
    alarms="其中 {alarms} 件来信说眼前有危险，请立即处置！",
    desk="工作台：{link}",
    why="本邮件由系统自动发出，请勿回复；不想再收到，请在工作台的个人设置中关闭每日提醒。",
    categories=CATEGORY,
    time_left=TIME_LEFT,
)
ENGLISH = Words(
    subject="{total} waiting, {late} overdue ({day})",
    greeting="Good morning {name},\n\n{total} cases wait for you today, {late} of them overdue.",
    overdue="Overdue",
    nearest="Due next",
    more="… and {more} more, on the desk.",
    intake="Received, no case yet: {number}",
    no_clock="no deadline",
    group=" (group of {count} cases)",
    ignored=(
        "Since the last working day {ignored} mails were taken for no complaint by themselves (automatic answers, "
        "bounces, lists …). Please look through them: {link}"
    ),
    alarms="{alarms} of them say that there is danger now: act at once!",
    desk="The desk: {link}",
    why="This mail was sent automatically, please do not answer. It can be switched off in your own settings.",
    categories={
        "building": "building",
        "equipment": "equipment",
        "security": "security",
        "environment": "environment",
        "service": "service and charges",
        "neighbour": "neighbours",
        "developer": "developer",
        "other": "not ours",
    },
    time_left={
        "working_days_hours": "{days} working days {hours} h left",
        "working_days": "{days} working days left",
        "days_hours": "{days} days {hours} h left",
        "days": "{days} days left",
        "hours_minutes": "{hours} h {minutes} min left",
        "hours": "{hours} h left",
        "minutes": "{minutes} min left",
        "working_days_over": "{days} working days overdue",
        "days_over": "{days} days overdue",
        "hours_over": "{hours} h overdue",
        "minutes_over": "{minutes} min overdue",
    },
)


def words_of(language: str) -> Words:
    """The words of a language; Chinese for any that there is not."""
    return ENGLISH if language == "en" else CHINESE


def subject_of(words: Words, digest: Digest) -> str:
    """The mail's subject."""
    return filled(words.subject, {"total": digest.total, "late": digest.late, "day": digest.day.isoformat()})


def text_of(words: Words, digest: Digest, rulebook: Rulebook, *, name: str, desk: str) -> str:
    """The mail's text: how much waits, what is overdue, what is due next. desk: the address of the desk's pages."""
    matters = {topic.id: topic.name for topic in rulebook.topics}
    parts = [filled(words.greeting, {"name": name, "total": digest.total, "late": digest.late})]
    if digest.alarms:
        parts.append(filled(words.alarms, {"alarms": digest.alarms}))
    for heading, lines in ((words.overdue, digest.overdue), (words.nearest, digest.nearest)):
        if lines:
            parts.append("\n".join((heading, *(f"  {_line(words, line, matters, desk)}" for line in lines))))
    rest = digest.total - sum(1 + len(line.below) for line in (*digest.overdue, *digest.nearest))
    if rest > 0:
        parts.append(filled(words.more, {"more": rest}))
    if digest.ignored:
        parts.append(filled(words.ignored, {"ignored": digest.ignored, "link": desk + "/intake/ignored"}))
    parts += [filled(words.desk, {"link": desk + "/"}), words.why]
    return "\n\n".join(parts) + "\n"


def _line(words: Words, line: Waits, matters: Mapping[str, str], desk: str) -> str:
    """Number, matter, time left and link; nothing of who wrote or what. Of a group how many of its cases wait."""
    item, left = line.item, line.left
    time = filled(words.time_left[left.key], left.values) if left else words.no_clock
    if item.number is None:
        return f"{filled(words.intake, {'number': item.intake_id})}  {time}  {desk}/intake/{item.intake_id}"
    matter = matters.get(item.topic or "") or words.categories[item.category or "other"]
    if line.below:
        matter += filled(words.group, {"count": 1 + len(line.below)})
    if line.below and line.group:
        return f"{line.group.row.number}  {matter}  {time}  {desk}/groups/{line.group.row.number}"
    return f"{item.number}  {matter}  {time}  {desk}/cases/{item.number}"
