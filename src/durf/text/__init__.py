"""A text and its normal form, with the way back to the original offsets."""
