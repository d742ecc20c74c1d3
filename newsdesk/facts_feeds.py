"""Feeds of facts: what was announced, an entry for each report that moved something, the newest first."""

from django.conf import settings
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from articles.plain import plain
from facts.announced import announced
from web.addresses import address
from web.feeds import Entry, feed, tag_uri


@require_safe
def facts(request, form):
    return feed(
        request, form, [announcement_in_feed(each) for each in announced(request.began)],
        title=f"{settings.NEWSDESK_NAME}: what was decided",
        description="What was announced of seasons, their casts and their days, and who said so, the newest first.",
        page=address("scorecard"), id=f"feeds/facts.{form}", keys=["facts", "shows", "people"],
    )  # fmt: skip


def announcement_in_feed(announcement):
    """The Entry of an Announcement."""
    there = settings.SITE_URL + announcement.address
    html = get_template("facts/announcement.html").render({"told": announcement})
    return Entry(
        id=tag_uri(announcement.moment, announcement.name),
        title=announcement.title,
        address=there,
        published=announcement.moment,
        updated=announcement.changed,
        html=plain(html, there),
    )
