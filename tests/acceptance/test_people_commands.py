"""The admin at the machine: the first link, people, their roles, and who leaves.

Covers huihan.commands.people.
"""

import re
from pathlib import Path

import pytest
from cli import Huihan

from huihan.settings import read_settings
from store import rulebooks
from store.database import open_database
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff.sign_in_links import use_invite
from workers.staff.signing_in import sign_in

LINK = re.compile(r"http://127\.0\.0\.1:8080/welcome/([\w-]{43,})")
PASSWORD = "月亮在白莲花般的云朵里穿行"


@pytest.fixture(scope="module")
def office(anywhere: Huihan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new instance."""
    root = tmp_path_factory.mktemp("office") / "a"
    assert anywhere("init", root).code == 0
    return root


def token_of(text: str) -> str:
    (token,) = LINK.findall(text)
    return str(token)


def set_password(root: Path, token: str) -> None:
    services = Services.open(read_settings(root))
    try:
        use_invite(services, token, PASSWORD)
    finally:
        services.close()


def people(anywhere: Huihan, root: Path) -> dict[str, dict[str, object]]:
    said = anywhere("--instance", root, "people", "list", "--json")
    assert said.code == 0, said.err
    return {one["login"]: one for one in said.json}


def test_init_gives_the_first_admin_a_fresh_link_until_a_password_is_set(anywhere: Huihan, tmp_path: Path) -> None:
    first, second = (token_of(anywhere("init", tmp_path / "a").out) for _ in range(2))
    assert first != second
    set_password(tmp_path / "a", second)
    said = anywhere("init", tmp_path / "a")
    assert said.code == 0
    assert not LINK.search(said.out)


def test_the_link_is_the_address_that_browsers_use(anywhere: Huihan, tmp_path: Path) -> None:
    anywhere("init", tmp_path / "a")
    file = tmp_path / "a" / "huihan.toml"
    file.write_text('[desk]\nbase_url = "https://desk.example.com"\n', encoding="utf-8")
    assert "https://desk.example.com/welcome/" in anywhere("init", tmp_path / "a").out


def test_init_does_not_make_the_rules_live_that_the_admin_has_yet_to_edit(anywhere: Huihan, tmp_path: Path) -> None:
    anywhere("init", tmp_path / "a")
    database = open_database(f"sqlite:///{tmp_path / 'a' / 'data' / 'huihan.db'}")
    with database.reading() as session:
        assert rulebooks.active_sha(session) is None
    database.dispose()


def test_settings_that_are_wrong_are_said_and_the_instance_stands(anywhere: Huihan, tmp_path: Path) -> None:
    (tmp_path / "huihan.toml").write_text('[database]\nurl_env = "HUIHAN_NOWHERE"\n', encoding="utf-8")
    said = anywhere("init", tmp_path)
    assert said.code == 1
    assert "HUIHAN_NOWHERE" in said.err
    assert (tmp_path / "rulebook").is_dir()


def test_a_person_is_entered_and_gets_a_link_and_roles(anywhere: Huihan, office: Path) -> None:
    def huihan(*arguments: object) -> str:
        said = anywhere("--instance", office, "people", *arguments)
        assert said.code == 0, said.err
        return said.out

    token = token_of(huihan("add", "Wang", "--name", "王芳", "--email", "wang@example.com", "--by", "张三"))
    huihan("grant", "wang", "supervisor", "--project", "阳光花园")
    huihan("grant", "wang", "department", "--department", "engineering")
    huihan("revoke", "wang", "department", "--department", "engineering")
    set_password(office, token)
    assert people(anywhere, office)["wang"] == {
        "login": "wang",
        "name": "王芳",
        "email": "wang@example.com",
        "phone": None,
        "language": "zh",
        "digest": True,
        "active": True,
        "password": True,
        "roles": [{"role": "supervisor", "project": "阳光花园", "department": None}],
        "deputies": [],
    }
    table = huihan("list")
    assert "主任（阳光花园）" in table
    assert "可登录" in table


def test_a_forgotten_password_is_set_anew_by_a_new_link(anywhere: Huihan, office: Path) -> None:
    first = token_of(anywhere("--instance", office, "people", "add", "li", "--name", "李明").out)
    second = token_of(anywhere("--instance", office, "people", "link", "li").out)
    assert first != second
    set_password(office, second)


def test_who_has_left_is_out(anywhere: Huihan, office: Path) -> None:
    token = token_of(anywhere("--instance", office, "people", "add", "zhao", "--name", "赵强").out)
    set_password(office, token)
    assert anywhere("--instance", office, "people", "deactivate", "zhao").code == 0
    assert people(anywhere, office)["zhao"]["active"] is False
    services = Services.open(read_settings(office))
    with pytest.raises(Refused, match="用户名或密码不对"):
        sign_in(services, login="zhao", password=PASSWORD, address="192.0.2.1")
    services.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "a b", "--name", "王"), "用户名"),
        (("link", "nobody"), "没有用户名为 nobody 的人员"),
        (("grant", "admin", "department"), "要写明部门"),
        (("revoke", "admin", "clerk"), "没有这个角色"),
        (("deactivate", "admin"), "最后一位能登录的管理员"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    anywhere: Huihan, office: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    said = anywhere("--instance", office, "people", *arguments)
    assert said.code == 1
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


def test_a_list_is_looked_at_then_taken_over(anywhere: Huihan, office: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = ("姓名,登录名,邮箱,电话,角色,项目,部门", "林秀英,lin.xiuying,,,客服,,", "张三,zhang.san,,,保洁,,")
    file.write_text("\n".join(rows), "utf-8")
    seen = anywhere("--instance", office, "people", "import", file, "--preview", "--json")
    assert seen.code == 1, "a row has a mistake"
    assert (seen.json["applied"], seen.json["new"]) == (False, ["lin.xiuying"])
    assert [(one["row"], one["login"]) for one in seen.json["left_out"]] == [(3, "zhang.san")]
    assert "lin.xiuying" not in people(anywhere, office)
    said = anywhere("--instance", office, "people", "import", file)
    assert said.code == 1
    assert "第 3 行：没有“保洁”这个角色" in said.err
    roles = people(anywhere, office)["lin.xiuying"]["roles"]
    assert roles == [{"role": "clerk", "project": None, "department": None}]
    assert anywhere("--instance", office, "people", "import", tmp_path / "none.csv").code == 1
