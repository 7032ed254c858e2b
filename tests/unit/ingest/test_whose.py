"""The nearest word that names a person says whose a flat or a name is."""

import pytest

from ingest.whose import Person, said_to_be


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("我家住", Person.WRITER),
        ("本人系翠竹园", Person.WRITER),
        ("楼上", Person.OTHER),
        ("我家楼上", Person.OTHER),
        ("楼上的水漏到我家", Person.WRITER),
        ("楼上太吵,我是", Person.WRITER),
        ("楼上太吵,", None),
        ("被投诉人:", Person.OTHER),
        ("投诉人:", Person.WRITER),
        ("其他", None),
        ("", None),
    ],
)
def test_the_nearest_person_decides(before: str, expected: Person | None) -> None:
    assert said_to_be(before) is expected
