"""What the API signs in with the rooms below it."""

from django.utils.translation import gettext_lazy as _

from commonhall.staff.roles import Role
from commonhall.web import menu

menu.register(menu.Entry(url_name="tokens:tokens", title=_("Tokens"), roles=set(Role)))
