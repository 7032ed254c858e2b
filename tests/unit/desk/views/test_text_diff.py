"""What differs between two texts, with few lines around it."""

from desk.views.text_diff import diffs

OLD = "".join(f"{number}\n" for number in range(1, 3001))


def test_a_line_in_a_long_file_is_found_with_what_stands_around_it() -> None:
    (found,) = diffs({"a.yaml": OLD}, {"a.yaml": OLD.replace("1500\n", "x\n")})
    assert (found.added, found.removed) == (1, 1)
    assert [(line.kind, line.text) for line in found.lines] == [
        ("place", "1498–1502"),
        *(("same", one) for one in ("1498", "1499")),
        ("removed", "1500"),
        ("added", "x"),
        *(("same", one) for one in ("1501", "1502")),
    ]


def test_files_that_come_and_go_are_told() -> None:
    found = diffs({"a.yaml": "1\n", "b.yaml": "1\n"}, {"b.yaml": "1\n", "c.yaml": "2\n"})
    assert [(one.name, one.added, one.removed) for one in found] == [("a.yaml", 0, 1), ("c.yaml", 1, 0)]


def test_nothing_is_no_difference() -> None:
    assert diffs({"a.yaml": OLD}, {"a.yaml": OLD}) == ()


def test_what_is_too_long_is_counted() -> None:
    (found,) = diffs({"a.yaml": ""}, {"a.yaml": OLD})
    assert len(found.lines) + found.more == 3001
    assert found.more > 0


def test_a_model_is_not_shown_by_lines() -> None:
    (found,) = diffs({"model.json": "{}"}, {"model.json": "[]"})
    assert found.lines == ()
