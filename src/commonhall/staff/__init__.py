"""Who works here: members, roles, departments, sign-in."""
