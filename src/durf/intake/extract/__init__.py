"""From a file to its text in passages, read by a child process inside limits."""
