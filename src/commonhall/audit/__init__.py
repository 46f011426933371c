"""The append-only log of who looked at whom and did what, chained in batches."""
