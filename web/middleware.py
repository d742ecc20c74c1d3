from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpResponseNotFound, HttpResponsePermanentRedirect
from django.urls import get_resolver, reverse
from django.utils import timezone

from web.due import apply_due
from web.moments import answer_in


class Began:
    """Notes when work on a request began: what was read is as old as that, however late the answer is sent.

    And forgets whom the last one was answered for.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.began = timezone.now()
        answer_in("")
        return self.get_response(request)


class ApplyDue:
    """Applies what was waiting for a moment that has come before any page is read. One query on partial indexes."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.untouched = (settings.STATIC_URL, settings.MEDIA_URL, "/healthz")

    def __call__(self, request):
        if not request.path.startswith(self.untouched):
            apply_due(request.began)
        return self.get_response(request)


class OldAddresses:
    """Answers a page that was found by old slugs with one redirect to where it lives now."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        moved = getattr(request, "moved", None)
        if not moved or response.status_code >= 400:
            return response
        match = request.resolver_match
        address = reverse(match.view_name, kwargs={**match.kwargs, **moved})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


class OwnNotFound:
    """With DEBUG too, what is not there is answered as readers will meet it; Django's page lists our addresses instead.

    Django makes that page where nothing can be put in its place; it is known by its class, which our views never use.
    """

    def __init__(self, get_response):
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotFound):
            return get_resolver().resolve_error_handler(404)(request, Http404())
        return response
