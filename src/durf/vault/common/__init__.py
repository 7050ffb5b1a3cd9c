"""What everybody says: phrases that are no evidence of a leak, and their grams."""
