"""A small, whole rulebook that tests change in the one place they are about."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from servers.small_rulebook import FILES

from domain.decision import Decision, DecisionInput
from rules.compiled import Compiled, compile_rulebook
from rules.decide import decide
from rules.load import load_rulebook

SMALL = {
    "rulebook.yaml": "name: 小区\nzone: Asia/Shanghai\nschemes: {desk: [报修, 投诉建议]}\n",
    "departments.yaml": FILES["departments.yaml"],
    "signals.yaml": """
- {id: trapped, any: [困在电梯, 被困电梯]}
- {id: press, any: [记者, 电视台], negatable: false}
- {id: everyone, any: [全体业主]}
- {id: question, regex: '请问.{1,20}[?吗]'}
""",
    "topics.yaml": """
- {id: lift, name: 电梯停运, category: equipment, schemes: {desk: 报修}, signals: {电梯坏: 4, 电梯: 2, trapped: 3}}
- {id: rubbish, name: 垃圾清运, category: environment, schemes: {desk: 投诉建议}, signals: {垃圾: 4, 清运: 2}}
- {id: fees, name: 物业费, category: service, fee: true, schemes: {desk: 投诉建议}, signals: {物业费: 4, 乱收费: 5}}
""",
    "clocks.yaml": """
- {clock: register, term: 24 h, starts: receipt, because: 登记}
- {clock: acknowledge, term: 24 h, starts: receipt, because: 收悉}
- {clock: reply, term: 3 working days, starts: receipt, because: 回函}
- {clock: handle, term: 5 working days, starts: receipt, because: 处理}
- {clock: visit, term: 3 working days, starts: result_told, because: 回访}
""",
    "calendar.yaml": "hours: {from: '09:00', to: '18:00'}\n",
    "letters.yaml": """
- {kind: acknowledgement, when: always}
- {kind: reply, when: on_request, approve: [supervisor]}
""",
    "rules/base.yaml": """
- id: entrapment
  because: 有人被困
  when: {signal: trapped}
  then: {grade: A, urgency: urgent, clocks: {acknowledge: 30 min}}
- {id: everyone, because: 代表多户, when: {signal: everyone}, then: {group: true}}
- {id: publicity, because: 群体加媒体, when: {all: [{group: true}, {signal: press}]}, then: {grade: B}}
- {id: enquiry, because: 只是询问, when: {signal: question}, then: {kind: enquiry}}
""",
    "examples/base.yaml": """
- {id: one, text: 电梯坏了三天, expect: {topic: lift}}
- {id: two, text: 垃圾没人清运, expect: {topic: rubbish}}
- {id: three, text: 物业费涨价, expect: {topic: fees}}
- {id: not-one, text: 垃圾堆在门口, not: {topic: lift}}
""",
}

Write = Callable[..., Path]
Decide = Callable[..., Decision]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the small rulebook with some files replaced (None: left out); gives its folder."""

    def make(changed: dict[str, str | None] | None = None) -> Path:
        for name, text in {**SMALL, **(changed or {})}.items():
            path = tmp_path / "book" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        return tmp_path / "book"

    return make


@pytest.fixture
def compiled(write: Write) -> Iterator[Callable[..., Compiled]]:
    """Compiles the small rulebook with some files replaced."""
    made: list[Compiled] = []

    def make(changed: dict[str, str | None] | None = None) -> Compiled:
        loaded = load_rulebook(write(changed))
        assert loaded.rulebook is not None, [str(finding) for finding in loaded.findings]
        made.append(compile_rulebook(loaded.rulebook))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def decided(compiled: Callable[..., Compiled]) -> Decide:
    """Decides a text by the small rulebook; other fields of DecisionInput by name."""

    def make(text: str, changed: dict[str, str | None] | None = None, **given: object) -> Decision:
        received = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
        values = {"received": received, "text": text, **given}
        return decide(compiled(changed), DecisionInput(**values))

    return make
