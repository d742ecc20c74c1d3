"""Guides for the desk's pages of shows and seasons, whose room knows nothing of stories."""

from django import template

from articles import guides

register = template.Library()


@register.inclusion_tag("admin/articles/_guides.html", takes_context=True)
def guide_offers(context, show, number=None):
    """The guides `show` wants, those of season `number` alone where it is given: three queries, none for who may not
    see stories."""
    user = context["request"].user
    offered = guides.offers(show) if user.has_perm("articles.view_article") else []
    return {
        "offers": [offer for offer in offered if number in (None, offer.number)],
        "may_draft": user.has_perm("articles.add_article"),
        "csrf_token": context.get("csrf_token"),
    }
