"""The command line: the edge, where clock, network and environment are known."""
