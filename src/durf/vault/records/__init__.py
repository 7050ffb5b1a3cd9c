"""Records: rows of a table whose values must not meet in a post."""
