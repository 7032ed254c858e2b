"""The rulebook at the desk: the draft, its check by file and line, going live, the history and the way back.

Covers desk.routes.rulebook, desk.routes.rulebook_files, desk.views.rulebook, workers.ruledesk.drafts,
workers.ruledesk.going_live, workers.ruledesk.tasks and workers.ruledesk.trials.
"""

import pytest
from servers.desk import Desk
from servers.small_rulebook import live_small

from domain.codes import Role
from domain.staff import Person
from store import house_log, rulebook_drafts, rulebooks
from workers.rulebooks import versions

CLOCKS = "/rulebook/files/clocks.yaml"
REPLY = "{clock: reply, term: 3 working days, starts: receipt"
HANDLE, FASTER = "{clock: handle, term: 5 working days", "{clock: handle, term: 4 working days"
DATED = "- {id: dated, text: 电梯坏了, expect: {topic: lift_outage, clocks: {reply: 3 working days}}}\n"


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN, name="管理员")


@pytest.fixture(autouse=True)
def live(desk: Desk) -> str:
    """A small rulebook is live, and stands in the folder."""
    return live_small(desk.house.services, phrases="[]\n", examples__dated=DATED)


def saved(desk: Desk, admin: Person, text: str, *, page: str = CLOCKS, seen: int = 0, **more: str) -> int:
    return desk.post(desk.client(admin), page, page, {"seen": seen, "text": text, **more}).status_code


def clocks_text(desk: Desk) -> str:
    return (desk.house.services.settings.rulebook / "clocks.yaml").read_text("utf-8")


def live_text(desk: Desk, name: str = "clocks.yaml") -> str:
    with desk.house.services.database.reading() as session:
        found = rulebooks.kept(session, rulebooks.active_sha(session) or "")
    assert found is not None
    return found.files[name]


def test_what_is_saved_is_a_draft_and_decides_nothing(desk: Desk, admin: Person) -> None:
    assert saved(desk, admin, clocks_text(desk).replace(REPLY, REPLY.replace("3", "2"))) == 303
    assert "term: 3 working days, starts: receipt" in live_text(desk)
    page = desk.client(admin).get("/rulebook").text
    assert "<ins>+ - {clock: reply, term: 2 working days" in page
    assert "<del>− - {clock: reply, term: 3 working days" in page


def test_the_mistakes_are_said_by_line_in_the_language_of_the_reader(desk: Desk, admin: Person) -> None:
    broken = clocks_text(desk).replace("3 working days, starts: receipt", "3 working dayz, starts: receipt")
    client = desk.client(admin)
    answer = desk.post(client, CLOCKS, CLOCKS, {"seen": 0, "text": broken, "do": "check"})
    assert "第 4 行" in answer.text
    assert "不是期限" in answer.text
    desk.post(client, "/me", "/me/choices", {"language": "en"})
    answer = desk.post(client, CLOCKS, "/rulebook/check", {"name": "clocks.yaml", "text": broken})
    assert "`3 working dayz` is no term" in answer.text
    assert 'data-line="4"' in answer.text


def test_what_two_admins_type_does_not_get_lost(desk: Desk, admin: Person) -> None:
    text = clocks_text(desk)
    assert saved(desk, admin, text + "# a\n") == 303
    saved(desk, admin, text + "# b\n", seen=0)
    assert "刚被改动过" in desk.client(admin).get("/rulebook").text
    with desk.house.services.database.reading() as session:
        draft = rulebook_drafts.held(session)
    assert draft is not None
    assert (draft.files["clocks.yaml"] or "").endswith("# a\n")


def test_a_file_as_it_is_live_is_no_change(desk: Desk, admin: Person) -> None:
    saved(desk, admin, clocks_text(desk) + "# a\n")
    saved(desk, admin, clocks_text(desk).replace("\n", "\r\n"), seen=1)
    assert "没有未启用的改动" in desk.client(admin).get("/rulebook").text


@pytest.mark.parametrize("name", ["../huihan.toml", "rules/../x.yaml", "rules/x.txt", "data/x.yaml", ""])
def test_only_files_of_a_rulebook_can_be_added(desk: Desk, admin: Person, name: str) -> None:
    desk.post(desk.client(admin), "/rulebook/files", "/rulebook/files", {"seen": 0, "name": name})
    assert "规则簿中不能有文件" in desk.client(admin).get("/rulebook").text


def test_it_goes_live_with_a_note_and_comes_back(desk: Desk, admin: Person, live: str) -> None:
    client = desk.client(admin)
    saved(desk, admin, clocks_text(desk).replace(HANDLE, FASTER))
    assert desk.post(client, "/rulebook", "/rulebook/activate", {"seen": 1, "note": ""}).status_code == 303
    assert "为什么改" in client.get("/rulebook").text
    assert desk.post(client, "/rulebook", "/rulebook/activate", {"seen": 1, "note": "更快反馈"}).status_code == 303
    assert FASTER in live_text(desk)
    assert FASTER in clocks_text(desk)
    history = client.get("/rulebook/history").text
    assert "更快反馈" in history
    assert "没有未启用的改动" in client.get("/rulebook").text
    desk.post(client, "/rulebook/history", "/rulebook/rollback", {"sha": live, "note": "改回"})
    assert HANDLE in live_text(desk)
    assert HANDLE in clocks_text(desk)
    with desk.house.services.database.reading() as session:
        said = [one.what for one in house_log.page(session, house_log.Wanted(), limit=10)]
    assert {"rules_drafted", "rules_activated", "rules_rolled_back"} <= set(said)


