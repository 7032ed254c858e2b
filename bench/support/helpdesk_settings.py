"""The least Django settings with which django-helpdesk runs: SQLite on disk, attachments on disk, no mail going out."""

import os
from pathlib import Path

ROOT = Path(os.environ["HELPDESK_ROOT"])

SECRET_KEY = "a benchmark serves nobody"  # noqa: S105 - of a throw-away server
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.humanize",
    "helpdesk",
    "rest_framework",
]
SITE_ID = 1
ROOT_URLCONF = "helpdesk_urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ROOT / "helpdesk.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MEDIA_ROOT = ROOT / "media"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "en-us"
HELPDESK_TEAMS_MODE_ENABLED = False
LOGGING = {
    "version": 1,
    "handlers": {"file": {"class": "logging.FileHandler", "filename": ROOT / "helpdesk.log"}},
    "root": {"handlers": ["file"], "level": "ERROR"},
}
