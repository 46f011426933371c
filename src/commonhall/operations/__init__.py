"""What an operator runs: the embedded database, serve, worker, migrate, keys, settle, erase."""