def test_what_does_not_pass_stays_a_draft(desk: Desk, admin: Person) -> None:
    saved(desk, admin, clocks_text(desk).replace("{clock: reply, term: 3 working", "{clock: reply, term: 2 working"))
    answer = desk.post(desk.client(admin), "/rulebook", "/rulebook/activate", {"seen": 1, "note": "快"})
    assert answer.status_code == 422
    assert "examples/dated.yaml" in answer.text
    assert "term: 3 working days" in live_text(desk)


def test_what_stands_in_the_folder_is_not_written_over_unseen(desk: Desk, admin: Person) -> None:
    client, folder = desk.client(admin), desk.house.services.settings.rulebook
    saved(desk, admin, clocks_text(desk).replace(HANDLE, FASTER))
    (folder / "phrases.yaml").write_text("# 目录里的\n- text: 感谢来信\n", "utf-8")
    assert "phrases.yaml" in client.get("/rulebook").text
    desk.post(client, "/rulebook", "/rulebook/activate", {"seen": 1, "note": "快"})
    assert "尚未启用的改动" in client.get("/rulebook").text
    assert HANDLE in live_text(desk)
    desk.post(client, "/rulebook", "/rulebook/merge", {"seen": 1, "source": "folder"})
    assert desk.post(client, "/rulebook", "/rulebook/activate", {"seen": 2, "note": "快"}).status_code == 303
    assert "目录里的" in live_text(desk, "phrases.yaml")
    assert FASTER in live_text(desk)


def test_what_the_folder_held_is_kept_as_a_version(desk: Desk, admin: Person) -> None:
    client, folder = desk.client(admin), desk.house.services.settings.rulebook
    saved(desk, admin, clocks_text(desk).replace(HANDLE, FASTER))
    (folder / "phrases.yaml").write_text("# 目录里的\n- text: 感谢来信\n", "utf-8")
    desk.post(client, "/rulebook", "/rulebook/activate", {"seen": 1, "note": "快", "keep": "1"})
    with desk.house.services.database.reading() as session:
        kept = [rulebooks.kept(session, one.sha) for one in rulebooks.history(session) if not one.active]
    assert ["目录里的" in one.files["phrases.yaml"] for one in kept if one] == [True]


def test_a_version_that_went_live_meanwhile_is_merged_first(desk: Desk, admin: Person) -> None:
    client, services = desk.client(admin), desk.house.services
    saved(desk, admin, clocks_text(desk).replace(HANDLE, FASTER))
    folder = services.settings.rulebook
    (folder / "phrases.yaml").write_text("- text: 感谢来信\n", "utf-8")
    versions.activate(services.database, folder, who="cli", note="另一处", now=services.now())
    desk.post(client, "/rulebook", "/rulebook/activate", {"seen": 1, "note": "快"})
    assert "请先并入" in client.get("/rulebook").text
    desk.post(client, "/rulebook", "/rulebook/merge", {"seen": 1, "source": "live"})
    assert desk.post(client, "/rulebook", "/rulebook/activate", {"seen": 2, "note": "快"}).status_code == 303
    assert live_text(desk, "phrases.yaml") == "- text: 感谢来信\n"
    assert FASTER in live_text(desk)


def test_a_head_reads_and_changes_nothing(desk: Desk, manager: Person) -> None:
    client = desk.client(manager)
    for path in ("/rulebook", "/rulebook/files", CLOCKS, "/rulebook/history", "/rulebook/diff"):
        assert client.get(path).status_code == 200, path
    assert "存入草稿" not in client.get(CLOCKS).text
    assert desk.post(client, "/me", CLOCKS, {"seen": 0, "text": "[]"}).status_code == 403


def test_two_versions_are_compared_in_the_words_of_the_rulebook(desk: Desk, admin: Person) -> None:
    saved(desk, admin, clocks_text(desk).replace(HANDLE, FASTER))
    page = desk.client(admin).get("/rulebook/diff?a=active&b=draft&terms=1").text
    assert "修改 时限" in page
    assert "<ins>4 working days</ins>" in page
    assert desk.client(admin).get("/rulebook/diff?a=0000").status_code == 404


def test_a_file_added_is_checked_and_can_be_left_out(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    desk.post(client, "/rulebook/files", "/rulebook/files", {"seen": 0, "name": "rules/ours.yaml"})
    page = "/rulebook/files/rules/ours.yaml"
    assert client.get(page).status_code == 200
    assert saved(desk, admin, "", page=page, seen=1, do="remove") == 303
    assert client.get(page).status_code == 404
