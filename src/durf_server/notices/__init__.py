"""What durf tells people."""
