"""Trains the model whose opinion rules may ask (rules.opinion), from letters with a known topic and from letters that
teach what danger is; `rules learn` runs it.

Logistic regression of scikit-learn over rarity-weighted characters and pairs (tf-idf with sublinear
term frequency). Its confidence is measured on letters that it did not learn from.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from domain.decision import DecisionInput
from rules.compiled import Compiled
from rules.learning_danger import Dangers, dangers_of, learn_danger
from rules.learnt import Learnt, Stretch
from rules.lessons import DANGER, HARMLESS
from rules.opinion import SCALE, Likely, belonging, both
from rules.suggest import Labelled

LEAST_LETTERS = 10
"""Letters of a topic from which it can be learnt and tried by itself."""

SURE = 0.8
"""The probability from which the model counts as sure in its figures."""

_RECEIVED = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""Any moment will do: only what the letter says is heard."""
_REST = "rest of"
"""Before the category, for its topics of few letters; with a blank it is no topic's id."""
_MOST_GRAMS = 16_000
_PARTS = 5
_HAN = ("\u3400", "\U000323af")
_SMALL = 0.15
"""A weight that lies less above or below those of most other topics says nothing; of categories, a third of that."""
_FOR_TOPICS, _FOR_CATEGORIES = 50, 20
"""How far the two models may go to have the letters right that they learn from (scikit-learn's C)."""


class TooFewError(ValueError):
    """There are not enough letters to learn two categories from."""


def train(compiled: Compiled, given: Sequence[Labelled]) -> Learnt:
    """Learn from letters; equal letters in equal order give an equal model. Those of DANGER and HARMLESS teach danger.

    Topics with fewer than ten letters are learnt together, by category; where these are fewer than ten they are left
    out. Raises TooFewError if those left are not of two categories.
    """
    taught = [one for one in given if one.topic in (DANGER, HARMLESS)]
    given = [one for one in given if one.topic not in (DANGER, HARMLESS)]
    of_topic = {topic: str(entry.category) for topic, entry in compiled.topics.items()}
    letters = Counter(one.topic for one in given)
    named = [
        (one, one.topic if letters[one.topic] >= LEAST_LETTERS else f"{_REST} {of_topic[one.topic]}") for one in given
    ]
    together = Counter(name for _, name in named)
    kept = [(one, name) for one, name in named if together[name] >= LEAST_LETTERS]
    of = {name: of_topic[one.topic] for one, name in sorted(kept, key=itemgetter(1))}
    if len(set(of.values())) < 2:
        raise TooFewError
    texts = [_folded(compiled, one) for one, _ in kept]
    dangers = dangers_of(compiled, taught, [one for one, _ in kept])
    return _learnt(texts, np.array([name for _, name in kept]), of, dangers)


def _folded(compiled: Compiled, letter: Labelled) -> str:
    given = DecisionInput(subject=letter.subject, text=letter.text, received=_RECEIVED)
    return compiled.matcher.hear(given).letter.text


def _stretches(text: str) -> list[str]:
    """Every Chinese character, and every pair of neighbours; as often as they stand."""
    first, last = _HAN
    chinese = [first <= one <= last for one in text]
    single = [one for one, is_chinese in zip(text, chinese, strict=True) if is_chinese]
    pairs = (text[at : at + 2] for at in range(len(text) - 1) if chinese[at] and chinese[at + 1])
    return [*single, *pairs]


def _counted() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_stretches, min_df=3, max_features=_MOST_GRAMS, sublinear_tf=True)


def _linear(strength: int, counts: csr_matrix, labels: NDArray[np.str_]) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(counts, labels)


def _learnt(texts: Sequence[str], topics: NDArray[np.str_], of: Mapping[str, str], dangers: Dangers | None) -> Learnt:
    """The models as numbers, with how they did on letters held out. of: topic → category, in order."""
    labels = np.array([of[topic] for topic in topics.tolist()])
    held_out = _held_out(texts, topics, of)
    names = np.unique(labels)
    right = names[held_out.argmax(axis=1)] == labels
    sure = held_out.max(axis=1) >= SURE
    counted = _counted()
    counts = counted.fit(dict.fromkeys((*texts, *(dangers.texts if dangers else ())))).transform(texts)
    by_topic, by_category = _numbers(counts, topics, _FOR_TOPICS), _numbers(counts, labels, _FOR_CATEGORIES)
    start = np.hstack([by_topic.start, by_category.start])
    said = np.vstack([np.where(np.abs(by_topic.weights) >= _SMALL, by_topic.weights, 0), by_category.weights])
    danger = None if dangers is None else learn_danger(dangers, counted)
    if danger is not None:
        start = np.hstack([start, danger.start])
        said = np.vstack([said, np.where(np.abs(danger.weights) >= _SMALL, danger.weights, 0)])
    return Learnt(
        letters=len(labels),
        tried=len(labels),
        right=int(right.sum()),
        sure=int(sure.sum()),
        sure_right=int((right & sure).sum()),
        topics=of,
        start=tuple(np.rint(start * SCALE).astype(int).tolist()),
        grams=dict(_grams(counted, said)),
        danger=None if danger is None else danger.told,
    )


def _held_out(texts: Sequence[str], topics: NDArray[np.str_], of: Mapping[str, str]) -> Likely:
    """How probable each category is of each letter, by models that learnt from the others."""
    labels = np.array([of[topic] for topic in topics.tolist()])
    names = np.unique(labels)
    belongs = belonging(np.searchsorted(names, list(of.values())).tolist(), len(names))
    found = np.zeros((len(labels), len(names)))
    given = np.array(texts, dtype=object)
    for learnt, tried in StratifiedKFold(_PARTS, shuffle=True, random_state=0).split(given, topics):
        counted = _counted()
        counts, asked = counted.fit_transform(given[learnt]), counted.transform(given[tried])
        by_topic = _numbers(counts, topics[learnt], _FOR_TOPICS)
        by_category = _numbers(counts, labels[learnt], _FOR_CATEGORIES)
        found[tried] = both(by_topic.scores(asked), by_category.scores(asked), belongs)
    return found


class _Numbers(NamedTuple):
    """What a linear model has learnt, a row a label."""

    weights: NDArray[np.float64]
    start: NDArray[np.float64]

    def scores(self, counts: csr_matrix) -> NDArray[np.float64]:
        """A row a letter, a column a label."""
        return np.asarray(counts @ self.weights.T + self.start)


def _numbers(counts: csr_matrix, labels: NDArray[np.str_], strength: int) -> _Numbers:
    linear = _linear(strength, counts, labels)
    weights, start = linear.coef_, linear.intercept_
    if len(weights) == 1:  # of two classes scikit-learn gives the difference alone
        return _Numbers(np.vstack([-weights, weights]) / 2, np.hstack([-start, start]) / 2)
    # The same weight for all labels says nothing: most are brought to nought.
    return _Numbers(weights - np.median(weights, axis=0), start)


def _grams(counted: TfidfVectorizer, weights: NDArray[np.float64]) -> Iterator[tuple[str, Stretch]]:
    """The stretches that say something."""
    thousandths = np.rint(weights * SCALE).astype(int)
    for at, name in enumerate(counted.get_feature_names_out()):
        columns = np.flatnonzero(np.abs(weights[:, at]) >= _SMALL / 3)
        if len(columns):
            said = tuple(thousandths[columns, at].tolist())
            yield str(name), Stretch(round(float(counted.idf_[at]) * SCALE), tuple(columns.tolist()), said)
