"""A file's text with the places in it: nodes, faults, the nearest known word."""
