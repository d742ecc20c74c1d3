from functools import cache

from django.conf import settings
from django.templatetags.static import static

from web.addresses import address

PAGES = ["home", "stories", "shows", "people", "scorecard", "corrections"]
FEEDS = ["stories-rss", "stories-atom", "stories-json", "facts-atom", "facts-json"]
NOT_LISTED = ["search"]  # pages that search engines are told nothing of
FILES = {"stylesheet": "newsdesk.css", "icon": "favicon.svg"}


def site(request):
    """What every template may say of the site. Constants: nothing here looks at the user, the session or a table."""
    pages = {name: address(name) for name in [*PAGES, *NOT_LISTED]}
    feeds = {name.replace("-", "_"): address(name) for name in FEEDS}
    named = {"name": settings.NEWSDESK_NAME, "url": settings.SITE_URL}
    return {"site": {**named, "pages": pages, "feeds": feeds, **files()}}


@cache
def files():
    """The addresses of the files every page asks for; looking one up costs more than ten words of a page."""
    return {name: static(path) for name, path in FILES.items()}
