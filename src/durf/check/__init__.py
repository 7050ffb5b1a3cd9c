"""Compile a policy, judge a post."""
