"""The evidence log: a Merkle tree of entries, and proofs that outsiders can check."""
