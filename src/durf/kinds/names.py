"""What entities and regions are called among people."""

from __future__ import annotations

ENTITIES = {
    "BE_ID_CARD": "Belgian identity card number",
    "BE_LICENSE_PLATE": "Belgian licence plate",
    "BE_NATIONAL_NUMBER": "Belgian national number",
    "BE_PASSPORT": "Belgian passport number",
    "BE_POSTCODE_ADDRESS": "Belgian address",
    "CREDIT_CARD": "payment card number",
    "CRYPTO": "address of a crypto wallet",
    "DATE_OF_BIRTH": "date of birth",
    "DE_HEALTH_INSURANCE": "German health insurance number",
    "DE_ID_CARD": "German identity card number",
    "DE_LICENSE_PLATE": "German licence plate",
    "DE_POSTCODE_ADDRESS": "German address",
    "DE_SOCIAL_SECURITY": "German pension insurance number",
    "DE_TAX_ID": "German tax number",
    "EMAIL_ADDRESS": "e-mail address",
    "FR_LICENSE_PLATE": "French licence plate",
    "FR_NIR": "French social security number",
    "FR_PASSPORT": "French passport number",
    "FR_POSTCODE_ADDRESS": "French address",
    "FR_TAX_ID": "French tax number",
    "IBAN_CODE": "bank account number (IBAN)",
    "IP_ADDRESS": "IP address",
    "MAC_ADDRESS": "MAC address of a device",
    "MEDICAL_RECORD": "patient number",
    "NL_BSN": "Dutch citizen service number (BSN)",
    "NL_DRIVING_LICENSE": "Dutch driving licence number",
    "NL_LICENSE_PLATE": "Dutch licence plate",
    "NL_PASSPORT": "number of a Dutch passport or identity card",
    "NL_POSTCODE_ADDRESS": "Dutch address",
    "NL_VAT_SOLE_TRADER": "VAT number of a Dutch sole trader",
    "PHONE_NUMBER": "telephone number",
    "UK_BANK_ACCOUNT": "British bank account number",
    "UK_DRIVING_LICENCE": "British driving licence number",
    "UK_LICENSE_PLATE": "British licence plate",
    "UK_NHS": "NHS number",
    "UK_NINO": "British national insurance number",
    "UK_PASSPORT": "British passport number",
    "UK_POSTCODE_ADDRESS": "British address",
    "URL": "web address",
    "US_BANK_NUMBER": "American bank account number",
    "US_DRIVER_LICENSE": "American driving licence number",
    "US_ITIN": "American taxpayer number (ITIN)",
    "US_MBI": "Medicare number",
    "US_NPI": "American care provider number (NPI)",
    "US_PASSPORT": "American passport number",
    "US_SSN": "American social security number (SSN)",
    "US_ZIP_ADDRESS": "American address",
}

# Where the packs of a subject hold, by the second half of their names.
REGIONS = {
    "international": "all countries",
    "eu": "the European Union",
    "eu-mar": "the European Union",
    "nl": "the Netherlands",
    "be": "Belgium",
    "de": "Germany",
    "fr": "France",
    "uk": "the United Kingdom",
    "us": "the United States",
}


def human_name(entity: str) -> str:
    """Return what people call an entity, in English."""
    return ENTITIES.get(entity) or entity.replace("_", " ").lower()
