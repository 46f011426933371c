"""What webhooks sign in with the rooms below them."""

from django.utils.translation import gettext_lazy as _

from commonhall.staff.roles import Role
from commonhall.web import menu

menu.register(menu.Entry(url_name="webhooks:endpoints", title=_("Webhooks"), roles={Role.ADMINISTRATOR}))
