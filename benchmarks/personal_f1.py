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
from typing import TYPE_CHECKING

import durf
from benchmarks.real_posts import real_posts, require_data, unpacked
from benchmarks.timing import machine, ratio, time_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Span = tuple[str, int, int]
Find = "Callable[[str], Iterable[Span]]"

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


def main() -> None:
    """Print the figures of durf and its peers."""
    require_data("pii-presidio-research")
    print(machine("presidio-analyzer", "presidio-rs", "phonenumbers"))
    texts = texts_of_data()
    plain = [text for text, _ in texts]
    posts = random.Random(1).sample(real_posts(), 3_000)
    times = {}
    for name, make in (
        ("durf", with_durf),
        ("presidio-rs", with_presidio_rs),
        ("presidio-analyzer", with_presidio),
    ):
        try:
            find = make()
        except ImportError as error:
            print(f"{name}: not installed ({error})")
            continue
        right, wrong, missed, misses = score(find, texts)
        times[name] = time_each(find, posts)
        dense = time_each(find, plain)
        total = 0.0
        for entity in NAMES:
            found = right[entity]
            precision = found / max(found + wrong[entity], 1)
            recall = found / max(found + missed[entity], 1)
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            total += f1
            print(f"{name:18} {entity:18} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
        print(f"{name:18} average F1 {total / len(NAMES):.3f}")
        print(f"{name:18} a real post: {times[name]}")
        print(f"{name:18} a text full of personal data: {dense}")
        if "--missed" in sys.argv and name == "durf":
            for what, shown in misses.items():
                print(what, shown[:40])
    for name, time in times.items():
        if name != "durf":
            print(
                f"durf judges {ratio(time.mean, times['durf'].mean)} times as many"
                f" real posts a second as {name}"
            )


if __name__ == "__main__":
    main()
