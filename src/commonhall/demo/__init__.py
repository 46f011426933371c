"""The demo city: its data, its staff, and one command that starts all of it."""
