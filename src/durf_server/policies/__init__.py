"""Versions of the policy, at work."""
