"""Trains the part of the model that tells danger (rules.opinion): letters that say it is there, against all others.

It is learnt from few letters, so it is one sign more beside the words of alarms.yaml, which it never silences.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from domain.decision import DecisionInput
from rules.compiled import Compiled
from rules.learnt import DangerTold
from rules.lessons import DANGER
from rules.suggest import Labelled

FROM = 0.3
"""The probability from which danger counts as told in the model's figures."""

_RECEIVED = datetime(2026, 3, 2, 10, tzinfo=UTC)
_FEW = 10
_PARTS = 5
_STRENGTH = 20
_WEIGHS = 4
"""A letter of danger as so many others: there are few, and one missed is worse than one heard too often."""


class Dangers(NamedTuple):
    """Folded letters in Chinese, and of each whether it says that danger is there."""

    texts: tuple[str, ...]
    there: NDArray[np.bool_]


class DangerLearnt(NamedTuple):
    """A linear model: its weights in the order of the counts, and its figures."""

    weights: NDArray[np.float64]
    start: float
    told: DangerTold


def dangers_of(compiled: Compiled, taught: Sequence[Labelled], others: Sequence[Labelled]) -> Dangers | None:
    """The letters to learn from; None if they are too few.

    taught: those that are about danger, their topic says whether it is there. others: any letters; those in which words
    raise an alarm are left out, of the rest none is of danger.
    """
    texts: list[str] = []
    there: list[bool] = []
    for one, about in (*((one, True) for one in taught), *((one, False) for one in others)):
        given = DecisionInput(subject=one.subject, text=one.text, received=_RECEIVED)
        heard = compiled.matcher.hear(given)
        if not heard.letter.english and (about or not compiled.alarms.raised(heard, _RECEIVED)):
            texts.append(heard.letter.text)
            there.append(one.topic == DANGER)
    if min(sum(there), len(there) - sum(there)) < _FEW:
        return None
    return Dangers(tuple(texts), np.array(there))


def learn_danger(dangers: Dangers, counted: TfidfVectorizer) -> DangerLearnt:
    """counted: of the model as a whole, with its stretches chosen; a copy of it that knows nothing yet tries held-out
    letters."""
    linear = _linear(counted.transform(dangers.texts), dangers.there)
    return DangerLearnt(linear.coef_[0], float(linear.intercept_[0]), _told(dangers, counted))


def _linear(counts: csr_matrix, there: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, max_iter=300, class_weight={True: _WEIGHS, False: 1}).fit(counts, there)


def _told(dangers: Dangers, counted: TfidfVectorizer) -> DangerTold:
    texts, there = np.array(dangers.texts, dtype=object), dangers.there
    heard = np.zeros(len(there), dtype=bool)
    for learnt, tried in StratifiedKFold(_PARTS, shuffle=True, random_state=0).split(texts, there):
        fresh = TfidfVectorizer(**counted.get_params())
        linear = _linear(fresh.fit_transform(texts[learnt]), there[learnt])
        heard[tried] = linear.predict_proba(fresh.transform(texts[tried]))[:, 1] >= FROM
    told = (there.sum(), (heard & there).sum(), (~there).sum(), (heard & ~there).sum())
    return DangerTold(*map(int, told))
