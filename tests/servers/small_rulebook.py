"""A small rulebook in a folder, quick to try, for tests that change it and make it live."""

from pathlib import Path

from workers.instance.services import Services
from workers.rulebooks import versions

FILES = {
    "rulebook.yaml": "name: 小区\nzone: Asia/Shanghai\n",
    "departments.yaml": """
- {id: engineering, name: 工程部}
- {id: customer_service, name: 客户服务部}
- {id: security, name: 秩序维护部}
- {id: environment, name: 环境部}
- {id: finance, name: 财务部}
- {id: developer_liaison, name: 地产协调}
""",
    "signals.yaml": "- {id: trapped, any: [困在电梯]}\n- {id: slow, any: [已经三天]}\n",
    "topics.yaml": """
- {id: lift_outage, name: 电梯停运, category: equipment, signals: {电梯: 4, trapped: 3}}
- {id: rubbish, name: 垃圾清运, category: environment, signals: {垃圾: 4, 清运: 2}}
""",
    "clocks.yaml": """
- {clock: register, term: 24 h, starts: receipt, because: 登记}
- {clock: acknowledge, term: 24 h, starts: receipt, because: 收悉}
- {clock: reply, term: 3 working days, starts: receipt, because: 回函}
- {clock: handle, term: 5 working days, starts: receipt, because: 处理}
""",
    "calendar.yaml": "hours: {from: '09:00', to: '18:00'}\n",
    "letters.yaml": """
- {kind: acknowledgement, when: always}
- {kind: reply, when: on_request, approve: [supervisor]}
""",
    "rules/base.yaml": """
- {id: entrapment, because: 有人被困, when: {signal: trapped}, then: {grade: A, urgency: urgent}}
- {id: waiting, because: 久拖不决, priority: 200, when: {signal: slow}, then: {grade: B}}
""",
    "examples/base.yaml": """
- {id: one, text: 电梯坏了三天, expect: {topic: lift_outage}}
- {id: two, text: 垃圾没人清运, expect: {topic: rubbish}}
""",
}

NEW_YEAR_2027 = "published: [{year: 2027, off: [2027-01-01, 2027-01-04, 2027-01-05], on: [2027-01-03]}]\n"
"""A notice that nobody has issued: days off that the ordinary weeks of January 2027 do not have."""


def write_small(folder: Path, **changed: str) -> Path:
    """Write it, with some files replaced; `rules__base` stands for rules/base.yaml."""
    for name, text in {**FILES, **{f"{key.replace('__', '/')}.yaml": text for key, text in changed.items()}}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def live_small(services: Services, **changed: str) -> str:
    """Make it live, and have it stand in the instance's folder; its hash."""
    folder = write_small(services.settings.rulebook, **changed)
    return versions.activate_first(services.database, folder, who="huihan", now=services.now())
