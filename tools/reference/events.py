"""The events of a case and the entries of the house log, with their labels and the sentences that are shown of them."""

import re
from collections.abc import Iterator, Mapping

from desk.views import house_sentences, sentences
from domain.events import EVENT, HOUSE_EVENT, EventName, HouseEvent
from domain.labels import NOTICE
from domain.notices import NoticeKind
from reference.words import Told, spoken, table

HEAD = Told("Events", "事件")
_ABOUT = Told(
    "A word in braces is filled from what the event records; who did it and when is recorded with each. Events are "
    "only ever added, and chained so that a changed one shows ([audit](admin.md#audit)).",
    "花括号里的内容取自事件的记录；每件都记下何人、何时。事件只增不改，前后相连，改动可以查出（见[管理员手册](admin.zh.md#审计)的审计）。",
)
_OF_A_CASE = Told("Of a case", "案件的经过")
_CASE_ABOUT = Told(
    "They stand in the history of a case, in `events[].what` of the API, and are told to "
    "[webhooks](api.md#webhooks-being-told).",
    "显示在案件的经过里，也在接口的 `events[].what` 中，并推送给其他程序（见[接口](api.zh.md#推送告知别的程序)）。",
)
_OF_THE_HOUSE = Told("Of the house log", "日志")
_HOUSE_ABOUT = Told(
    "The page `/log`, for admins and managers: people, settings, rules, directory, personal data.",
    "页面 `/log`，管理员和经理可看：人员、设置、规则、名册、个人信息。",
)

_NOTICES = Told("Notices", "通知")
_NOTICES_ABOUT = Told(
    "What people are told at once, on the bell of the desk and by the ways that they chose; `notices.events` names "
    "those that leave the desk ([who is told](admin.md#who-is-told-at-once-and-how)).",
    "立即告诉当事人的事：显示在工作台的铃上，并按各人选的方式发出；`notices.events` 写明哪些要发出工作台"
    "（见[管理员手册](admin.zh.md#谁会立即收到通知怎样收到)）。",
)
_KIND, _PRESSES = Told("kind", "种类"), Told("in quiet hours", "安静时段")
_AT_ONCE = Told("goes out", "照发")
_WAITS = Told("waits, unless the case is urgent", "到点再发，紧急案件除外")
_CALLED = Told("is called", "名称")
_BY_NUMBER = re.compile(r"\{[a-z_]+:[^{}|]*\|([^{}|]*)\}")
"""The word that goes with a number, `{days:day|days}`: that of several is shown."""


def chapter(language: str) -> Iterator[str]:
    """Three tables, in the order of the lists."""
    yield f"## {HEAD.to(language)}\n"
    yield _ABOUT.to(language) + "\n"
    yield f"### {_OF_A_CASE.to(language)}\n"
    yield _CASE_ABOUT.to(language) + "\n"
    yield from _listed(EventName, EVENT, {name: said for name, (said, _) in sentences.SENTENCES.items()}, language)
    yield f"### {_OF_THE_HOUSE.to(language)}\n"
    yield _HOUSE_ABOUT.to(language) + "\n"
    said = {name: sentence for name, (sentence, _) in house_sentences.SENTENCES.items()}
    yield from _listed(HouseEvent, HOUSE_EVENT, said, language)
    yield f"### {_NOTICES.to(language)}\n"
    yield _NOTICES_ABOUT.to(language) + "\n"
    head = (_KIND.to(language), _CALLED.to(language), _PRESSES.to(language))
    yield from table(
        head,
        (
            (f"`{kind}`", spoken(NOTICE[kind], language), (_AT_ONCE if kind.presses else _WAITS).to(language))
            for kind in NoticeKind
        ),
    )


def _listed(
    names: type[EventName] | type[HouseEvent], labels: Mapping[str, str], said: Mapping[str, str], language: str
) -> Iterator[str]:
    head = (Told("event", "事件"), _CALLED, Told("what is recorded", "记录的内容"))
    rows = (
        (f"`{name}`", spoken(labels[name], language), _BY_NUMBER.sub(r"\1", spoken(said[name], language)))
        for name in names
    )
    yield from table([one.to(language) for one in head], rows)
