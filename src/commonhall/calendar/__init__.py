"""Working days and the city's own time."""
