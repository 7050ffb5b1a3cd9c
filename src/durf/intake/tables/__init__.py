"""Rows that people point at: files and databases, read in batches of columns."""
