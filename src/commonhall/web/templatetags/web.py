"""What every template may use besides Django's own tags; `config/settings.py` makes them built in."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.forms import BoundField, Select, Textarea
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from commonhall.places.place import Place
from commonhall.places.tiles import BaseMap
from commonhall.web import dates, icons, leaving, menu, spelling, telephone

register = template.Library()

NEAR_ZOOM = 16  # at which a map shows the blocks around a place

ARCH_WIDTH, ARCH_HEIGHT = 20, 28

# The shape before a state's word. Several states may share one shape; the word tells them apart.
SHAPES = {
    "new": "new",
    "assigned": "assigned",
    "in_progress": "working",
    "waiting": "waiting",
    "sent_back": "back",
    "fixed": "done",
    "closed": "closed",
}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon, always beside the same thing in words. Raises KeyError for a name not in `web/icons.py`."""
    icons.MEANING[name]
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f"usa-icon {css}".strip(),
        static("commonhall/built/img/sprite.svg"),
        name,
    )


@register.simple_tag
def script(name: str) -> SafeString:
    """One of our own modules (`static/commonhall/js/`), or "htmx". Without them a page does all it does."""
    if name == "htmx":  # told not to write a style sheet of its own: the site's rules forbid inline styles
        return format_html(
            '<meta name="htmx-config" content="includeIndicatorCSS:false"><script src="{}" defer></script>',
            static("commonhall/built/js/htmx.min.js"),
        )
    return format_html('<script type="module" src="{}"></script>', static(f"commonhall/js/{name}.js"))


@register.simple_tag
def map_data(base_map: BaseMap, tiles: str, near: Place | None = None) -> SafeString:
    """What `map.js` reads from the element that it draws on. `tiles`: the address of the tile 0/0/0.

    The map begins where the city's file says, or around `near`.
    """
    center, zoom = base_map.center, base_map.center_zoom
    if near is not None:
        center, zoom = (near.longitude, near.latitude), NEAR_ZOOM
    said = {
        "Map.Title": gettext("Map"),
        "CooperativeGesturesHandler.WindowsHelpText": gettext("Hold Ctrl and scroll to look closer"),
        "CooperativeGesturesHandler.MacHelpText": gettext("Hold ⌘ and scroll to look closer"),
        "CooperativeGesturesHandler.MobileHelpText": gettext("Move the map with two fingers"),
    }
    return format_html_join(
        " ",
        'data-{}="{}"',
        (
            ("module", static("commonhall/js/map.js")),
            ("library", static("commonhall/built/js/maplibre-gl.js")),
            ("worker", static("commonhall/built/js/maplibre-gl-worker.js")),
            ("style", static("commonhall/map-style.json")),
            ("tiles", tiles.replace("0/0/0", "{z}/{x}/{y}")),
            ("zooms", _numbers(base_map.zooms)),
            ("bounds", _numbers(base_map.bounds)),
            ("center", _numbers(center)),
            ("zoom", zoom),
            ("zoom-narrow", zoom - 1),
            ("zoom-near", NEAR_ZOOM),
            ("coming", gettext("The map is coming …")),
            ("say", json.dumps(said, ensure_ascii=False)),
        ),
    )


def _numbers(numbers: Iterable[float]) -> str:
    return ",".join(map(str, numbers))


@register.simple_tag
def hall(kept: int, partly: int, not_yet: int, broken: int) -> SafeString:
    """The arcade: one arch for each promise, lit, half lit, dark or broken; its name says the same."""
    states = ["kept"] * kept + ["partly"] * partly + ["broken"] * broken + ["notyet"] * not_yet
    source = static("commonhall/img/hall.svg")
    arches = format_html_join(
        "",
        '<use href="{}#{}" x="{}" width="{}" height="{}"></use>',
        ((source, state, place * ARCH_WIDTH, ARCH_WIDTH, ARCH_HEIGHT) for place, state in enumerate(states)),
    )
    return format_html(
        '<svg class="hall" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>',
        len(states) * ARCH_WIDTH,
        ARCH_HEIGHT,
        gettext("%(kept)s of %(total)s promises kept") % {"kept": kept, "total": len(states)},
        arches,
    )


