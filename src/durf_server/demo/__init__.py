"""An example workspace: made-up people, a real policy, and weeks of their work."""
