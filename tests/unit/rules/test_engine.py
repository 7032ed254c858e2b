"""The wrapper around durable_rules against a brute-force evaluator: right in any order, no hang, no growth.

Covers rules.facts.model, rules.firing and rules.predicate.
"""

import contextlib
import os
import threading
from pathlib import Path

import durable_rules_engine
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.engine import MOST_RULES, MOST_SHARED, SHARD, CompiledRule, Engine, EngineError
from rules.fact import MOST, Fact
from rules.model import All, Any, Not, Test
from rules.normal import TooManyAlternativesError, alternatives
from rules.normal import test_id as id_of
from rules.normal import tests_of as parts_of

KINDS = ("signal", "channel", "signal in demand", "households", "not")
KEYS = ("a", "b", "email|letter", '"', "电梯\n\\", "$begin", "")
facts = st.dictionaries(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(KEYS)), st.integers(-MOST, MOST) | st.integers(0, 5), max_size=12
)
bounds = st.none() | st.integers(0, 5)
tests = st.builds(
    lambda kind, key, least, below: Test(kind=kind, values=(key,), least=least, below=below),
    st.sampled_from(KINDS),
    st.sampled_from(KEYS),
    bounds,
    bounds,
)
conditions = st.recursive(
    tests,
    lambda inner: (
        st.builds(lambda parts: All(parts=tuple(parts)), st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda parts: Any(parts=tuple(parts)), st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda part: Not(part=part), inner)
    ),
    max_leaves=6,
)


def holds(condition, known):
    """The brute-force evaluator: the condition read as it is written."""
    match condition:
        case Test():
            n = known.get((condition.kind, condition.key))
            above = condition.least is None or (n is not None and n >= condition.least)
            return n is not None and above and (condition.below is None or n < condition.below)
        case Not():
            return not holds(condition.part, known)
        case All():
            return all(holds(part, known) for part in condition.parts)
        case Any():
            return any(holds(part, known) for part in condition.parts)


def compiled(rules):
    try:
        return [CompiledRule(number=number, alternatives=alternatives(rule)) for number, rule in enumerate(rules)]
    except TooManyAlternativesError:
        assume(False)
        raise


def absent(rules, known):
    return [id_of(test) for rule in rules for test in parts_of(rule) if not holds(test, known)]


@settings(deadline=None, max_examples=200)
@given(st.lists(conditions, max_size=12), facts, st.randoms(use_true_random=False))
def test_fires_what_brute_force_fires_in_any_order_and_any_batches(rules, known, random):
    said = [Fact(kind, key, n) for (kind, key), n in known.items()]
    missing = absent(rules, known)
    expected = {number for number, rule in enumerate(rules) if holds(rule, known)}
    with Engine(compiled(rules)) as engine:
        for _ in range(3):
            random.shuffle(said)
            random.shuffle(missing)
            cut, cut_missing = random.randint(0, len(said)), random.randint(0, len(missing))
            with engine.session() as session:
                fired = [
                    *session.put(said[:cut], missing[:cut_missing]),
                    *session.put(said[cut:], missing[cut_missing:]),
                ]
            assert {firing.number for firing in fired} == expected
            assert len(set(fired)) == len(fired)


@settings(deadline=None, max_examples=100)
@given(conditions, facts)
def test_alternatives_mean_what_the_condition_means(condition, known):
    [rule] = compiled([condition])
    by_alternatives = any(
        all(holds(literal.test, known) != literal.absent for literal in part) for part in rule.alternatives
    )
    assert by_alternatives == holds(condition, known)


def rule(number, *tests):
    return CompiledRule(number=number, alternatives=alternatives(All(parts=tests)))


def said(key, kind="signal", least=1):
    return Test(kind=kind, values=(key,), least=least)


@pytest.mark.parametrize("count", [SHARD, SHARD + 1, 511, 512, 513, 1500])
def test_wide_rule_sets_neither_hang_nor_lose_a_rule(count):
    """512 sibling conditions hang the bare library."""
    with Engine([rule(number, said(f"s{number}")) for number in range(count)]) as engine:
        assert [one.number for one in engine.run([Fact("signal", f"s{count - 1}"), Fact("signal", "s0")])] == [
            0,
            count - 1,
        ]


