"""Who may say yes, and their yes."""
