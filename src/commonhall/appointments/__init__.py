"""Appointments: what can be booked and when, who has which time, and what they are told of it."""
