"""The API's own description as a page for people: its paths, what each takes and answers, in words of both languages.

Everything but the titles is taken from the OpenAPI document, so that the page says what machines are told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.events import Payload
from domain.said import N_

Document = Payload
"""The OpenAPI document, or an object in it: JSON as well."""
_METHODS = ("get", "post")

TITLES: Mapping[str, str] = {
    "GET /cases": N_("列出案件，新的在前，一页一页地读"),
    "GET /cases/{number}": N_("读一个案件：来信、判定、期限、函件和经过"),
    "GET /cases/{number}/clocks": N_("一个案件的期限"),
    "GET /cases/{number}/letters": N_("一个案件的函件"),
    "POST /cases/{number}/evidence": N_("给案件添加照片和文件"),
    "POST /cases/{number}/reports": N_("登记责任部门的进展"),
    "POST /cases/{number}/calls": N_("登记与住户的通话"),
    "POST /cases/{number}/visits": N_("登记回访"),
    "GET /letters/{letter_id}/docx": N_("下载函件的 Word 文件"),
    "GET /letters/{letter_id}/pdf": N_("下载函件的 PDF 文件"),
    "GET /typical-cases": N_("列出已发布的典型案例，新的在前"),
    "GET /typical-cases/{typical_id}": N_("读一个已发布的典型案例"),
    "POST /complaints": N_("登记一件投诉，可附文件"),
}
"""What each path does, for people; a test holds that none is without."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A parameter, or a field of a body. where: `path`, `query`, `header` or ""; kind: its type in a few words."""

    name: str
    where: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """What is sent, in one form."""

    media_type: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One path with one method. about: the description's own words, English. answers: statuses of success."""

    name: str
    method: str
    path: str
    title: str
    about: str
    scope: str
    parameters: tuple[Field, ...]
    bodies: tuple[Body, ...]
    answers: tuple[str, ...]


def operations(document: Document) -> tuple[Operation, ...]:
    """All of them, as they stand in the document."""
    return tuple(
        _operation(document, method, path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
        if method in _METHODS
    )


def _operation(document: Document, method: str, path: str, told: Document) -> Operation:
    key = f"{method.upper()} {path}"
    content = told.get("requestBody", {}).get("content", {})
    return Operation(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        title=TITLES[key],
        about=told.get("description", ""),
        scope=" ".join(scope for one in told.get("security", ()) for scopes in one.values() for scope in scopes),
        parameters=tuple(_parameter(document, one) for one in told.get("parameters", ())),
        bodies=tuple(
            Body(media_type=kind, fields=tuple(_fields(document, one["schema"]))) for kind, one in content.items()
        ),
        answers=tuple(status for status in told["responses"] if status.startswith("2")),
    )


def _parameter(document: Document, one: Document) -> Field:
    schema = one["schema"]
    return Field(
        name=one["name"],
        where=one["in"],
        kind=kind_of(document, schema),
        required=one.get("required", False),
        about=one.get("description") or schema.get("description", ""),
    )


def _fields(document: Document, schema: Document, before: str = "") -> Iterator[Field]:
    """Those of an object, with those of objects in it by their road: `resident.name`."""
    whole = _resolved(document, schema)
    for name, one in whole.get("properties", {}).items():
        inner = _resolved(document, one)
        if "properties" in inner:
            yield from _fields(document, inner, f"{before}{name}.")
            continue
        yield Field(
            name=before + name,
            where="",
            kind=kind_of(document, one),
            required=not before and name in whole.get("required", ()),
            about=one.get("description", ""),
        )


def kind_of(document: Document, schema: Document) -> str:
    """A type in a few words: `string (date-time)`, `a | b`, `string ≤ 500`, `[string]`."""
    found = _resolved(document, schema)
    if "anyOf" in found:
        return " | ".join(kind_of(document, one) for one in found["anyOf"] if one.get("type") != "null")
    if "enum" in found or "const" in found:
        return " | ".join(str(one) for one in found.get("enum", [found.get("const")]))
    kind = str(found.get("type", ""))
    if kind == "array":
        return f"[{kind_of(document, found['items'])}]"
    form = found.get("format") or ("binary" if "contentMediaType" in found else "")
    most = found.get("maxLength", found.get("maximum"))
    return kind + (f" ({form})" if form else "") + (f" ≤ {most}" if most is not None else "")


def _resolved(document: Document, schema: Document) -> Document:
    """A reference to what it names; allOf of one as that one."""
    if len(schema.get("allOf", ())) == 1:
        return _resolved(document, schema["allOf"][0])
    if "$ref" not in schema:
        return schema
    found: Document = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return _resolved(document, found)
