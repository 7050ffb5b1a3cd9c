"""Accounts on networks."""
