"""Names in English are the writer's where they introduce, label or sign themselves, and nobody else's."""

import pytest

from ingest.english_names import find_english_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My name is Fung Wai Lam and I live in Flat 3C.", ["Fung Wai Lam"]),
        ("Hello, this is Mrs Tang from 6/F.", ["Mrs Tang"]),
        ("I, Mok Siu Kuen, owner of 9B, write about the pump.", ["Mok Siu Kuen"]),
        ("Good day, Mrs Pang here. The tap drips.", ["Mrs Pang"]),
        ("Name: AU Ka Wing\nUnit: 2F", ["AU Ka Wing"]),
        ("Complainant: Mr. Ngai Kin Man", ["Ngai Kin Man"]),
        ("Resident name: Shum Yuk Ying   Unit: 4D", ["Shum Yuk Ying"]),
        ("The gate is broken.\nRegards,\nMs. Yau\nTel: 9876 5432", ["Ms. Yau"]),
        ("Please repair it.\n\nMary O'Neill (Tower 5, 12B)", ["Mary O'Neill"]),
        ("It leaks. Yours faithfully, Tommy Fok, Flat 12C", ["Tommy Fok"]),
        ("Best wishes\nK. C. Lui\n2 November 2026", ["K. C. Lui"]),
        ("Please ring me. Miss Kong 9345 0000", ["Miss Kong"]),
        ("业主 Tam Siu Fun 谨启", ["Tam Siu Fun"]),
        ("Dear Mr. Poon, the lift is broken again.", []),
        ("Please call Mr Fong 9345 0000 about it.", []),
        ("Ask Miss Yip at the counter.", []),
        ("The manager Ms Ng never replies.", []),
        ("I am Very Angry about the Lift Lobby.", []),
        ("Yours faithfully,\nA Concerned Owner", []),
        ("Sent from my iPhone\nBlock 3 Tower Management Office", []),
        ("Name: Anonymous", []),
    ],
)
def test_names_in_english(text: str, expected: list[str]) -> None:
    assert list(dict.fromkeys(name for name, _, _ in find_english_names(text))) == expected
