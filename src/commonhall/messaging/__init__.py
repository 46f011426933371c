"""The one door out: what leaves the city, for whom, and on what ground; and what came of it."""
