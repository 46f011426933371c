"""The call taker's desk: a whole call on one screen, by the web's own intake."""
