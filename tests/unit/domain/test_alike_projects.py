"""What is alike, and the middle of it.

Covers domain.likeness.
"""

from domain.directory_codes import ProjectKind
from domain.likeness import Like, LikenessRules, like_of, middle

RULES = LikenessRules(area_m2=100_000, least=3)


def test_alike_are_those_of_one_kind_on_one_side_of_the_area() -> None:
    small = Like(kind=ProjectKind.FLATS, large=False)
    assert like_of(RULES, ProjectKind.FLATS, 100_000) == like_of(RULES, ProjectKind.FLATS, 1) == small
    assert like_of(RULES, ProjectKind.FLATS, 100_001) == Like(kind=ProjectKind.FLATS, large=True)
    assert like_of(RULES, ProjectKind.VILLAS, 1) != small
    assert like_of(LikenessRules(area_m2=50_000), ProjectKind.FLATS, 60_000) == Like(kind=ProjectKind.FLATS, large=True)
    assert like_of(RULES, None, 1) is like_of(RULES, ProjectKind.FLATS, None) is None


def test_the_middle_of_too_few_is_not_known() -> None:
    assert middle(RULES, [0.1, 0.9, 0.5]) == 0.5
    assert middle(RULES, [0.1, None, 0.3, 0.2, 0.4]) == 0.25
    assert middle(RULES, [0.1, None, 0.5]) is None
    assert middle(RULES, []) is None
