"""What operations sign in with the rooms below them: a page in the menu, and what `/readyz` warns of."""

from django.utils.translation import gettext_lazy as _

from commonhall.operations import job_board, warnings
from commonhall.staff.roles import Role
from commonhall.web import health, menu

menu.register(menu.Entry(url_name="operations:jobs", title=_("Jobs"), roles={Role.ADMINISTRATOR}))
health.warn("disk", warnings.disk)
health.warn("clock", warnings.clock)
health.warn("jobs", job_board.behind)
