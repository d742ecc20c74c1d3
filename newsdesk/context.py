from django.conf import settings


def site(request):
    """What every template may say of the site. Constants: nothing here looks at the user, the session or a table."""
    return {"site": {"name": settings.NEWSDESK_NAME, "url": settings.SITE_URL}}
