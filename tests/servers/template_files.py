"""Word templates changed for a test, as somebody would change them in Word."""

import io
import zipfile


def with_words(docx: bytes, old: str, new: str, *, part: str = "word/document.xml") -> bytes:
    """The same file with `old` written as `new` wherever it stands in one part; AssertionError if it does not."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(stream, "w") as target:
        assert old in source.read(part).decode()
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.decode().replace(old, new) if name == part else data)
    return stream.getvalue()
