"""The evidence log and its payloads."""
