"""The site as it is served, with DEBUG off; static files and pictures lie with the other data of the benchmarks."""

import os
from pathlib import Path

DATA = Path(__file__).parent / ".data"
os.environ.update(
    DEBUG="0", ALLOWED_HOSTS="localhost", SITE_URL="http://localhost:8000", MEDIA_ROOT=str(DATA / "media")
)
os.environ.setdefault("SECRET_KEY", "measured here and served nowhere, so that everybody may know it: 0123456789")

from newsdesk.settings import *  # noqa: E402, F403 - what is not set above is as it is served

STATIC_ROOT = DATA / "collected"
LOGGING["root"]["level"] = LOGGING["loggers"]["django"]["level"] = "ERROR"  # noqa: F405 - refused lists are no news here
