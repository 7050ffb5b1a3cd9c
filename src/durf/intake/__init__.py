"""Read what goes into the vault: folders, documents, tables and databases."""
