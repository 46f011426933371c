"""The pages of appointments: residents’ own, staff’s, and the administrators’."""
