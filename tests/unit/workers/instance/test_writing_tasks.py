"""Letters are written in another process: whole, and with the words of what is wrong with a template."""

import pickle
from pathlib import Path

from domain.codes import LetterKind
from domain.said import Sentence
from letters.templating.guard import TemplateProblem
from letters.templating.sample import samples
from letters.word.document import plain_text
from workers.instance.writing_tasks import write_letter


def test_a_letter_comes_in_its_three_forms(tmp_path):
    context = samples(LetterKind.ACKNOWLEDGEMENT)["several matters"]
    written = write_letter(tmp_path, context)
    assert context.case_number in plain_text(written.docx)
    assert context.case_number in written.subject
    assert written.text


def test_its_context_and_a_templates_problem_cross_to_another_process():
    context = samples(LetterKind.REPLY)["several matters"]
    assert pickle.loads(pickle.dumps(context)) == context  # noqa: S301 - our own bytes
    problem = TemplateProblem(file="reply.docx", paragraph="尊敬的业主", what=Sentence("没有这个变量"))
    back = pickle.loads(pickle.dumps(problem))  # noqa: S301 - our own bytes
    assert (str(back), back.file, back.what) == (str(problem), problem.file, problem.what)


def test_a_missing_folder_means_the_shipped_templates():
    context = samples(LetterKind.ACKNOWLEDGEMENT)["several matters"]
    assert write_letter(Path("/nonexistent"), context).docx
