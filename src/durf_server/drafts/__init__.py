"""Drafts, their versions and what was judged of them."""
