"""What the page of a bundle says, in English and Dutch.

These words do not stand in the catalogue of translations: a page must be made again
years later, byte for byte, to be checked.  Whoever changes one raises
``PAGE_VERSION`` in ``page.py``.
"""

from __future__ import annotations

ENGLISH = {
    "title": "Evidence: {about}",
    "lead": "From the log {origin}, exported on {at}.",
    "overview": "What happened",
    "when": "When (UTC)",
    "what": "What",
    "who": "Who",
    "subject": "Of what",
    "number": "Entry",
    "none": "The log was asked about this, and no entry of it is shown.",
    "details": "Entry by entry",
    "erased": "erased, for the person it was about; nobody can show it any more",
    "withheld": "kept back in this bundle",
    "policies": "The texts of the policies",
    "policy": "Policy with SHA-256",
    "media": "Pictures and other media",
    "medium": "File with SHA-256",
    "check": "How to check this yourself",
    "why": (
        "This page is for reading; what counts are the files beside it. Every entry"
        " above was written into a log that can only grow, when it happened. The log's"
        " owner signed its state below, and each entry comes with a proof that it is"
        " part of that state. If a letter of it had been changed since, the proof"
        " would fail."
    ),
    "how": (
        "Take the public key from the owner of the log and not from this bundle, and"
        " give it to one of these two programs. Neither needs a network, and the"
        " second is a page of code that you can read:"
    ),
    "state": "The signed state of the log",
    "limits": (
        "What it does not show: that nothing was left out of the bundle between the"
        " entries that are shown, and that what people wrote down was true."
    ),
    "gapless": "Between the first and the last entry shown none is left out.",
    "yes": "yes",
    "no": "no",
}
DUTCH = {
    "title": "Bewijs: {about}",
    "lead": "Uit het logboek {origin}, uitgegeven op {at}.",
    "overview": "Wat er gebeurde",
    "when": "Wanneer (UTC)",
    "what": "Wat",
    "who": "Wie",
    "subject": "Waarvan",
    "number": "Regel",
    "none": "Het logboek is hiernaar gevraagd, en er wordt geen regel uit getoond.",
    "details": "Regel voor regel",
    "erased": "gewist, voor wie het aanging; niemand kan het nog tonen",
    "withheld": "weggelaten uit deze bundel",
    "policies": "De teksten van het beleid",
    "policy": "Beleid met SHA-256",
    "media": "Foto's en andere media",
    "medium": "Bestand met SHA-256",
    "check": "Zo ga je dit zelf na",
    "why": (
        "Deze pagina is om te lezen; wat telt zijn de bestanden ernaast. Elke regel"
        " hierboven is geschreven toen het gebeurde, in een logboek dat alleen kan"
        " groeien. De eigenaar van het logboek ondertekende de stand hieronder, en bij"
        " elke regel hoort een bewijs dat die bij die stand hoort. Was er sindsdien"
        " een letter aan veranderd, dan klopte het bewijs niet meer."
    ),
    "how": (
        "Haal de openbare sleutel bij de eigenaar van het logboek en niet uit deze"
        " bundel, en geef hem aan een van deze twee programma's. Geen van beide heeft"
        " een netwerk nodig, en het tweede is een bladzijde code die je kunt lezen:"
    ),
    "state": "De ondertekende stand van het logboek",
    "limits": (
        "Wat het niet laat zien: dat er tussen de getoonde regels niets uit de bundel"
        " is weggelaten, en dat waar is wat mensen opschreven."
    ),
    "gapless": "Tussen de eerste en de laatste getoonde regel is er geen weggelaten.",
    "yes": "ja",
    "no": "nee",
}
WORDS = {"en": ENGLISH, "nl": DUTCH}
# The words that kinds of entries and the names of fields are made of.
TERMS = {
    "account": "account",
    "act": "handeling",
    "action": "uitkomst",
    "added": "toegevoegd",
    "approval": "goedkeuring",
    "approved": "goedgekeurd",
    "approver": "goedgekeurd door",
    "approvers": "goedkeurders",
    "asked": "gevraagd",
    "at": "op",
    "author": "auteur",
    "by": "door",
    "campaign": "campagne",
    "carried": "meegenomen",
    "changed": "gewijzigd",
    "changes-asked": "wijzigingen gevraagd",
    "channel": "kanaal",
    "checked": "beoordeeld",
    "class": "soort",
    "clause": "artikel",
    "cleared": "vrij om te verzenden",
    "comment": "opmerking",
    "confirmed": "bevestigd",
    "content": "inhoud",
    "created": "gemaakt",
    "delivery": "verzending",
    "draft": "concept",
    "edited": "bewerkt",
    "erased": "gewist",
    "evidence": "bewijs",
    "exception": "uitzondering",
    "exemption": "ontheffing",
    "expired": "verlopen",
    "exported": "uitgegeven",
    "failed": "mislukt",
    "final": "definitief",
    "findings": "bevindingen",
    "gained": "verdiend",
    "given": "gegeven",
    "held": "vastgehouden",
    "hold": "bewaarplicht",
    "in-force": "van kracht",
    "judged": "beoordeeld",
    "language": "taal",
    "lifted": "opgeheven",
    "links": "links",
    "lost": "verloren",
    "mail": "e-mailadres",
    "media": "media",
    "member": "lid",
    "name": "naam",
    "note": "opmerking",
    "number": "nummer",
    "on": "over",
    "person": "persoon",
    "placed": "ingesteld",
    "planned": "gepland",
    "policy": "beleid",
    "proposed": "voorgesteld",
    "published": "gepubliceerd",
    "read": "gelezen",
    "reason": "reden",
    "records": "gegevens",
    "refused": "geweigerd",
    "released": "vrijgegeven",
    "removed": "verwijderd",
    "retention": "bewaartermijn",
    "review": "beoordeling",
    "role": "rol",
    "roles": "rollen",
    "rule": "regel",
    "saved": "opgeslagen",
    "scope": "omvang",
    "sent": "verzonden",
    "set": "ingesteld",
    "state": "toestand",
    "submitted": "ter beoordeling",
    "template": "sjabloon",
    "text": "tekst",
    "trust": "vertrouwen",
    "url": "adres",
    "vault": "kluis",
    "verdict": "oordeel",
    "version": "versie",
    "webhook": "webhook",
    "withdrawn": "ingetrokken",
    "workspace": "werkruimte",
}
