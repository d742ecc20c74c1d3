from django.conf import settings

from facts.ledger import anything_due, settle


class SettleDue:
    """Applies waiting reports whose moment has come before any page is read. One query on a partial index."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.untouched = (settings.STATIC_URL, settings.MEDIA_URL, "/healthz")

    def __call__(self, request):
        if not request.path.startswith(self.untouched) and anything_due(request.began):
            settle(request.began)
        return self.get_response(request)
