"""Social networks: what each takes and how it counts.  Nothing here sends anything."""
