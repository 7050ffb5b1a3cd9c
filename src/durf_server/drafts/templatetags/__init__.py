"""What the templates of drafts need beside Django's own."""
