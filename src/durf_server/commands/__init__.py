"""The commands that need the server."""
