"""What stands around hurtful words and turns them round.

Everything here looks at the normal form, in bytes, and at a short stretch of it.
"""

from __future__ import annotations

import re

_REACH = 60
# How far a quotation, and the language of a text, are looked at: a long text with
# many hurtful words must not be read anew for each of them.
_FAR = 1_000
_THAT = rb"(?: that| dat)?(?: you| they| we| i| je| jij| ze| zij)?"
# Words right before a place: it is denied, spoken of, or spoken against.
_AGAINST = re.compile(
    rb"(?:"
    rb"\bno place for|\b(?:stop|without|instead of|against|not ok(?:ay)? to be)"
    rb"(?: saying| using| calling(?: \w+)?)?|\bthe (?:word|phrase|term)"
    rb"|\bcall(?:s|ed|ing)? (?:me|us|him|her|them|people|someone|others)(?: \S+)?"
    rb"|(?<!why )\b(?:not|never|nooit|niet|geen|no|nobody|noone)"
    rb"(?: to| om| be| even| really| actually| echt)?"
    rb"(?: say| call| use| zeggen| gebruiken)?|n'?t(?: say| call| use| be| really| actually)?"
    rb"|(?<!just )(?<!'m )(?<! am )\b(?:saying|writing|claiming|suggesting|implying"
    rb"|threatening to|accused of)" + _THAT +
    rb"|(?:n't|\b(?:nobody|no one|never|cannot|who|how can you|how could you|nooit"
    rb"|niemand|wie))(?: really| seriously| ever| echt)?"
    rb" (?:says?|said|claims?|claimed|thinks?|thought|believes?|believed|writes?|wrote"
    rb"|zegt|zei|zeggen|vindt|beweert|denkt|schrijft)" + _THAT + rb"(?: \w+)?"
    rb"|\b(?:why|if|because|that) (?:you|they|he|she|people) (?:think|say|believe|claim)s?"
    + _THAT +
    rb"|\b(?:nooit|niet) (?:zeggen|gebruiken)|zeg (?:nooit|geen|niet)"
    rb"|gebruik (?:nooit|geen)|het woord|geen plaats voor|geen plek voor"
    rb"|noemden? (?:me|mij|ons|hem|haar)|niet ok(?:e|ay)? om|in plaats van|dreigen (?:met|om)"
    rb")[ \"':]{1,3}(?:an? |een )?$"
)  # fmt: skip
_SELF = re.compile(
    rb"\b(?:i am|i'?m|i was|i feel(?: like)?|me feel(?: like)?|i look like|myself"
    rb"|ik ben|ik was|ik voel me|mezelf)"
    rb"(?: such| so| just| really| an?| the| total| complete| bit of| zo'n| een| echt"
    rb"| ook)* ?$"
)
# A thing of theirs is meant, or something that is sent, filmed or played.
_BESIDE = re.compile(
    rb"'s\b|-\w| (?:an?|the|some|over an?) (?:e-?mail|mail|message|dm|text|note|line|link|quote)"
    rb"| in the (?:foot|eye|music|crowd|moment|game|match|race|polls?|vote|final)\b"
)
# The same words in a turn of phrase, or in a report of what others do.
_PHRASE = re.compile(
    rb"get lost (?:(?:in|at|on|with|among|sometimes|for)\b|@)"
    rb"|(?:nobody|no one) (?:likes|wants|cares about) (?:you|u) (?:when|if|to|as)\b"
    rb"|piss off (?:the|an?|my|his|her|some|every|people)\b|shut up and (?:take my|take all|sing|dance|drive)"
    rb"|(?:piss off|shut up|get lost|go to hell|rot op)(?: \w+)? (?:pls )?(?:haha|lol)\b"
)
_OF_OTHERS = re.compile(
    rb"\b(?:you|they|he|she|who|people|men|women|may|might|why do \w+|jullie|zij|ze|die|wie)"
    rb"(?: just| really| all| must| also| so)* (?:hate|despise|detest|loathe|haten|verachten)\b"
    rb"|\b(?:to|or|i go|can'?t|won'?t|never|we|we all) (?:just |all |go )?"
    rb"(?:shut up|get lost|piss off)\b"
    rb"|christmas,? (?:ya|you) filthy animals?\b"
)
_SAID = re.compile(
    rb"\b(?:sa(?:y|ys|id|ying)|tell|tells|telling|told|writ(?:e|es|ing|ten)|wrote|shout\w*"
    rb"|scream\w*|yell\w*|chant\w*|tweet\w*|post\w*|comments?|commented|statements?|messages?"
    rb"|threats?|threaten\w*|call(?:s|ed|ing)?|claim\w*|believ\w+|repl(?:y|ies|ied)|phrase"
    rb"|words?|jokes?|insults?|wish(?:es|ing|ed)?|slogans?|headlines?"
    rb"|zeg(?:t|gen)?|zei(?:den)?|gezegd|schrij(?:f|ft|ven)|schreef|roep(?:t|en)?|riep(?:en)?"
    rb"|geroepen|noem(?:t|de|den|en)?|bericht(?:en)?|opmerking(?:en)?|uitspra(?:ak|ken)"
    rb"|reacties?|dreig\w*|bewe(?:er|ert|ren)|woord(?:en)?|leus|leuzen)\b"
)
# Tables write a quotation mark twice.
_MARKS = re.compile(rb'"+')
_OWN = re.compile(
    rb"\b(?:i|we|i'll|we'll|let'?s|let me|ik|wij|laten we)"
    rb" (?:just |always |still |only |will |do |zal |blijf )?"
    rb"(?:say|said|shout|repeat|wish|tweet|post|zeg|zei|zeggen|roep|roepen)\b[^\"]{0,12}$"
)
_CONDEMNED = re.compile(
    rb"\b(?:report(?:ed|ing)?|block(?:ed|ing)?|bann?(?:ed)?|kicked|hurt(?:s|ful)?|hate(?:ful)?"
    rb"|racis[mt]\w*|bigot\w*|sexis[mt]\w*|homophob\w+|disgust\w+|offensive|wrong|stop|never"
    rb"|not|no|unacceptable|jail|prison|court|police|shame(?:ful)?|why would|how can|sad"
    rb"|aangifte|kwets\w*|schande|nooit|niet|geen|discrimin\w+|politie)\b|n't\b"
)
_SENTENCE = rb"(?:^|[.!?;\n\x03]|@\w+)[\s\"']*(?:please |just |alsjeblieft |gewoon )?$"
_ADVERBS = (
    rb"(?:really |just |all |finally |simply |please |actually |still |first |also )*"
)
_CALLED = re.compile(
    _SENTENCE
    + rb"|\b(?:let'?s|let us|laten we|time to|best to|gonna|wanna) " + _ADVERBS + rb"$"
    + rb"|\b(?:i|we)(?:'m|'re|'ll|'d)? (?:(?:should|must|will|shall|ought to|need to|have to"
    rb"|want to|would|love to|like to|am|are|going to|had better|can'?t wait to|hope to"
    rb"|really|just|all|finally|simply|now|gladly) )+$"
    rb"|\b(?:they|you|u|one|someone|somebody|everyone|everybody|people|police|army|government)"
    rb" (?:all |really )?(?:should|must|ought to|need to|needs to|have to|has to) "
    + _ADVERBS + rb"$"
    + rb"|\b(?:ik|we|wij|ze|jullie|iemand|iedereen)"
    rb" (?:moet|moeten|zou|zouden|wil|willen|ga|gaan|zal|zullen)"
    rb" (?:gewoon |allemaal |eens |echt )*$"
)  # fmt: skip
# Words that are frequent in one language, and no words of the others.
_SIGNS = {
    "en": re.compile(
        rb"\b(?:the|an|you|your|are|and|this|that|what|they|with|my|stupid|fucking|she)\b"
    ),
    "nl": re.compile(
        rb"\b(?:het|een|niet|jij|je|jullie|ik|ook|maar|weer|zo'n|dat|deze|wel|vuile|vieze"
        rb"|stomme|domme|allemaal|ze|zijn|voor|naar|bij|geen|wat|die)\b"
    ),
    "others": re.compile(
        rb"\b(?:le|la|les|est|une|et|und|der|das|ist|nicht|el|los|que|och|det|il)\b"
    ),
}


