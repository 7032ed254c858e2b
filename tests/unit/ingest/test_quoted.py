"""Only history goes; what a resident wrote stays. The clients' own styles are among the samples."""

import pytest

from ingest.quoted import split_history


@pytest.mark.parametrize(
    "text",
    [
        "投诉信\n收件人：物业服务中心\n发件人：3栋 周敏\n日期：2026-11-20\n主题：电梯\n电梯坏了三天，没有人修。",
        "保安在登记本上写道：\n业主无理取闹。",
        "问题如下：\n--------------------------\n1. 漏水\n2. 停电\n--------------------------\n请处理",
        "从我的手机里可以看到视频\n请看附件",
        "来自3栋业主的投诉信，请看手机短信通知。",
        "水压太低\n>_< 气死我了",
        "> 全部都是引用",
    ],
)
def test_a_letter_is_kept_whole(text: str) -> None:
    history = split_history(text)
    assert history.own == text
    assert not history.quoted
    assert not history.signature


def test_own_words_between_quoted_lines_stay_in_order() -> None:
    history = split_history("> 何时报修？\n上周五。\n> 谁接待？\n前台小陈。")
    assert history.own == "上周五。\n前台小陈。"
    assert history.quoted == "> 何时报修？\n> 谁接待？"


@pytest.mark.parametrize(
    "tag",
    [
        *(
            "发自我的iPhone",
            "發自我的 iPhone",
            "发自我的小米手机",
            "来自QQ邮箱",
            "发送自 Windows 版邮件",
            "Sent from my Galaxy",
        ),
        *("从我的华为手机发送", "獲取 Outlook for iOS", "发自 网易邮箱大师", "[发自我的手机]"),
    ],
)
def test_tag_lines_of_clients_are_the_signature(tag: str) -> None:
    history = split_history(f"路灯坏了。\n\n{tag}")
    assert (history.own, history.signature) == ("路灯坏了。", tag)
