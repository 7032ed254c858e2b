"""Trains the model whose opinion rules may ask (rules.opinion), from letters with a known topic; `rules learn` runs it.

Logistic regression of scikit-learn over rarity-weighted characters and pairs (tf-idf with sublinear
term frequency). Its confidence is measured on letters that it did not learn from.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline

from domain.decision import DecisionInput
from rules.compiled import Compiled
from rules.model import Learnt
from rules.opinion import SCALE
from rules.suggest import Labelled

LEAST_LETTERS = 10
"""Letters of a category from which it can be learnt and tried."""

SURE = 0.8
"""The probability from which the model counts as sure in its figures."""

_RECEIVED = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""Any moment will do: only what the letter says is heard."""
_MOST_GRAMS = 9_000
_PARTS = 5
_HAN = ("\u3400", "\U000323af")
_SMALL = 0.02
"""A stretch whose weights all lie below says nothing of any category."""


class TooFewError(ValueError):
    """There are not enough letters to learn two categories from."""


def train(compiled: Compiled, given: Sequence[Labelled]) -> Learnt:
    """Learn from letters; equal letters in equal order give an equal model.

    Categories with fewer than ten letters are left out. Raises TooFewError if fewer than two are left.
    """
    of = {topic: str(entry.category) for topic, entry in compiled.topics.items()}
    letters = Counter(of[one.topic] for one in given)
    kept = [one for one in given if letters[of[one.topic]] >= LEAST_LETTERS]
    labels = np.array([of[one.topic] for one in kept])
    if len(set(labels.tolist())) < 2:
        raise TooFewError
    texts = [_folded(compiled, one) for one in kept]
    parts = StratifiedKFold(_PARTS, shuffle=True, random_state=0)
    held_out = cross_val_predict(_pipeline(), texts, labels, cv=parts, method="predict_proba")
    return _learnt(_pipeline().fit(texts, labels), labels, held_out)


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


def _pipeline() -> Pipeline:
    counted = TfidfVectorizer(analyzer=_stretches, min_df=3, max_features=_MOST_GRAMS, sublinear_tf=True)
    return make_pipeline(counted, LogisticRegression(C=20, max_iter=1000))


def _learnt(trained: Pipeline, labels: NDArray[np.str_], held_out: NDArray[np.float64]) -> Learnt:
    """The trained pipeline as numbers, with how it did on letters held out."""
    counted, linear = trained[0], trained[1]
    categories = linear.classes_
    right = categories[held_out.argmax(axis=1)] == labels
    sure = held_out.max(axis=1) >= SURE
    names = counted.get_feature_names_out()
    weights, start = linear.coef_, linear.intercept_
    if len(categories) == 2:  # of two classes scikit-learn gives the difference alone
        weights, start = np.vstack([-weights, weights]) / 2, np.hstack([-start, start]) / 2
    said = np.abs(weights).max(axis=0) >= _SMALL
    numbers = np.rint(np.vstack([counted.idf_, weights]) * SCALE).astype(int)
    return Learnt(
        letters=len(labels),
        tried=len(labels),
        right=int(right.sum()),
        sure=int(sure.sum()),
        sure_right=int((right & sure).sum()),
        categories=tuple(categories.tolist()),
        start=tuple(np.rint(start * SCALE).astype(int).tolist()),
        grams={str(names[at]): tuple(numbers[:, at].tolist()) for at in np.flatnonzero(said)},
    )
