"""What another process answers comes back as it was said: values of the annotated type, errors with their sentences."""

import pytest

from domain.said import Sentence
from letters.pdf.printed.agreed import NotAsWritten
from letters.templating.guard import TemplateProblem
from letters.templating.letterhead import LetterheadProblem
from letters.upload import Taken
from letters.word.packages.refusal import FOOTER, HEADER, HYPERLINK, OUTSIDE, PackageRefused, said
from workers.instance.answers import ForgedError, ReaderError, packed, packed_error, unpacked

LINK = said(HYPERLINK, HEADER)
"""A sentence within a sentence: 页眉有超链接……"""


def take() -> Taken:
    """What a process would run."""
    return Taken(why=(LINK, said(OUTSIDE, FOOTER)))


def raised(error: Exception) -> Exception:
    """What the caller meets where the process met `error`."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one it is, is what is asked
        unpacked(take, packed_error(error))
    return caught.value


def test_a_sentence_within_a_sentence_comes_back_as_one() -> None:
    back = unpacked(take, packed(take, take()))
    assert back == take()
    assert str(back.why[0]).startswith("页眉有超链接")


@pytest.mark.parametrize(
    "error",
    [
        PackageRefused(LINK, said(OUTSIDE, FOOTER)),
        NotAsWritten(LINK),
        TemplateProblem(file="reply.docx", paragraph="{{x}}", what=Sentence("没有这个变量")),
        LetterheadProblem("标志图片超过 2 MB"),
        IndexError("page"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_callers_tell_apart_comes_back_whole(error: Exception) -> None:
    back = raised(error)
    assert (type(back), str(back)) == (type(error), str(error))


def test_each_reason_of_a_refusal_stays_a_sentence_of_its_own() -> None:
    back = raised(PackageRefused(LINK, said(OUTSIDE, FOOTER)))
    assert isinstance(back, PackageRefused)
    assert [type(one) for one in back.why] == [Sentence, Sentence]


def test_any_other_error_tells_its_kind_alone() -> None:
    back = raised(KeyError("13800138000"))
    assert (type(back), str(back)) == (ReaderError, "builtins.KeyError")


@pytest.mark.parametrize(
    "answer",
    [
        b"!{}",
        b"![1]",
        b"!\xff",
        b'!["builtins.ValueError",[],{"a":1}]',
        b'!["builtins.IndexError",[["x"]],{}]',
        b"=[1]",
        b"?",
    ],
)
def test_what_is_no_answer_is_told_as_forged(answer: bytes) -> None:
    with pytest.raises(ForgedError):
        unpacked(take, answer)


def test_an_error_that_is_none_of_ours_is_never_made() -> None:
    with pytest.raises(ReaderError, match=r"os\.system"):
        unpacked(take, b'!["os.system",["true"],{}]')
