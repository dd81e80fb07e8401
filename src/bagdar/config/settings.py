"""Django's settings, all of them from the environment; docs/reference/settings.md lists each."""

import zoneinfo
from pathlib import Path

from bagdar.config.environment import Environment

env = Environment.read()

ROOT = Path(__file__).resolve().parents[3]
DEBUG = False
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.hosts
DATA_DIR = env.data_dir
VAR_DIR = env.var_dir
LOG_DIR = env.log_dir or VAR_DIR / "log"
LOG_SECONDS = env.log_seconds
SPARK_MASTER = env.spark_master
SPARK_PARTS = env.spark_parts

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django_htmx",
    "bagdar.audit",
    "bagdar.notary",
    "bagdar.look",
    "bagdar.access",
    "bagdar.programme",
    "bagdar.registry",
    "bagdar.intake",
    "bagdar.credentials",
    "bagdar.recognition",
    "bagdar.admissions",
    "bagdar.indicators",
    "bagdar.monitoring",
    "bagdar.portal",
]

MIDDLEWARE = [
    "bagdar.look.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bagdar.access.middleware.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bagdar.access.middleware.Accounts",
    "django_htmx.middleware.HtmxMiddleware",
    "bagdar.look.middleware.Problems",
    "bagdar.look.middleware.PublicPages",
]

ROOT_URLCONF = "bagdar.config.urls"
WSGI_APPLICATION = "bagdar.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.Account"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "bagdar.look.context.look",
            ],
            "builtins": ["bagdar.look.templatetags.words"],
        },
    }
]

DATABASES = {"default": env.database()}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = env.language
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
TIME_ZONE = "Asia/Almaty"
zoneinfo.reset_tzpath(to=())  # the pinned tzdata package, not the machine's own table
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["bagdar.look.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_ENGINE = "bagdar.access.sessions"
SESSION_COOKIE_NAME = "bagdar_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = env.https
CSRF_COOKIE_NAME = "bagdar_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = env.https
CSRF_FAILURE_VIEW = "bagdar.look.problems.stale_form"
CSRF_TRUSTED_ORIGINS = env.origins
if env.https:  # the front server says over what it was asked; deploy/nginx.conf sets the header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_IDLE_SECONDS = env.session_idle_minutes * 60
SESSION_ABSOLUTE_SECONDS = env.session_hours * 3600
TRUSTED_PROXIES = env.trusted_proxies
LOGIN_PER_ACCOUNT = env.login_per_account
LOGIN_PER_ADDRESS = env.login_per_address
API_PER_ADDRESS = env.api_per_address
WAITING = env.waiting
EVIDENCE_MIB = env.evidence_mib
COMMAND_HOURS = env.command_hours
UPLOAD_MIB = env.upload_mib
DEMO = env.demo

SITE_ADDRESS = env.address
ISSUER_ADDRESS = env.address or f"http://localhost:{env.port}"  # that new issuers are named by
PUBLISHER = env.publisher
PUBLISHER_CONTACT = env.publisher_contact
LICENCE = env.licence
EMAIL_HOST = env.smtp_host
EMAIL_PORT = env.smtp_port
EMAIL_HOST_USER = env.smtp_user
EMAIL_PASSWORD_FILE = env.smtp_password_file
EMAIL_USE_TLS = env.smtp_security == "starttls"
EMAIL_USE_SSL = env.smtp_security == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.smtp_from

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # HSTS and redirect: SecurityHeaders
