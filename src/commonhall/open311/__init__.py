"""Open311 GeoReport v2: the door by which other sites and apps report, and read what everybody may read."""