def is_turned_round(text: bytes, start: int, end: int, category: str) -> bool:
    """Tell whether what stands around a place takes the hurt out of it."""
    before = text[max(0, start - _REACH) : start]
    if _AGAINST.search(before):
        return True
    if category == "profane":
        return False
    if category != "slurs" and _BESIDE.match(text, end):
        return True
    if _PHRASE.match(text, start):
        return True
    if category == "hostile" and (
        _SELF.search(before) or _is_of_others(text, start, end)
    ):
        return True
    return _is_quoted(text, start, end, must_be_condemned=category == "slurs")


def is_called_for(text: bytes, start: int) -> bool:
    """Tell whether a deed is asked for or announced, rather than reported."""
    return _CALLED.search(text[max(0, start - _REACH) : start]) is not None


def may_be_in(language: str, text: bytes, start: int, end: int) -> bool:
    """Tell whether what stands around a word reads as a language, or as none we know."""
    around = text[max(0, start - _FAR) : start] + text[end : end + _FAR]
    return bool(_SIGNS[language].search(around)) or not any(
        signs.search(around) for signs in _SIGNS.values()
    )


def _is_of_others(text: bytes, start: int, end: int) -> bool:
    found = _OF_OTHERS.search(text, max(0, start - _REACH), end)
    return found is not None and found.end() > start


def _is_quoted(text: bytes, start: int, end: int, *, must_be_condemned: bool) -> bool:
    """Tell whether a place is in somebody else's words, between quotation marks."""
    first = max(0, start - _FAR)
    marks = [found.start() for found in _MARKS.finditer(text, first, start)]
    if len(marks) % 2 == 0:
        return False
    opening, closing = marks[-1], text.find(b'"', end, end + _FAR)
    before = text[max(0, opening - _REACH) : opening]
    # Who quotes at length may run out of room before the closing mark.
    after = text[closing + 1 : closing + 1 + _REACH] if closing >= 0 else b""
    if _OWN.search(before):
        return False
    if must_be_condemned and not (
        _CONDEMNED.search(before) or _CONDEMNED.search(after)
    ):
        return False
    return bool(_SAID.search(before) or _SAID.search(after) or _CONDEMNED.search(after))
