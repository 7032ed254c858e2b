"""A download keeps its Chinese name on every system, and no name leads out of a folder."""

from desk.files import DOCX, PDF, download, safe_name


def test_a_chinese_name_is_given_in_both_spellings():
    answer = download(b"%PDF-", "物函〔2026〕123号.pdf", PDF)

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="2026123.pdf"; '
        "filename*=UTF-8''%E7%89%A9%E5%87%BD%E3%80%942026%E3%80%95123%E5%8F%B7.pdf"
    )


def test_a_name_without_any_ascii_letter_still_has_one_for_old_programs():
    assert 'filename="huihan.docx"' in download(b"PK", "回函.docx", DOCX).headers["content-disposition"]


def test_what_a_file_system_refuses_is_replaced():
    assert safe_name('../../a"b:c\r\n.pdf') == "_.._a_b_c_.pdf"
    assert safe_name("...") == "file"


def test_a_long_name_keeps_its_ending():
    assert len(safe_name("长" * 300 + ".docx")) < 125
    assert safe_name("长" * 300 + ".docx").endswith(".docx")


def test_no_name_pretends_another_ending_or_breaks_its_header():
    assert safe_name("账单\u202efdp.exe") == "账单_fdp.exe"
    assert download(b"", "a\ud800\x9b.pdf", PDF).headers["content-disposition"].endswith("a_.pdf")
