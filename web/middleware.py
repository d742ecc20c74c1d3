from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone


class Began:
    """Notes when work on a request began: what was read is as old as that, however late the answer is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.began = timezone.now()
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
