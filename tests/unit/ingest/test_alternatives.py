"""The plain form of a mail is taken unless it is a stub beside its HTML form."""

import pytest

from ingest.alternatives import leaves_out, refers_to_html

LETTER = "三号楼的垃圾房半个月没有清运，臭气一直飘到六楼，窗户都不敢开，请尽快安排。"


@pytest.mark.parametrize(
    "text",
    [
        "请用HTML查看",
        "您的邮箱不支持 HTML 格式，请更换客户端。",
        "此郵件為 HTML 格式",
        "This is a multi-part message in MIME format.",
        "This message is in HTML format.",
        "????????",
    ],
)
def test_a_text_that_only_points_to_the_html_has_no_words_of_its_own(text: str) -> None:
    assert refers_to_html(text)


@pytest.mark.parametrize("text", ["您好：", LETTER, "你们网站的页面打不开，什么时候能修好？"])
def test_other_words_are_words(text: str) -> None:
    assert not refers_to_html(text)


@pytest.mark.parametrize("plain", ["您好：", LETTER[:12], "", "见下"])
def test_a_stub_leaves_out_what_the_html_says(plain: str) -> None:
    assert leaves_out(plain, f"您好：\n\n{LETTER}")


@pytest.mark.parametrize("html", [LETTER, "", f"{LETTER}\n[图片]", LETTER.replace("，", "，\n"), "网易邮箱"])
def test_wrapping_pictures_and_a_footer_are_not_left_out(html: str) -> None:
    assert leaves_out(f"{LETTER}\n网易邮箱大师", html) is False


def test_a_short_letter_is_not_left_out_because_of_one_name() -> None:
    assert not leaves_out("楼道灯坏了，请修。", "楼道灯坏了，请修。\n陈")
