"""Tags that every template of the house has."""