@register.simple_tag
def arch(state: str) -> SafeString:
    """One arch, beside words that say the same: "kept", "partly", "notyet" or "broken"."""
    return format_html(
        '<svg class="arch arch--{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        state,
        static("commonhall/img/hall.svg"),
        state,
    )


@register.simple_tag
def reference(value: str, size: str = "small") -> SafeString:
    """A reference in its two groups; size "large" for the one moment when it is given out."""
    return format_html(
        '<span class="{}">{}</span>', "ref" if size == "large" else "ref-small", grouped(value)
    )


@register.filter
def grouped(value: str) -> str:
    """4KT7M2 as 4KT 7M2: for titles and attributes."""
    return spelling.grouped(value)


@register.simple_tag
def spelled(value: str) -> str:
    """A reference as it is read out over the telephone."""
    return spelling.spelled(value)


@register.simple_tag
def state(kind: str, word: str) -> SafeString:
    """A state as one shape and one word; `kind` is a key of SHAPES, and any other is a kind of closed."""
    return format_html('<span class="state state--{}">{}</span>', SHAPES.get(kind, "closed"), word)


@register.simple_block_tag(name="leaving")
def leaving_link(content: str, name: str) -> SafeString:
    """A link to a page of others, by its name in `web/leaving.py`; they do not learn where the reader was.

    Raises UnknownOutside for a name that is not registered there.
    """
    outside = leaving.named(name)
    return format_html(
        '<span class="leaving"><a href="{}" rel="noopener noreferrer external">{}{}</a> '
        '<span class="leaving__whose">({})</span></span>',
        outside.url,
        content,
        icon("launch"),
        gettext("leaves this site; the privacy policy of %(owner)s applies") % {"owner": outside.owner},
    )


@register.simple_tag(takes_context=True)
def other_language_url(context: dict[str, Any], language: str) -> str:
    """This page in another language: by its own address, or where it is the answer to a form by `read_again_at`.

    The language is in the path, so no cookie has to remember it.
    """
    request = context.get("request")
    address = context.get("read_again_at") or (request.get_full_path() if request else "")
    return translate_url(address, language) if address else f"/{language}/"


@register.simple_tag
def other_languages() -> list[tuple[str, str]]:
    """Code and own name of each language but the page's."""
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language()]


@register.simple_tag
def staff_menu(user: AbstractBaseUser | AnonymousUser) -> tuple[menu.Entry, ...]:
    """The pages of the console that this person's role may open; none before they sign in."""
    return menu.of(getattr(user, "role", ""))


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """A form field's input in the look of USWDS, joined to its hint and its error for who hears the page."""
    match field.field.widget:
        case Textarea():
            css = "usa-textarea"
        case Select():
            css = "usa-select"
        case _:
            css = "usa-input"
    given = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css} {given}".strip()})


@register.filter
def with_calls(text: str) -> SafeString:
    """A refusal that says whom to call, the city or a neighbour: with the number as a link."""
    city = settings.CITY
    return telephone.linked(str(text), (city.phone.outside, *(town.phone for town in city.neighbours)))


@register.filter
def city_day(moment: date | datetime) -> str:
    """Tue, Dec 1: in the city's zone."""
    return dates.day(moment)


@register.filter
def city_full_day(moment: date | datetime) -> str:
    """Tuesday, December 1, 2026: in the city's zone."""
    return dates.full_day(moment)


@register.filter
def city_time(moment: datetime) -> str:
    """2:20 pm: in the city's zone."""
    return dates.clock(moment)


@register.filter
def ago(moment: datetime) -> str:
    """How long since then: 2 minutes ago."""
    return dates.ago(moment)


@register.filter
def minutes(seconds: int) -> int:
    """Seconds in whole minutes, rounded up: what is promised is the longest it can be."""
    return -(-seconds // 60)
