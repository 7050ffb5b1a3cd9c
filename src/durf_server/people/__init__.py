"""Workspaces, members, and how they sign in."""
