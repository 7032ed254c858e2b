"""The API's description as a page says what machines are told, in both languages, without a script of others.

Covers desk.routes.api_docs and desk.views.api_page.
"""

import pytest
from servers.desk import Desk

from desk.views.api_page import TITLES, kind_of, operations
from domain.codes import Role
from domain.scopes import Scope


def test_every_path_stands_there_with_its_fields_and_its_scope(desk: Desk) -> None:
    described = desk.visitor().get("/api/v1/openapi.json").json()
    shown = operations(described)
    assert {f"{one.method} {one.path}" for one in shown} == set(TITLES)
    assert {one.scope for one in shown} == set(Scope)
    page = desk.visitor().get("/api/v1/docs").text
    for one in shown:
        assert f"{one.method} /api/v1{one.path}" in page
        assert one.title in page
        for field in (*one.parameters, *(field for body in one.bodies for field in body.fields)):
            assert f"<code>{field.name}</code>" in page
            assert field.kind
    (handed,) = [one for one in shown if one.path == "/complaints"]
    json, form = handed.bodies
    assert {"resident.phone", "text"} <= {field.name for field in json.fields} & {field.name for field in form.fields}
    assert [field.name for field in json.fields if field.required] == ["text", "channel"]
    assert "<script" not in page.partition("</head>")[2].replace('<script src="/static', "")


def test_it_is_read_in_the_readers_language(desk: Desk) -> None:
    english = desk.visitor().get("/api/v1/docs", headers={"Accept-Language": "en"}).text
    assert "Register a complaint" in english
    assert not any(title in english for title in TITLES.values())
    admin = desk.client(desk.person("guan", Role.ADMIN))
    assert "登记一件投诉" in admin.get("/api/v1/docs").text
    assert 'href="/api/v1/docs"' in admin.get("/programs").text


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string", "maxLength": 500}, "string ≤ 500"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "string (date)"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Colour"}}, "[red | green]"),
        ({"allOf": [{"$ref": "#/components/schemas/Colour"}]}, "red | green"),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, "string (binary)"),
    ],
)
def test_types_are_said_in_a_few_words(schema: dict[str, object], kind: str) -> None:
    described = {"components": {"schemas": {"Colour": {"type": "string", "enum": ["red", "green"]}}}}
    assert kind_of(described, schema) == kind
