"""Personal data: precision, recall and speed, beside two peers on the same texts.

A found span counts as right where it overlaps a marked span of its entity, as a
reader would count it; each marked span is found once.

Run: ``python -m benchmarks.personal_f1 [--missed]``
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

import durf
from benchmarks.real_posts import real_posts, require_data, unpacked
from benchmarks.target import target
from benchmarks.timing import machine, one_core, quickest, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Span = tuple[str, int, int]
if TYPE_CHECKING:
    Find = Callable[[str], Iterable[Span]]
    F1 = dict[str, float]

POSTS = 3_000
LIMIT = 0.97
TIMES = {"presidio-rs": 8, "presidio-analyzer": 50}

# The entities of the data that have a structure, by their names at Presidio.
ENTITIES = {
    "EMAIL_ADDRESS": "EMAIL_ADDRESS",
    "IBAN_CODE": "IBAN_CODE",
    "CREDIT_CARD": "CREDIT_CARD",
    "PHONE_NUMBER": "PHONE_NUMBER",
    "US_SSN": "US_SSN",
    "IP_ADDRESS": "IP_ADDRESS",
    "DOMAIN_NAME": "URL",
    "US_DRIVER_LICENSE": "US_DRIVER_LICENSE",
}
NAMES = sorted(set(ENTITIES.values()))
POLICY = """---
policy: Personal data
version: "1"
language: en
---
# Personal data
```rule all
action: block
personal: [{names}]
```
"""


def with_durf() -> Callable[[str], Iterable[Span]]:
    """Return durf's way to find the entities."""
    policy = durf.Policy.parse(POLICY.format(names=", ".join(NAMES)))
    checker = durf.Checker(policy)

    def find(text: str) -> Iterable[Span]:
        findings = checker.check(durf.Post(text)).findings
        return [(f.entity, f.start, f.end) for f in findings if f.field == "text"]

    return find


