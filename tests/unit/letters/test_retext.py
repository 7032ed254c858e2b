"""Whatever a paragraph held and shall say: it says that, and the words that stay keep their runs."""

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.word.document import leaves
from letters.word.retext import retext

WORDS = st.text(alphabet="电梯停运，。 a1<&", max_size=12)


@settings(max_examples=200, deadline=None)
@given(runs=st.lists(st.one_of(WORDS, st.just("\t")), max_size=5), new=WORDS)
def test_the_paragraph_says_the_new_text(runs: list[str], new: str) -> None:
    paragraph = Document().add_paragraph()
    for text in runs:
        paragraph.add_run(text)
    before = len(paragraph.runs)
    retext(paragraph._p, new)
    assert "".join(text for _, text in leaves(paragraph._p)) == new
    assert before <= len(paragraph.runs) <= before + 1


def test_words_that_stay_keep_their_run() -> None:
    paragraph = Document().add_paragraph()
    for text in ("一、标题。", "正文旧话", "，结尾。"):
        paragraph.add_run(text)
    retext(paragraph._p, "一、标题。正文新话，结尾。")
    assert [run.text for run in paragraph.runs] == ["一、标题。", "正文新话", "，结尾。"]
