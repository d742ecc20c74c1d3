"""Settings: everything that differs between places comes from the environment; a bad value stops the start.

The README lists the variables. `DEBUG` is on by default in a checkout and nowhere else.
"""

import os
import secrets
from datetime import timedelta
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def switch(name, default):
    """A yes or no. environ's own reads every word it does not know as no, a typing error included."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    value = env.str(name, default="").strip().lower()
    if value and value not in words:
        raise ImproperlyConfigured(f"{name} is {value!r}: use 1 or 0.")
    return words[value] if value else default


def web_address(name, default):
    """An http or https address without a trailing slash, or "" where that is the default."""
    value = env.str(name, default="").strip() or default
    try:
        parts = urlsplit(value)
        wrong = value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0)
        wrong = wrong or " " in value or parts.username is not None or parts.fragment
    except ValueError:
        wrong = True
    if wrong:
        raise ImproperlyConfigured(f"{name} is {value!r}: give a full address such as https://news.example.")
    return value.rstrip("/")


def config_of(name, read, value):
    """`read(value)`: what environ makes of the address in `name`."""
    try:
        return read(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} cannot be read: {problem}.") from None


def checkout_key():
    """A secret of this checkout's own, made once: sessions outlive a restart, and no two checkouts share one."""
    path = BASE_DIR / ".dev-secret-key"
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        fresh.replace(path)
    return path.read_text()


# Where we are

DEBUG = switch("DEBUG", default=(BASE_DIR / ".git").exists())
# Read past environ, which takes a leading $ for the name of another variable.
SECRET_KEY = os.environ.get("SECRET_KEY", "").strip()
ALLOWED_HOSTS = [host.strip() for host in env.str("ALLOWED_HOSTS", default="").split(",") if host.strip()]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is *: name the hosts this site answers to.")
if wrong := [host for host in ALLOWED_HOSTS if "/" in host or " " in host]:
    raise ImproperlyConfigured(f"ALLOWED_HOSTS has {wrong[0]!r}: give names of hosts, such as news.example.")
if DEBUG:
    SECRET_KEY = SECRET_KEY or checkout_key()
elif not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is empty: with DEBUG off it must be set, to a long random text kept secret.")
elif not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty: with DEBUG off it must name the hosts this site answers to.")

SITE_URL = web_address("SITE_URL", default="http://localhost:8000")
if urlsplit(SITE_URL).path or urlsplit(SITE_URL).query:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}: the site lives at the root of its host, leave the path out.")
NEWSDESK_NAME = " ".join(env.str("NEWSDESK_NAME", default="").split()) or "Newsdesk"
EDGE_PURGE_URL = web_address("EDGE_PURGE_URL", default="")
NEWSDESK_HUB = web_address("NEWSDESK_HUB", default="")


def check_after_days():
    """{season status: days} after which an unchecked status comes up for a second look; none for what is over."""
    days = {"awaiting": 60, "in_development": 45, "ordered": 90, "in_production": 90, "wrapped": 60, "dated": 30}
    days["airing"] = 60
    for entry in filter(None, env.str("NEWSDESK_CHECK_AFTER", default="").replace(" ", "").split(",")):
        status, _, number = entry.partition("=")
        if status not in days or not (number.isascii() and number.isdigit()) or not 0 < int(number) < 4000:
            raise ImproperlyConfigured(
                f"NEWSDESK_CHECK_AFTER has {entry!r}: write entries such as awaiting=60, for {', '.join(days)}."
            )
        days[status] = int(number)
    return days


def two_person_facts():
    """The names of facts that one person alone may not record."""
    known = {"status", "release", "country_dates", "episode_order", "final", "paused", "split", "cut_short"}
    known |= {"moved_to", "standing", "died"}
    names = env.str("NEWSDESK_TWO_PERSONS", default="died").replace(",", " ").split()
    if wrong := set(names) - known:
        raise ImproperlyConfigured(
            f"NEWSDESK_TWO_PERSONS has {min(wrong)!r}: the facts are {', '.join(sorted(known))}."
        )
    return frozenset(names)


