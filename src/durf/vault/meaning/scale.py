"""From how alike two sentences are to what that says.

Similar is not the same: a sentence of the same subject can be as near as a
paraphrase.  Therefore people are shown how often sentences so alike were
paraphrases, and never the cosine, which for this model is above 0.8 for anything.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

# Chosen on half of the paraphrases, near misses and real posts at hand.
ALIKE = 0.915
_PRECISION = (
    (0.9, 0.35),
    (0.92, 0.45),
    (0.94, 0.6),
    (0.95, 0.7),
    (0.96, 0.8),
    (0.98, 0.87),
)


def precision(score: float) -> float:
    """Return which share of the sentences so alike say the same, from 0 to 1.

    The rest say something else on the same subject; both were counted as often.
    """
    scores = [known for known, _ in _PRECISION]
    at = bisect_right(scores, score)
    if at == 0:
        return _PRECISION[0][1]
    if at == len(scores):
        return _PRECISION[-1][1]
    (low, less), (high, more) = list(pairwise(_PRECISION))[at - 1]
    return less + (more - less) * (score - low) / (high - low)
