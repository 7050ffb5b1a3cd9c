"""Sentences that mean the same as a sentence of a document (``durf[semantic]``)."""
