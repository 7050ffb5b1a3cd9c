"""Which columns hold what: as people write it down, or as their names show."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from durf.errors import BadUse
from durf.intake.tables.table import places_of
from durf.source.faults import nearest
from durf.vault.records.mapping import MOST_FIELDS, Field, FieldKind

if TYPE_CHECKING:
    from collections.abc import Sequence

_KINDS = ", ".join(FieldKind)
_SAID = "write it as name=full name,email=e-mail,id=number"

# Names of columns that tell what is in them, in Dutch and English.
_HEADERS = {
    FieldKind.EMAIL: "email emailadres emailaddress mail mailadres mailaddress",
    FieldKind.PHONE: "telefoon telefoonnummer telnr tel mobiel mobielnummer mobile "
    "mobilephone phone phonenumber telephone gsm cell cellphone",
    FieldKind.ACCOUNT: "iban rekening rekeningnummer rekeningnr bankrekening "
    "bankaccount accountnumber accountno ibannummer",
    FieldKind.BIRTHDATE: "geboortedatum geboren geboortedag gebdatum gebdat birthdate "
    "dateofbirth birthday dob born",
    FieldKind.NAME: "naam name volledigenaam fullname klantnaam customername "
    "contactpersoon contact contactname patient patientnaam patientname medewerker",
    FieldKind.ID: "id klantnr klantnummer klantid customerid customernumber customerno "
    "relatienummer relatienr nr nummer number bsn burgerservicenummer ssn dossier "
    "dossiernummer dossiernr patientnummer patientnr patientid casenumber polisnummer "
    "policynumber projectcode projectnummer projectid personeelsnummer employeeid "
    "contractnummer lidnummer memberid",
    FieldKind.TEXT: "plaats woonplaats stad city town straat street adres address "
    "postcode zipcode zip project projectnaam projectname bedrijf company",
}
_GIVEN = frozenset("voornaam voornamen roepnaam firstname givenname forename".split())
_INFIX = frozenset("tussenvoegsel tussenvoegsels voorvoegsel infix prefix".split())
_FAMILY = frozenset("achternaam familienaam surname lastname familyname".split())
_KIND_OF = {word: kind for kind, words in _HEADERS.items() for word in words.split()}
_NO_LETTER = re.compile(r"[^a-z]+")
# A name of one's own is shown in findings, and stands between signs in ``bites``.
_LABEL = re.compile(r"[^\W_](?:[\w -]{0,38}\w)?")
_MISREAD = re.compile(r"[,+]")

_MOST_ASKED = 1000
_SHARE = 0.8
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}", re.IGNORECASE)
_PHONE = re.compile(r"[+(]?[\d \-./()]{7,22}")
_DATE = re.compile(
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(?:[T ].*)?|\d{8}|\d.*[a-z].*\d{2}"
)
# What values must look like, whatever the name of their column says.
_LOOKS = {
    FieldKind.EMAIL: _EMAIL,
    FieldKind.ACCOUNT: re.compile(r"[A-Za-z0-9 .\-]{6,42}"),
    FieldKind.PHONE: _PHONE,
    FieldKind.BIRTHDATE: _DATE,
    FieldKind.ID: re.compile(r"\S.{1,40}"),
}
# What tells without a name; a number alone could be anything.
_TELLING = {FieldKind.EMAIL: _EMAIL, FieldKind.ACCOUNT: _IBAN}


def parse_fields(written: str, columns: Sequence[str]) -> tuple[Field, ...]:
    """Read a mapping: ``name=first name+last name,email=e-mail,id:ssn=number``.

    Args:
        written: kinds, perhaps with a name of one's own, and columns of the table;
            those of a name are in any order.
        columns: of the table.

    Raises:
        BadUse: it is no mapping, or there is no such kind or column.
    """
    fields: list[Field] = []
    for part in written.split(","):
        lead, equals, column = (word.strip() for word in part.partition("="))
        if not equals or not column:
            raise BadUse(what="'{part}' is no field", mend=_SAID, part=part.strip())
        kind, colon, label = (word.strip() for word in lead.partition(":"))
        if colon and not _LABEL.fullmatch(label):
            raise BadUse(
                what="a field cannot be called '{label}'",
                mend="use letters, digits and blanks",
                label=label,
            )
        # A plus may also be part of a column's name.
        each = [column] if column in columns else column.split("+")
        found = [columns[place] for place in places_of(map(str.strip, each), columns)]
        fields.append(_field(_known_kind(kind), found, fields, label))
    return _few(fields)


def written_fields(fields: Sequence[Field], columns: Sequence[str]) -> str:
    """Write a mapping down as ``parse_fields`` reads it.

    A column whose name would be misread is written as its number.
    """

    def name(column: str) -> str:
        is_plain = not _MISREAD.search(column)
        return column if is_plain else str(columns.index(column) + 1)

    said = []
    for field in fields:
        is_own = not re.fullmatch(rf"{field.kind}(?: \d+)?", field.name)
        lead = f"{field.kind}:{field.name}" if is_own else str(field.kind)
        said.append(f"{lead}={'+'.join(map(name, field.columns))}")
    return ",".join(said)


def _known_kind(kind: str) -> FieldKind:
    if kind in list(FieldKind):
        return FieldKind(kind)
    near = nearest(kind, FieldKind)
    raise BadUse(
        what="there is no kind of field '{kind}'; did you mean '{near}'?"
        if near
        else "there is no kind of field '{kind}'",
        mend="use one of {kinds}",
        kind=kind,
        near=near,
        kinds=_KINDS,
    )


def guess_fields(
    columns: Sequence[str], head: Sequence[Sequence[str]]
) -> tuple[Field, ...]:
    """Guess what is in a table, from the names of its columns and their values.

    Args:
        columns: their names.
        head: the first values of each (see ``Table.head``).

    Raises:
        BadUse: nothing tells what is in it.
    """
    guessed: list[tuple[FieldKind, list[str]]] = []
    parts = [name for name in columns if _is_part(name)]
    if any(_plain(name) in _FAMILY for name in parts):
        guessed.append((FieldKind.NAME, parts))
    for name, values in zip(columns, head, strict=False):
        kind = _kind_of(name, values)
        if kind is not None and not (guessed and name in parts):
            guessed.append((kind, [name]))
    fields: list[Field] = []
    for kind, names in guessed:
        fields.append(_field(kind, names, fields))
    if not fields:
        raise BadUse(what="nothing tells what the columns are", mend=_SAID)
    return _few(fields)


def parse_bites(written: str, fields: Sequence[Field]) -> tuple[frozenset[str], ...]:
    """Read which combinations give a row away: ``email; name+birthdate``.

    A kind stands for each field of that kind; a field can also be named itself.

    Raises:
        BadUse: there is no such field, or a name or a place would bite alone.
    """
    bites: dict[frozenset[str], None] = {}
    for part in filter(None, map(str.strip, written.split(";"))):
        words = [word.strip() for word in part.split("+")]
        choices = [_named(word, fields) for word in words]
        kinds = {field.name: field.kind for field in fields}
        for names in product(*choices):
            bite = frozenset(names)
            if len(bite) == len(words):
                bites[bite] = None
        if len(words) == 1 and not all(kinds[name].is_unique for name in choices[0]):
            raise BadUse(
                what="'{part}' belongs to many people",
                mend="let it count together with another field, as in name+birthdate",
                part=part,
            )
    return tuple(bites)


def calling_codes(written: str) -> tuple[str, ...]:
    """Return the calling codes of countries, given as ``NL,BE``.

    Raises:
        BadUse: there is no such country.
    """
    import phonenumbers

    codes = []
    for country in filter(None, map(str.strip, written.upper().split(","))):
        code = phonenumbers.country_code_for_region(country)
        if not code:
            raise BadUse(
                what="there is no country '{country}'",
                mend="give its two letters (ISO 3166), such as NL",
                country=country,
            )
        codes.append(str(code))
    return tuple(dict.fromkeys(codes))


def in_order(columns: Sequence[str]) -> list[str]:
    """Return the columns of a name with given names first and surnames last."""
    return sorted(columns, key=_rank)


def _rank(column: str) -> int:
    plain = _plain(column)
    if plain in _GIVEN:
        return 0
    return 2 if plain in _FAMILY else 1


def _is_part(column: str) -> bool:
    return _plain(column) in _GIVEN | _INFIX | _FAMILY


def _plain(column: str) -> str:
    return _NO_LETTER.sub("", column.casefold())


def _kind_of(column: str, values: Sequence[str]) -> FieldKind | None:
    asked = [value.strip() for value in values[:_MOST_ASKED] if value.strip()]
    named = _KIND_OF.get(_plain(column))
    if named is not None and (
        named not in _LOOKS or _share(_LOOKS[named], asked) >= _SHARE
    ):
        return named
    for kind, look in _TELLING.items():
        if _share(look, asked) >= _SHARE:
            return kind
    return None


def _share(look: re.Pattern[str], values: Sequence[str]) -> float:
    fitting = sum(look.fullmatch(value) is not None for value in values)
    return fitting / len(values) if values else 0.0


def _field(
    kind: FieldKind, columns: Sequence[str], before: Sequence[Field], label: str = ""
) -> Field:
    found = in_order(columns) if kind is FieldKind.NAME else list(columns)
    name, number = label or str(kind), 1
    while any(field.name == name for field in before):
        number += 1
        name = f"{label or kind} {number}"
    return Field(name, kind, tuple(found))


def _few(fields: Sequence[Field]) -> tuple[Field, ...]:
    if len(fields) > MOST_FIELDS:
        raise BadUse(
            what="the table has too many fields",
            mend="name at most {most} with --fields",
            most=MOST_FIELDS,
        )
    return tuple(fields)


def _named(word: str, fields: Sequence[Field]) -> list[str]:
    found = [field.name for field in fields if word in (field.kind, field.name)]
    if not found:
        raise BadUse(
            what="there is no field '{word}' to bite",
            mend="use one of {names}",
            word=word,
            names=", ".join(field.name for field in fields),
        )
    return found
