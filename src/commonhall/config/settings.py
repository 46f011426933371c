"""Django's settings, made from the environment (`environment.py`) and the city's files (`city.toml`)."""

from urllib.parse import urlsplit

from django.utils.csp import CSP

from commonhall.calendar.city import load as load_city
from commonhall.config import environment
from commonhall.config.logs import LOGGING as LOGGING  # Django reads it from here
from commonhall.vault import keyring

values = environment.read()
CITY = load_city(values["CITY"])
HOME = values["HOME"]
PHOTO_FOLDER = values["PHOTO_FOLDER"] or HOME / "photos"
SITE_URL = values["URL"]
KEYS_FILE = values["KEYS"]
THREADS = values["THREADS"]
WEB_PROCESSES = values["WEB_PROCESSES"]
MAIL_SERVER = values["EMAIL_URL"]
EMAIL_FROM = values["EMAIL_FROM"] or f"311@{urlsplit(SITE_URL).hostname}"
EMAIL_REPLIES = values["EMAIL_REPLIES"] or ""
EMAIL_CHECKED_BY = values["EMAIL_CHECKED_BY"] or ""
EMAIL_HOOK_SECRET = values["EMAIL_HOOK_SECRET"] or ""
TEXT_GATEWAY = environment.texts_of(values["TEXT_URL"], is_demonstration=CITY.is_demonstration)
TEXT_HOOK_SECRET = values["TEXT_HOOK_SECRET"] or ""
WEBHOOK_NETWORKS = values["WEBHOOK_NETWORKS"] or ()
TRUSTED_PROXIES = values["TRUSTED_PROXIES"] or ()
SHIPPED = {
    "proxy": environment.PROJECT / "deploy" / "nginx" / "nginx.conf",
    "mail": environment.PROJECT / "deploy" / "postfix" / "main.cf",
    "texts": environment.PROJECT / "deploy" / "kannel" / "kannel.conf",
}
COOKIES_STRICT = values["COOKIES_STRICT"]

SECRET_KEY = keyring.load(KEYS_FILE).django_secret
DEBUG = False
ALLOWED_HOSTS = [SITE_URL.split("//")[1].rsplit(":", 1)[0], "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "commonhall.config.urls"
WSGI_APPLICATION = "commonhall.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "commonhall.config",
    "commonhall.demo",
    "commonhall.policy",
    "commonhall.desk",
    "commonhall.imports",
    "commonhall.service_requests",
    "commonhall.appointments",
    "commonhall.open311",  # its screen stands behind those of 311 in the menu
    "commonhall.api",
    "commonhall.webhooks",
    "commonhall.messaging",
    "commonhall.people",
    "commonhall.holdings",
    "commonhall.staff",
    "commonhall.operations",  # its screen stands behind those of the city in the menu
    "commonhall.web",
    "commonhall.places",
    "commonhall.calendar",
    "commonhall.audit",
    "commonhall.vault",
    "commonhall.evidence",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "commonhall.web.headers.StrictHeaders",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "commonhall.web.requests.NoteRequests",
    "commonhall.web.cookies.OnlyRegisteredCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "commonhall.web.origin.SameOriginPosts",  # Django's check of forms, and one for visitors that keeps nothing
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "commonhall.web.templatetags.web"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonhall.web.context.frame",
            ],
        },
    }
]


def _connection(named: str) -> dict[str, object]:
    """PostgreSQL binds parameters itself: bound by the client, a failing INSERT would write words into its log."""
    given = dict(values[named])
    options = {"server_side_binding": True, "application_name": "commonhall", **given.pop("OPTIONS")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        **given,
        "OPTIONS": options,
    }


DATABASES = {"default": _connection("DATABASE_URL")}
if values["OWNER_DATABASE_URL"]:
    DATABASES["owner"] = _connection("OWNER_DATABASE_URL")
if values["READONLY_DATABASE_URL"]:
    DATABASES["readonly"] = _connection("READONLY_DATABASE_URL")

# Language is in the path; times are stored in UTC and shown in the city's zone.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
USE_TZ = True
TIME_ZONE = CITY.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = environment.PROJECT / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Only what the page needs, from this site alone: no inline script or style, no other host.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],  # the map is drawn in one
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes Chromium post Origin: null
SECURE_SSL_REDIRECT = False  # the proxy in front ends TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
_secure = SITE_URL.startswith("https://")
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SESSION_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "commonhall_session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "commonhall.web.views.refused"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Five photos' worth at the most, in memory: a temporary file would keep a photo's metadata on the disk.
FILE_UPLOAD_HANDLERS = ["commonhall.web.uploads.BoundedMemoryUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = (
    50  # past 5 the handler above says so in the form; past this Django answers 400
)

AUTH_USER_MODEL = "staff.Member"
AUTHENTICATION_BACKENDS = [
    "commonhall.staff.doors.TwoProofs",
    "commonhall.staff.doors.PasswordAlone",
    "commonhall.staff.doors.DemoLink",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "commonhall.staff.accounts.StaffAccounts"
MFA_ADAPTER = "commonhall.staff.accounts.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
ACCOUNT_RATE_LIMITS = False  # throttled in `web/throttles.py`, which keeps no address
LOGIN_URL = "staff:sign-in"
LOGIN_REDIRECT_URL = "staff:home"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
}  # what leaves goes through `messaging` alone, which has a way of its own
LOGGING_CONFIG = "logging.config.dictConfig"
