"""The icons of the pages, each with its one meaning. The build cuts the USWDS sprite to this list."""

from typing import Final

MEANING: Final = {
    "account_circle": "who is signed in, who has a request",
    "arrow_back": "back to where one came from",
    "check": "you still get this",
    "chevron_right": "opens what stands in the row",
    "content_copy": "copy",
    "delete": "erased",
    "do_not_disturb": "anonymous; not kept",
    "info_outline": "about this site",
    "language": "the other language",
    "link": "joined: what is known of the caller goes with the request",
    "link_off": "cut: nothing joins them",
    "launch": "leaves this site",
    "location_on": "a place",
    "lock": "sealed",
    "lock_open": "opened for a short time",
    "map": "a map",
    "menu": "the menu",
    "navigate_before": "the page before",
    "navigate_next": "the page after",
    "phone": "a call",
    "photo_camera": "a photo",
    "public": "everyone can read it",
    "report": "stop: 911 or 988",
    "schedule": "when it is due",
    "search": "find",
    "update": "another state",
    "verified_user": "checked",
    "visibility_off": "staff only",
}
