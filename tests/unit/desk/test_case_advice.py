"""What a language model proposed, on the page of its case: marked as proposed, and never markup."""

from dataclasses import replace
from datetime import timedelta

import pytest
from servers.language_model import raw, running_language_model, says

from domain.settings import OpinionSettings


@pytest.fixture
def page(house, desk, clerk):
    """The page of a case that was put to a model with this reply."""

    def make(reply):
        with running_language_model(reply) as model:
            asked = OpinionSettings(url=model.url, model="small-1", timeout=timedelta(seconds=5))
            house.services = replace(house.services, settings=replace(house.services.settings, opinion=asked))
            house.mail()
            house.work()
        return desk.client(clerk).get(f"/cases/{house.cases()[-1].number}").text

    return make


def test_proposals_are_shown_as_proposed_and_the_call_stands_in_the_history(page):
    text = page(says(category="equipment", understanding="电梯停了三天。", reply="您好：\n正在核实。"))
    for words in ("AI 建议", "未经核对", "电梯停了三天。", "<p>正在核实。</p>", "自称把握 90%", "询问语言模型small-1"):
        assert words in text


def test_what_the_wording_would_be_stopped_for_stands_beside_it(page):
    text = page(says(category="equipment", reply="我们保证明天修好。"))
    assert "保证" in text.partition('<ul class="findings">')[2].partition("</ul>")[0]


def test_what_a_model_writes_is_text(page):
    text = page(says(understanding="<script>alert(1)</script>", reply="{{ 7*7 }}<img src=x onerror=alert(1)>"))
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{ 7*7 }}" in text


def test_without_an_answer_there_is_no_proposal_and_the_history_says_why(page):
    text = page(raw(b"", 401))
    assert "AI 建议" not in text
    assert "服务器拒绝" in text