def with_presidio() -> Callable[[str], Iterable[Span]]:
    """Return the way of presidio-analyzer, with its patterns only."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        EmailRecognizer,
        IbanRecognizer,
        IpRecognizer,
        PhoneRecognizer,
        UrlRecognizer,
        UsLicenseRecognizer,
        UsSsnRecognizer,
    )

    # It would fetch the list of public suffixes; a snapshot of it is installed.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    blank = spacy.blank("en")

    class Blank(NlpEngine):
        """Splits words and knows nothing else."""

        def load(self) -> None:
            """Load nothing."""

        def is_loaded(self) -> bool:
            return True

        def process_text(self, text: str, language: str) -> NlpArtifacts:
            doc = blank(text)
            starts = [token.idx for token in doc]
            lemmas = [token.text for token in doc]
            return NlpArtifacts([], doc, starts, lemmas, self, language)

        def process_batch(self, texts, language, **_):
            for text in texts:
                yield text, self.process_text(text, language)

        def is_stopword(self, word: str, language: str) -> bool:
            return False

        def is_punct(self, word: str, language: str) -> bool:
            return False

        def get_supported_entities(self) -> list[str]:
            return []

        def get_supported_languages(self) -> list[str]:
            return ["en"]

    registry = RecognizerRegistry()
    for recognizer in (
        CreditCardRecognizer,
        EmailRecognizer,
        IbanRecognizer,
        IpRecognizer,
        PhoneRecognizer,
        UrlRecognizer,
        UsLicenseRecognizer,
        UsSsnRecognizer,
    ):
        registry.add_recognizer(recognizer())
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank())

    def find(text: str) -> Iterable[Span]:
        found = engine.analyze(text, language="en", entities=NAMES, score_threshold=0.3)
        return [(f.entity_type, f.start, f.end) for f in found]

    return find


def with_presidio_rs() -> Callable[[str], Iterable[Span]]:
    """Return the way of presidio-rs."""
    import presidio_rs

    analyzer = presidio_rs.Analyzer()

    def find(text: str) -> Iterable[Span]:
        found = analyzer.analyze(text)
        return [span for span in map(_span_of, found) if span[0] in NAMES]

    return find


def _span_of(found: object) -> Span:
    if isinstance(found, dict):
        return found["entity_type"], found["start"], found["end"]
    return found.entity_type, found.start, found.end


def score(find: Callable[[str], Iterable[Span]], texts: list[tuple[str, list[Span]]]):
    """Return for each entity how many spans were right, wrong and missed."""
    right, wrong, missed = Counter(), Counter(), Counter()
    misses: defaultdict[str, list[str]] = defaultdict(list)
    for text, marked in texts:
        found = list(find(text))
        for entity, start, end in marked:
            hit = any(e == entity and s < end and start < t for e, s, t in found)
            (right if hit else missed)[entity] += 1
            if not hit:
                misses[f"missed {entity}"].append(text[max(0, start - 40) : end + 15])
        for entity, start, end in found:
            if not any(e == entity and s < end and start < t for e, s, t in marked):
                wrong[entity] += 1
                misses[f"wrong {entity}"].append(text[max(0, start - 40) : end + 15])
    return right, wrong, missed, misses


def texts_of_data() -> list[tuple[str, list[Span]]]:
    """Return the texts with their marked spans."""
    read = json.loads(unpacked("pii-presidio-research/synth_dataset_v2.json.gz"))
    return [
        (
            item["full_text"],
            [
                (ENTITIES[s["entity_type"]], s["start_position"], s["end_position"])
                for s in item["spans"]
                if s["entity_type"] in ENTITIES
            ],
        )
        for item in read
    ]


def f1_of(name: str, find: Find, texts: list[tuple[str, list[Span]]]) -> F1:
    """Print what was right, and return the F1 of each entity."""
    right, wrong, missed, misses = score(find, texts)
    scores = {}
    for entity in NAMES:
        found = right[entity]
        precision = found / max(found + wrong[entity], 1)
        recall = found / max(found + missed[entity], 1)
        f1 = scores[entity] = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"{name:18} {entity:18} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    print(f"{name:18} average F1 {fmean(scores.values()):.3f}")
    if "--missed" in sys.argv and name == "durf":
        for what, shown in misses.items():
            print(what, shown[:40])
    return scores


def finders() -> dict[str, Find]:
    """Return the ways to find the entities, of what is installed."""
    makers = {
        "durf": with_durf,
        "presidio-rs": with_presidio_rs,
        "presidio-analyzer": with_presidio,
    }
    found = {}
    for name, make in makers.items():
        try:
            found[name] = make()
        except ImportError as error:
            print(f"{name}: not installed ({error})")
    return found


def main() -> None:
    """Print the figures of durf and its peers."""
    require_data("pii-presidio-research")
    one_core()
    print(machine("presidio-analyzer", "presidio-rs", "phonenumbers"))
    texts = texts_of_data()
    posts = random.Random(1).sample(real_posts(), POSTS)
    ways = finders()
    scores = {name: f1_of(name, find, texts) for name, find in ways.items()}
    on_posts = quickest(ways, posts)
    on_texts = quickest(ways, [text for text, _ in texts])
    for name, seconds in on_posts.items():
        print(
            f"{name:18} {seconds * 1e6:7.1f} us a real post,"
            f" {on_texts[name] * 1e6:7.1f} us a text full of personal data"
        )
    ours = scores.pop("durf")
    average = fmean(ours.values())
    target(
        "personal data: F1, average",
        f"at least {LIMIT}",
        f"{average:.3f}",
        met=average >= LIMIT,
    )
    for name, theirs in scores.items():
        lower = [entity for entity in NAMES if ours[entity] < theirs[entity]]
        target(
            f"personal data: F1 beside {name}",
            "not lower on any entity",
            ", ".join(lower) or f"{average:.3f} and {fmean(theirs.values()):.3f}",
            met=not lower,
        )
        target(
            f"personal data: posts a second, times those of {name}",
            f"at least {TIMES[name]}",
            ratio(on_posts[name], on_posts["durf"]),
            met=on_posts[name] / on_posts["durf"] >= TIMES[name],
        )


if __name__ == "__main__":
    main()