def digest_hour():
    """The hour of the desk's day from which the daily mail is sent."""
    hour = env.str("NEWSDESK_DIGEST_HOUR", default="").strip() or "8"
    if not (hour.isascii() and hour.isdigit() and len(hour) <= 2 and int(hour) <= 23):
        raise ImproperlyConfigured(f"NEWSDESK_DIGEST_HOUR is {hour!r}: give a whole hour from 0 to 23.")
    return int(hour)


def second_factor_roles():
    """The roles that must set up a second factor before they can do anything else."""
    known = {"writers": "Writers", "trusted writers": "Trusted writers", "editors": "Editors", "chiefs": "Chiefs"}
    known["administrators"] = "Administrators"
    said = env.str("NEWSDESK_SECOND_FACTOR", default="").strip().lower()
    if said in {"1", "yes", "on", "true"}:
        said = "chiefs,administrators"
    names = [] if said in {"0", "no", "off", "false", "none"} else [name.strip() for name in said.split(",")]
    if wrong := [name for name in names if name and name not in known]:
        raise ImproperlyConfigured(
            f"NEWSDESK_SECOND_FACTOR has {wrong[0]!r}: use 1 for chiefs and administrators, or roles with commas "
            f"between them, of {', '.join(known)}."
        )
    return frozenset(known[name] for name in names if name)


def trusted_proxies():
    """Networks whose X-Forwarded-For is believed, from the variable that gunicorn reads for X-Forwarded-Proto.

    None stands for *, whoever speaks to us.
    """
    said = os.environ.get("FORWARDED_ALLOW_IPS", "").strip() or "127.0.0.1,::1"
    if said == "*":
        return None
    try:
        return tuple(ip_network(entry.strip()) for entry in said.split(",") if entry.strip())
    except ValueError as problem:
        raise ImproperlyConfigured(f"FORWARDED_ALLOW_IPS is {said!r}: {problem}.") from None


CHECK_AFTER_DAYS = check_after_days()
TWO_PERSON_FACTS = two_person_facts()
DIGEST_HOUR = digest_hour()
SECOND_FACTOR_ROLES = second_factor_roles()
TRUSTED_PROXIES = trusted_proxies()

# What it is made of

INSTALLED_APPS = [
    "newsdesk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "taggit",
    "simple_history",
    "js_asset",
    "django_prose_editor",
    "axes",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    # Our rooms, in the order in which they may import each other.
    "web",
    "pictures",
    "staff",
    "people",
    "shows",
    "facts",
    "articles",
    "imports",
    "newsdesk.apps.NewsdeskConfig",
]

MIDDLEWARE = [
    "web.middleware.Began",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    # What was embargoed until now is applied before anything reads.
    "web.middleware.ApplyDue",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "web.middleware.OldAddresses",
    # Answers with a page of ours when a log-in of this request was one too many.
    "axes.middleware.AxesMiddleware",
    "web.middleware.OwnNotFound",
]

ROOT_URLCONF = "newsdesk.urls"
WSGI_APPLICATION = "newsdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                # Lazy: a public page that names no user reads no session and so varies on no cookie.
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsdesk.context.site",
            ],
        },
    },
]

TAGGIT_CASE_INSENSITIVE = True

# Where it keeps things

# Small letters, like every name here that is no setting: Django's error page would show the password in them.
database_url = env.str("DATABASE_URL", default="") or f"sqlite:///{quote(str(BASE_DIR / 'newsdesk.sqlite3'))}"
if urlsplit(database_url).scheme not in ("sqlite", "postgres", "postgresql"):
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
database = config_of("DATABASE_URL", env.db_url_config, database_url)
if database["NAME"] in ("", ":memory:"):
    raise ImproperlyConfigured("DATABASE_URL names no database: end it with a file (sqlite) or a name (postgres).")
