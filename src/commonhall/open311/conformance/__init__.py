"""Whether a server keeps to GeoReport v2: the same checks for our own tests and for any server at a distance."""
