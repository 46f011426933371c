"""How a call comes in and is answered: its form, language, city, limit and mistakes, the same at every address."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.errors import NotNow, Refused
from commonhall.open311 import documents, refusals
from commonhall.open311.documents import Document, Format
from commonhall.open311.refusals import BadCall, Unknown
from commonhall.web.origin import cross_site
from commonhall.web.requests import READING
from commonhall.web.throttles import Limit, TooMany

# A front end that shows the whole city asks often, and for many people at once.
_READS = Limit(purpose="open311", most=600, seconds=60, methods=READING)
_SENDS = Limit(purpose="open311 send", most=3600, seconds=3600, methods=("POST",))


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """What was asked. `arguments`: of the address or of the form; what stands there empty is as good as absent."""

    request: HttpRequest
    arguments: Mapping[str, str]

    def given(self, name: str) -> str:
        """The argument; empty where it is absent."""
        return self.arguments.get(name, "")

    def each(self, name: str) -> list[str]:
        """The parts of an argument that is a list with commas."""
        return [part for part in map(str.strip, self.given(name).split(",")) if part]

    def is_on(self, name: str) -> bool:
        return self.given(name).lower() == "true"


type Answers = Callable[..., Document]


def stated(sent: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The arguments that say something, as far as they are text."""
    texts = ((name, value.replace("\0", "").strip()) for name, value in sent if isinstance(value, str))
    return {name: text for name, text in texts if text}


def jurisdiction() -> str:
    """How this city is named among others: by its own domain."""
    return str(settings.CITY.accessibility.email.partition("@")[2])


def answered(*methods: str) -> Callable[[Answers], Callable[..., HttpResponse]]:
    """A view that answers calls of these methods with a document; what is refused is a document too."""

    def made(view: Answers) -> Callable[..., HttpResponse]:
        @cross_site
        @wraps(view)
        def answer(request: HttpRequest, written_as: Format = Format.XML, **named: str) -> HttpResponse:
            with translation.override(_language(request)):
                response = _response(request, view, methods, written_as, named)
            response.headers["Content-Language"] = _language(request)
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            if request.method in READING:
                response.headers["Access-Control-Allow-Origin"] = "*"
            return response

        return answer

    return made


def _response(
    request: HttpRequest,
    view: Answers,
    methods: Collection[str],
    written_as: Format,
    named: Mapping[str, str],
) -> HttpResponse:
    headers: dict[str, str] = {"Cache-Control": "no-store"}
    status = 200
    try:
        if request.method not in {*methods, *(READING if "GET" in methods else ())}:
            status, headers["Allow"] = 405, ", ".join(methods)
            document: Document = refusals.document(405, _("This address is not asked in that way."))
        else:
            document = view(_call(request), **named)
    except BadCall as refusal:
        status, document = refusal.status, refusals.document(refusal.status, *refusal.reasons)
    except TooMany as refusal:
        status, headers["Retry-After"] = 429, str(refusal.seconds)
        document = refusals.document(429, str(refusal))
    except Http404:
        status, document = 404, refusals.document(404, _("There is nothing of that name here."))
    except Refused as refusal:
        status, document = 400, refusals.document(400, str(refusal))
    except NotNow as refusal:
        status, document = 503, refusals.document(503, str(refusal))
    text = documents.written(document, written_as)
    return HttpResponse(text, status=status, content_type=written_as.content_type, headers=headers)


def _call(request: HttpRequest) -> Call:
    """Raises TooMany, Unknown for another city, and BadCall where what was sent did not arrive whole."""
    _READS.check(request)
    _SENDS.check(request)
    try:
        sent = request.GET if request.method in READING else request.POST
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        raise BadCall(_("What was sent is too much, or did not arrive whole. Send it again.")) from None
    call = Call(request=request, arguments=stated(sent.items()))
    if call.given("jurisdiction_id") not in {"", jurisdiction()}:
        raise Unknown(
            _("This is another city. The jurisdiction_id here is %(ours)s.") % {"ours": jurisdiction()}
        )
    return call


def _language(request: HttpRequest) -> str:
    """The one that `locale` names, as far as the city speaks it; else English."""
    wanted = request.GET.get("locale", "").replace("_", "-").lower().partition("-")[0]
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