# Kept between requests; the check spares readers the error of a connection the server has closed meanwhile.
database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["NAME"] = BASE_DIR / database["NAME"]
    if not database["NAME"].parent.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL names {database['NAME']}: make that folder, or name another.")
    database["OPTIONS"] = {
        # The write lock is taken when a transaction begins: one that reads first and writes later would otherwise
        # fail with "database is locked" when somebody else wrote in between, and no timeout helps there.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for the lock
        "init_command": (
            "PRAGMA journal_mode=WAL;"  # readers and a writer do not wait for each other
            "PRAGMA synchronous=FULL;"  # what was saved survives a power cut
            "PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-8000;"  # kB per connection, and each of a worker’s threads has one
        ),
        **database.get("OPTIONS", {}),
    }
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = BASE_DIR / (env.str("MEDIA_ROOT", default="") or "media")
if MEDIA_ROOT.exists() and not MEDIA_ROOT.is_dir():
    raise ImproperlyConfigured(f"MEDIA_ROOT is {str(MEDIA_ROOT)!r}, which is a file: name a folder.")
MEDIA_URL = "/media/"
STATIC_ROOT = BASE_DIR / "collected"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Language and time

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "newsdesk.formats"
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="") or "Europe/London"
try:
    ZoneInfo(TIME_ZONE)
except (KeyError, ValueError, OSError):
    raise ImproperlyConfigured(f"TIME_ZONE is {TIME_ZONE!r}: use a name such as Europe/London.") from None

# People

AUTH_USER_MODEL = "staff.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "staff.backends.DeskBackend"]

# Whoever gets it wrong too often waits: that account from that address, so that nobody can lock a colleague out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on makes nobody wait longer
AXES_CLIENT_IP_CALLABLE = "staff.logins.client_address"
AXES_LOCKOUT_CALLABLE = "staff.logins.too_often"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]
# The desk has a log of its own.
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

OTP_TOTP_ISSUER = NEWSDESK_NAME  # what the app on the phone calls us

# Safety

CSP_ON = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "articles.autosave.stale_form"
# A long story with its history, or a season of 60 episodes with its cast, goes far beyond Django's 2.5 MB and 1,000
# fields, and the answer to that is a bare 400 with everything typed lost.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# gunicorn believes X-Forwarded-Proto from the addresses in FORWARDED_ALLOW_IPS only, so no setting here has to.
https = SITE_URL.startswith("https://") and not DEBUG
SECURE_SSL_REDIRECT = https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # monitors ask from inside
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if https else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = https
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # whether HSTS holds for subdomains, and whether browsers preload it,
    "security.W021",  # is for whoever owns the whole domain to decide
]

# Mail and messages

email_url = env.str("EMAIL_URL", default="") or "consolemail://"
if urlsplit(email_url).scheme not in env.EMAIL_SCHEMES:
    raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtp+tls://, smtp+ssl:// or consolemail://.")
# environ leaves what the address does not say as None; Django's own defaults are better.
mail = config_of("EMAIL_URL", env.email_url_config, email_url)
globals().update({name: value for name, value in mail.items() if value is not None})
EMAIL_TIMEOUT = 20  # seconds: a mail server that does not answer must not keep `tick` from the rest
DEFAULT_FROM_EMAIL = SERVER_EMAIL = (
    env.str("NEWSDESK_EMAIL", default="") or f"{NEWSDESK_NAME} <newsdesk@{urlsplit(SITE_URL).hostname}>"
)
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1] or not DEFAULT_FROM_EMAIL.isprintable():
    raise ImproperlyConfigured(f"NEWSDESK_EMAIL is {DEFAULT_FROM_EMAIL!r}: give an address such as desk@news.example.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"previews": {"()": "web.logs.HidePreviewTokens"}},
    "formatters": {
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
        "server": {"()": "django.utils.log.ServerFormatter", "format": "[{server_time}] {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["previews"]},
        "server": {"class": "logging.StreamHandler", "formatter": "server", "filters": ["previews"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["server"], "level": "INFO", "propagate": False},
        "axes": {"level": "ERROR"},  # the desk's own log says it better
    },
}
