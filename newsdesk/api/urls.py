"""The API's addresses: importing the modules of its parts puts them on its map."""

from newsdesk.api import catalogue, stories  # noqa: F401
from newsdesk.api.answers import api, reads
from newsdesk.api.links import api_address
from newsdesk.api.shapes import Index


@reads("/", Index, name="index")
def index(request):
    """Where everything is."""
    addresses = {name: api_address(name) for name in ("shows", "people", "stories")}
    return Index(**addresses, openapi=api_address("openapi-json")), []


addresses = api.urls
