"""The medians beside a project equal what plain Python reckons of random projects, group by group.

Covers workers.figures.likes.
"""

from random import Random
from statistics import median

import pytest

from domain.codes import Role
from domain.directory_codes import ProjectKind
from domain.likeness import LikenessRules, NotCompared
from domain.rates import RATES, RateCounts
from domain.staff import Grant, Person
from store import projects
from store.database import Database
from store.projects import ProjectFacts
from workers.figures.likes import UNKNOWN, beside, definition, said

MANAGER = Person(id=1, login="sun", name="孙经理", grants=(Grant(role=Role.MANAGER),))


def some_counts(chance: Random) -> RateCounts:
    received = chance.choice([0, 3, 10])
    parts = {name: chance.randrange(received + 1) for name in ("valid", "repeated", "handled", "in_time", "satisfied")}
    homes = chance.choice([None, 100])
    return RateCounts(received=received, due=received, visited=received, households=homes, **parts)


@pytest.mark.parametrize("seed", range(4))
def test_every_median_is_as_python_reckons(database: Database, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - examples, no secret
    rules = LikenessRules(area_m2=chance.choice([50_000, 100_000]), least=chance.choice([2, 3]))
    facts = {
        f"{number}号苑": ProjectFacts(
            kind=chance.choice([ProjectKind.FLATS, ProjectKind.VILLAS, None]),
            area_m2=chance.choice([50_000, 50_001, 100_001, None]),
        )
        for number in range(14)
    }
    counts = {name: some_counts(chance) for name in facts if chance.random() < 0.9}
    with database.transaction() as session:
        for name, one in facts.items():
            projects.add(session, name, one)
        found = beside(session, MANAGER, rules, counts)
    assert set(found) == set(facts)
    for name, one in facts.items():
        alike = [
            other
            for other, its in facts.items()
            if one.kind and its.kind is one.kind and None not in (one.area_m2, its.area_m2) and _side(rules, its, one)
        ]
        made = found[name]
        if one.kind is None or one.area_m2 is None:
            assert made == UNKNOWN
            continue
        assert made.projects == len(alike)
        assert (made.why is NotCompared.FEW) == (len(alike) < rules.least)
        for rate in RATES:
            known = [value for other in alike if (value := getattr(counts.get(other, RateCounts()), rate)) is not None]
            expected = median(known) if len(known) >= rules.least else None
            assert made.medians[rate] == expected, (name, rate)


def _side(rules: LikenessRules, one: ProjectFacts, other: ProjectFacts) -> bool:
    return ((one.area_m2 or 0) > rules.area_m2) == ((other.area_m2 or 0) > rules.area_m2)


def test_only_those_that_one_answers_for_are_alike(database: Database) -> None:
    names = ("云锦苑", "锦绣苑", "无区苑")
    own = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.SUPERVISOR, project="云锦苑"),))
    with database.transaction() as session:
        for name in names:
            projects.add(session, name, ProjectFacts(kind=ProjectKind.TOWER, area_m2=120_000))
        counts = dict.fromkeys(names, RateCounts(received=2, handled=1))
        assert beside(session, own, LikenessRules(), counts)["云锦苑"].why is NotCompared.FEW
        made = beside(session, MANAGER, LikenessRules(), counts)["云锦苑"]
    assert (made.why, made.medians["handled_rate"], made.medians["complaint_rate"]) == (None, 0.5, None)
    assert str(said(made, LikenessRules())) == "塔楼与写字楼，100,000 平方米以上，共 3 个项目"
    assert str(said(UNKNOWN, LikenessRules())) == "不比较：类型或面积不详"
    assert "50,000 平方米以上" in str(definition(LikenessRules(area_m2=50_000)))
