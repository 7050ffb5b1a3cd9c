"""Shared pages, style and the home page."""
