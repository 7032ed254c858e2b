"""One reading of a Word package: taken apart as strictly as it was built, and built again from what a letter may hold.

What the checks read, what LibreOffice paints and what is archived are then the same bytes, in which a part, a field or
a picture cannot be one thing to the one and another thing to the other (ECMA-376; APPNOTE.TXT 6.3).
"""
