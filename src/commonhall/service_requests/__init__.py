"""311: what residents ask the city for, from intake to a closing reason."""