@pytest.mark.parametrize("count", [MOST_SHARED, MOST_SHARED + 1, 600])
def test_many_rules_may_share_one_condition(count):
    """About 260 rules with one identical condition are refused by the bare library."""
    rules = [rule(number, said("email", "channel"), said(f"s{number % 7}", least=number)) for number in range(count)]
    with Engine(rules) as engine:
        fired = engine.run([Fact("channel", "email"), *(Fact("signal", f"s{i}", count) for i in range(7))])
        assert [one.number for one in fired] == list(range(count))


def test_more_rules_than_one_rule_set_of_the_library_holds():
    count = 4500
    assert count > 2 * MOST_RULES
    with Engine([rule(number, said(f"s{number % 50}")) for number in range(count)]) as engine:
        assert [one.number for one in engine.run([Fact("signal", "s3")])] == list(range(3, count, 50))


def test_many_thresholds_on_one_fact():
    with Engine([rule(number, Test(kind="sum", least=number)) for number in range(700)]) as engine:
        assert len(engine.run([Fact("sum", "", 650)])) == 651


def test_facts_of_one_decision_are_gone_in_the_next():
    with Engine([rule(0, said("a"), said("b"))]) as engine:
        assert engine.run([Fact("signal", "a")]) == ()
        assert engine.run([Fact("signal", "b")]) == ()
        assert len(engine.run([Fact("signal", "a"), Fact("signal", "b")])) == 1


def test_no_fact_is_ever_retracted(monkeypatch):
    # Retracting the second fact of a join reads and writes past its frame, in memory of whoever (decision 065).
    monkeypatch.setattr(durable_rules_engine, "retract_facts", None)
    both = All(parts=(Test(kind="signal", values=("a",)), Test(kind="signal", values=("b",))))
    with Engine([CompiledRule(number=7, alternatives=alternatives(both))]) as engine:
        for _ in range(3):
            assert [one.number for one in engine.run([Fact("signal", "a"), Fact("signal", "b")])] == [7]
            assert engine.run([Fact("signal", "a")]) == ()


def test_an_exception_within_a_decision_leaves_nothing_behind():
    with Engine([rule(0, said("a"), said("b"))]) as engine:
        with contextlib.suppress(KeyError), engine.session() as session:
            session.put([Fact("signal", "a")])
            raise KeyError
        assert engine.run([Fact("signal", "b")]) == ()


def test_an_engine_without_rules_and_a_closed_one_fire_nothing():
    engine = Engine([])
    assert engine.run([Fact("signal", "a")]) == ()
    engine.close()
    engine.close()
    assert engine.run([Fact("signal", "a")]) == ()


def test_threads_take_turns():
    engine = Engine([rule(number, said(f"s{number}"), said("x")) for number in range(8)])
    wrong = []

    def work(number):
        for _ in range(200):
            fired = engine.run([Fact("signal", f"s{number}"), Fact("signal", "x")])
            if [one.number for one in fired] != [number]:
                wrong.append(fired)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.close()
    assert wrong == []


def test_lost_facts_are_an_error_not_a_silence(monkeypatch):
    """The sentinel closes each batch: if it does not fire, something was not parsed."""
    engine = Engine([rule(0, said("a"))])
    monkeypatch.setattr(durable_rules_engine, "start_action_for_state", lambda *_: None)
    with pytest.raises(EngineError, match="facts were lost"):
        engine.run([Fact("signal", "a")])
    monkeypatch.undo()
    assert len(engine.run([Fact("signal", "a")])) == 1
    engine.close()


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_memory_is_flat_over_100_000_decisions():
    rules = [rule(number, said(f"s{number % 40}"), said(f"t{number % 7}")) for number in range(60)]
    with Engine(rules) as engine:
        batches = [[Fact("signal", f"s{i % 40}"), Fact("signal", f"t{i % 7}")] for i in range(280)]
        for number in range(5_000):
            engine.run(batches[number % 280])
        before = resident()
        for number in range(100_000):
            engine.run(batches[number % 280])
        assert resident() - before < 4_000_000


@pytest.mark.parametrize("close", [True, False])
def test_an_engine_closed_or_dropped_gives_its_memory_back(close):
    def once():
        engine = Engine([rule(number, said(f"s{number}"), said("x")) for number in range(300)])
        if close:
            engine.close()

    for _ in range(10):
        once()
    before = resident()
    for _ in range(60):
        once()
    assert resident() - before < 8_000_000
