"""The tables of the identity provider and the public page in huihan.toml: what they give, each mistake with its key.

Covers huihan.settings_types.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.codes import Department, Role
from domain.settings import LinkedBy
from domain.staff import Grant
from huihan.settings import SettingsError, read_settings

OIDC = '[oidc]\nissuer = "https://id.example.com/realms/a/"\nclient_id = "huihan"\n'


def read(folder: Path, text: str, environment: dict[str, str] | None = None):
    (folder / "huihan.toml").write_text(text, encoding="utf-8")
    return read_settings(folder, environment or {}).oidc


def mistake(folder: Path, text: str, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as error:
        read(folder, text, environment)
    [problem] = error.value.problems
    return f"{problem.where.rpartition('huihan.toml: ')[2]}: {problem.what}"


def test_without_the_table_there_is_none(tmp_path):
    assert read(tmp_path, "") is None


def test_little_is_enough_and_the_issuer_stays_as_it_is_written(tmp_path):
    found = read(tmp_path, OIDC)
    assert (found.issuer, found.client_id, found.client_secret) == ("https://id.example.com/realms/a/", "huihan", None)
    assert (found.link, found.password, found.lasts) == (LinkedBy.ADMIN, True, timedelta(hours=12))


def test_all_of_it(tmp_path):
    text = OIDC + (
        'client_secret_env = "SECRET"\nrole_claim = "realm_access.roles"\nlink = "mail"\ndomains = ["WUYE.example"]\n'
        'amr = ["mfa"]\nlasts = "2 h"\npassword = false\nbreak_glass = "Root"\n'
        '[oidc.roles]\nkefu = "clerk"\nyg = ["supervisor@阳光花园", "department:engineering@阳光花园"]\n'
    )
    found = read(tmp_path, text, {"SECRET": "geheim"})
    assert found.client_secret == "geheim"
    assert "geheim" not in repr(found)
    assert found.domains == {"wuye.example"}
    assert found.roles == {
        "kefu": (Grant(role=Role.CLERK),),
        "yg": (
            Grant(role=Role.SUPERVISOR, project="阳光花园"),
            Grant(role=Role.DEPARTMENT, project="阳光花园", department=Department.ENGINEERING),
        ),
    }
    assert not found.password_for("chen")
    assert found.password_for("root")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'client_secret_env = "A"\nclient_secret_file = "b"',
            "oidc: client_secret_env 与 client_secret_file 只能写其中一个",
        ),
        ('scopes = ["email"]', 'oidc: scopes 中必须有 "openid"'),
        ('role_claim = "groups"', "oidc: role_claim 与 [oidc.roles] 要么都写，要么都不写"),
        ("password = false", "oidc: password = false 时必须写 break_glass"),
        ('timeout = "5 min"', "oidc.timeout: "),
        ('skew = "1 h"', "oidc.skew: "),
        ('domains = ["@wuye.example"]', "oidc.domains[1]: 格式不对"),
        ('break_glass = "a b"', "oidc.break_glass: 格式不对"),
        ('role_claim = "g"\nroles = { a = "boss" }', "oidc.roles.a: 应写成 岗位"),
        ('role_claim = "g"\nroles = { a = "department" }', "oidc.roles.a: 应写成 岗位"),
        ('role_claim = "g"\nroles = { a = "clerk:engineering" }', "oidc.roles.a: 应写成 岗位"),
        ('role_claim = "g"\nroles = { a = "department:moon" }', "oidc.roles.a: 应写成 岗位"),
        ('role_claim = "g"\nroles = { a = 7 }', "oidc.roles.a: 应写成 岗位"),
        ('role_claim = "g"\nroles = { a = "admin@阳光花园" }', "oidc.roles.a: admin 不分项目"),
        ('client_secret_env = "NONE"', "oidc.client_secret_env: 环境变量 NONE 未设置"),
        ('ca_file = "none.pem"', "oidc.ca_file: 找不到证书文件"),
    ],
)
def test_each_mistake_is_named_with_its_key(tmp_path, line, said):
    assert mistake(tmp_path, OIDC + line + "\n").startswith(said)


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.example.com",
        "ftp://id.example.com",
        "https://",
        "https://u:p@id.example.com",
        "https://id.example.com/?a=1",
        "id",
    ],
)
def test_an_issuer_is_a_plain_address_by_tls(tmp_path, issuer):
    text = OIDC.replace("https://id.example.com/realms/a/", issuer)
    assert mistake(tmp_path, text).startswith("oidc.issuer: ")


def test_on_this_machine_it_may_do_without_tls(tmp_path):
    assert read(tmp_path, OIDC.replace("https://id.example.com", "http://127.0.0.1:9400")).issuer.startswith(
        "http://127"
    )


def test_the_public_page_is_off_until_it_is_turned_on(tmp_path):
    for text, enabled in (("", False), ("[public]\n", False), ("[public]\nenabled = true\nfiles = 0\n", True)):
        (tmp_path / "huihan.toml").write_text(text, encoding="utf-8")
        assert read_settings(tmp_path, {}).public.enabled is enabled
    assert read_settings(tmp_path, {}).public.files == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("files = 21", "public.files: 太大"),
        ("bytes = 41000000", "public.bytes: 太大"),
        ("forms_per_address = 0", "public.forms_per_address: 太小"),
        ("enable = true", "public.enable: 没有这个设置"),
    ],
)
def test_mistakes_about_the_public_page_name_their_key(tmp_path, text, said):
    assert mistake(tmp_path, f"[public]\n{text}\n") == said
