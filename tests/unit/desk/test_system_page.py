"""The admin's page on how the instance is. Covers desk.routes.system, desk.views.system and domain.health."""

from datetime import timedelta

from servers.desk import Desk
from servers.house import NOW

from domain.codes import Role
from domain.health import Examination, Finding
from domain.staff import Person
from store import examinations, jobs
from workers.instance import house_settings, stages

FULL = Finding(check="disk", ok=False, what="磁盘剩余 0.2 GB", mend="腾出至少 1 GB")


def _keep(desk: Desk, *findings: Finding, stopped: str | None = None) -> None:
    found = Examination(at=NOW, took=timedelta(seconds=4), findings=findings, stopped=stopped)
    with desk.house.services.database.transaction() as session:
        examinations.save(session, found)


def test_what_is_wrong_stands_first_with_its_mend_and_the_time_it_was_found(desk: Desk) -> None:
    _keep(desk, Finding(check="ocr", ok=True, what="文字识别可用"), FULL)
    page = desk.client(desk.person("guan", Role.ADMIN)).get("/system").text
    assert page.index("磁盘剩余 0.2 GB") < page.index("腾出至少 1 GB") < page.index("文字识别可用")
    assert "2026年3月2日（一） 10:00 查的，用时 4 秒" in page


def test_an_examination_that_was_stopped_says_so(desk: Desk) -> None:
    _keep(desk, stopped="体检在 180 秒内没有做完")
    assert "180 秒内没有做完" in desk.client(desk.person("guan", Role.ADMIN)).get("/system").text


def test_the_button_asks_the_service_for_another(desk: Desk) -> None:
    client = desk.client(desk.person("guan", Role.ADMIN))
    assert "还没有做过体检" in client.get("/system").text
    answer = desk.post(client, "/system", "/system/examine")
    assert answer.headers["location"] == "/system"
    page = client.get("/system").text
    assert "已开始体检" in page
    assert "体检正在进行" in page
    assert desk.house.ask(lambda session: jobs.live(session, stages.EXAMINE, examinations.ONLY))


def test_settings_that_wait_for_a_restart_are_named(desk: Desk) -> None:
    client = desk.client(desk.person("guan", Role.ADMIN))
    file = desk.house.services.settings.root / "huihan.toml"
    file.write_text('[smtp]\nhost = "a"\n', encoding="utf-8")
    house_settings.note(desk.house.services)
    assert "重启服务后才生效" not in client.get("/system").text
    file.write_text('[smtp]\nhost = "b"\n', encoding="utf-8")
    page = client.get("/system").text
    assert "重启服务后才生效" in page
    assert "smtp.host" in page


def test_it_is_for_admins_alone(desk: Desk, clerk: Person, manager: Person) -> None:
    for person in (clerk, manager):
        assert desk.client(person).get("/system").status_code == 403


def test_it_is_read_in_english(desk: Desk) -> None:
    _keep(desk, FULL)
    page = desk.client(desk.person("eve", Role.ADMIN, language="en")).get("/system").text
    assert "Needs doing" in page
    assert "as huihan doctor" in page
