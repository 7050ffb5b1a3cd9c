"""The outbox: what goes out where and when, exactly once; the only sender."""
