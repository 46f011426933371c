"""Open data: requests of months that are over, as files for everyone, written once a day (decision 0032)."""
