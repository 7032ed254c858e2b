"""Word files made for a test."""

import io

import docx


def word_file(*paragraphs: str) -> bytes:
    """A .docx with these paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
