"""The kinds of rule: one file for each, and the list of them in ``registry``."""
