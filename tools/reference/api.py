"""The paths of the API, from its own description for machines."""

from collections.abc import Iterator, Mapping

from desk.api.app import PATH, described_api
from desk.views.api_page import Field, Operation, operations
from domain.labels import SCOPE
from reference.words import Told, spoken, table

HEAD = Told("API", "接口")
_ABOUT = Told(
    "Below `/api/v1` of the desk's address, each with a token that has the scope; `/api/v1/openapi.json` says the same "
    "to machines, and every field of a body. What fields mean, refusals and webhooks: [API](api.md).",
    "都在工作台网址的 `/api/v1` 之下，须带有相应权限的令牌；`/api/v1/openapi.json` 给程序看，列出每个字段。"
    "字段的含义、拒绝与推送见[接口](api.zh.md)。",
)
_COLUMNS = (
    Told("path", "路径"),
    Told("what it does", "作用"),
    Told("scope", "权限"),
    Told("takes", "参数"),
    Told("answers", "答复"),
)
_NUMBER = Told("the case's number", "案件编号")
ANSWERS: Mapping[str, Told] = {
    "GET /cases": Told("cases, and `next` for the following page", "案件，及下一页的 `next`"),
    "GET /cases/{number}": Told(
        "the case with texts, decision, clocks, letters, history", "案件：文字、判定、期限、函件、经过"
    ),
    "GET /cases/{number}/clocks": Told("its clocks", "案件的期限"),
    "GET /cases/{number}/letters": Told("its letters", "案件的函件"),
    "POST /cases/{number}/evidence": _NUMBER,
    "POST /cases/{number}/reports": _NUMBER,
    "POST /cases/{number}/calls": _NUMBER,
    "POST /cases/{number}/visits": _NUMBER,
    "GET /letters/{letter_id}/docx": Told("a Word file", "Word 文件"),
    "GET /letters/{letter_id}/pdf": Told("a PDF, sealed once approved", "PDF 文件，批准后盖印"),
    "GET /typical-cases": Told("published ones, and `next` for the following page", "已发布的案例，及下一页的 `next`"),
    "GET /typical-cases/{typical_id}": Told("one published typical case", "一个已发布的典型案例"),
    "POST /complaints": Told("the new case's number", "新案件的编号"),
}
"""What comes back."""
_ITSELF = Told("the description itself, without a token", "这份说明本身，不用令牌")
_SCOPES = Told("scope", "权限"), Told("opens", "可以做什么")


def offered() -> tuple[Operation, ...]:
    """Every path with its method."""
    return operations(described_api().openapi())


def chapter(language: str) -> Iterator[str]:
    """The paths in the order of the description, then the scopes."""
    yield f"## {HEAD.to(language)}\n"
    yield _ABOUT.to(language) + "\n"
    rows = [_row(one, language) for one in offered()]
    rows.append((f"`GET {PATH}/openapi.json`", _ITSELF.to(language), "—", "—", "`200` OpenAPI 3.1"))
    yield from table([one.to(language) for one in _COLUMNS], rows)
    scopes = ((f"`{scope}`", spoken(label, language)) for scope, label in SCOPE.items())
    yield from table([one.to(language) for one in _SCOPES], scopes)


def _row(one: Operation, language: str) -> tuple[str, ...]:
    key = f"{one.method} {one.path}"
    # Those of the path stand in it.
    fields = [field for field in one.parameters if field.where != "path"]
    fields += {field.name: field for body in one.bodies for field in body.fields}.values()
    takes = ("、" if language == "zh" else ", ").join(map(_field, fields)) or "—"
    answers = f"`{' '.join(one.answers)}` {ANSWERS[key].to(language)}"
    return f"`{one.method} {PATH}{one.path}`", spoken(one.title, language), f"`{one.scope}`", takes, answers


def _field(field: Field) -> str:
    """Its name, with a question mark where it may be left out."""
    return f"`{field.name}{'' if field.required else '?'}`"
