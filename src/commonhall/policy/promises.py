"""What the policy signs in with the rooms below it, and what it proves itself."""

from commonhall.policy import checks, record
from commonhall.staff import homes
from commonhall.staff.roles import Role
from commonhall.web import figures

__all__ = ["checks"]

figures.register(record.last_figures)
homes.register(Role.PRIVACY_OFFICER, "policy:evidence")
