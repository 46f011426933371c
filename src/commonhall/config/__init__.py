"""Settings, addresses and the `commonhall` command. Sees every room; no room sees it."""
