"""The vault: fingerprints of what must not leave, and how posts meet them."""
