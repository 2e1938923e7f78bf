"""Settings, read from the environment; whatever is not told has a value that is safe on one's own machine.

LUODI_DATABASE   postgresql://user:password@host:5432/name; without it SQLite in the user's data folder
LUODI_DATA       the data folder; without it $XDG_DATA_HOME/luodi or ~/.local/share/luodi
LUODI_SECRET_KEY the key that signs sessions; without it one is made and kept in the data folder
LUODI_HOSTS      the names under which the site is served, separated by commas; without it this machine only
LUODI_PROXY      the address of the proxy before the site (with LUODI_HOSTS: 127.0.0.1); only it may say where a request comes from, and that it came by HTTPS
LUODI_API_RATE   requests to the API a minute from one address (600); 0 for no limit. Without LUODI_HOSTS nothing is limited
LUODI_DEBUG      1 shows error pages with details; never on a served site
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parents[1]


def _data_folder() -> Path:
    told = os.environ.get("LUODI_DATA")
    if told:
        return Path(told)
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")  # noqa: PTH111  (Path.home() may raise)
    return Path(home) / "luodi"


def _secret_key() -> str:
    """The key told, else one made at the first start and kept where only the user can read it."""
    told = os.environ.get("LUODI_SECRET_KEY")
    if told:
        return told
    file = DATA / "secret-key"
    if not file.is_file():
        DATA.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(50))
    return file.read_text("utf-8").strip()


def _database() -> dict[str, object]:
    told = os.environ.get("LUODI_DATABASE")
    if not told:
        return {
            "ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "luodi.sqlite3",
            # one writer at a time, and who waits waits: without IMMEDIATE most concurrent writes fail
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"},
        }  # fmt: skip
    parts = urlsplit(told)
    socket = parse_qs(parts.query).get("host", [""])[0]  # postgresql:///name?host=/run/postgresql
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": parts.path.lstrip("/"), "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""), "HOST": parts.hostname or socket, "PORT": str(parts.port or ""),
    }  # fmt: skip


DATA = _data_folder()
DEBUG = os.environ.get("LUODI_DEBUG") == "1"
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [host for host in os.environ.get("LUODI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
SERVED = "LUODI_HOSTS" in os.environ  # behind a name of its own, so over HTTPS
DATABASES = {"default": _database()}
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.staticfiles", "django_htmx", "axes", "luodi.service.audit", "luodi.service.accounts", "luodi.service.registry",
    "luodi.service.policies", "luodi.service.checkups", "luodi.service.comparisons", "luodi.service.drafts", "luodi.service.simulations",
    "luodi.service.consultations",
]  # fmt: skip
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("login", "name", "phone", "email")}},
    {"NAME": "luodi.service.accounts.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"}, {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]  # fmt: skip
CSRF_FAILURE_VIEW = "luodi.site.refusals.forged"
LOGIN_URL, LOGIN_REDIRECT_URL = "sign-in", "home"
# five wrong passwords for a name from an address close that door for a quarter of an hour
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME, AXES_RESET_ON_SUCCESS = 5, timedelta(minutes=15), True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD, AXES_VERBOSE, AXES_ENABLE_ADMIN = "login", False, False
AXES_LOCKOUT_CALLABLE = "luodi.service.accounts.pages.sign_in.locked_out"
# a signed-in session: how many at once, how long without a request, how long at all
SESSIONS_OPEN, SESSION_IDLE, SESSION_LONGEST = 5, timedelta(hours=2), timedelta(hours=12)
# the subjects that offer the facts of an enterprise to whoever compares cities for it: neighbours that do not know each other
SITUATION_SOURCES = ["luodi.service.checkups.offering"]
EVIDENCE_LIMIT = 10_000_000  # bytes of an uploaded authorisation
# from one address: name, beginning of the path, methods (none: all), requests, seconds
RATE_LIMITS = [
    ("sign-in", "/sign-in/", ("POST",), 30, 60), ("sign-up", "/sign-up/", ("POST",), 20, 3600),
    *([("api", "/api/v1/", (), _api_rate, 60)] if (_api_rate := int(os.environ.get("LUODI_API_RATE", "600"))) else []),
] if SERVED else []  # fmt: skip
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware", "luodi.site.headers.StrictHeaders",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.locale.LocaleMiddleware",
    "luodi.service.accounts.limits.RateLimits", "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "luodi.service.accounts.acting.ActingMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware", "django_htmx.middleware.HtmxMiddleware",
    "luodi.site.refusals.Refusals", "axes.middleware.AxesMiddleware",
]  # fmt: skip
ROOT_URLCONF = "luodi.site.urls"
WSGI_APPLICATION = "luodi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [PACKAGE / "site" / "templates"], "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n", "luodi.site.context.acting"],
            "builtins": ["luodi.site.words"],
        },
    }
]  # fmt: skip
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
USE_I18N, USE_TZ, TIME_ZONE = True, True, "Asia/Shanghai"
STATIC_URL = "static/"
MEDIA_ROOT = DATA / "files"  # uploads, kept by digest; served only by pages that ask for the right
STATICFILES_DIRS = [PACKAGE / "site" / "static", ("vendor", PACKAGE / "vendor")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SERVED
SECURE_HSTS_SECONDS = 31_536_000 if SERVED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
