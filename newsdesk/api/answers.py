"""How the API answers: as a public page does, with the same headers and keys, and to scripts of any site."""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from web.answers import public

JSON = "application/json"
LISTS = ["stories", "shows", "people"]


def as_page(document):
    """The view of the OpenAPI document, with the headers of a public answer."""

    @wraps(document)
    def answer(request, **kwargs):
        return public_json(request, document(request, **kwargs).content, keys=[])

    return answer


api = NinjaAPI(
    title=f"{settings.NEWSDESK_NAME}: read API",
    version="1",
    description=(
        "What the pages of this site say, as JSON: shows, seasons and their facts with source and as-of date, people "
        "and stories. Lists are read page by page through `next`. Days are ISO 8601, release windows EDTF as well. "
        "An answer may be kept for the rest of the minute it was made in; `ETag` and `If-None-Match` save the rest."
    ),
    urls_namespace="api",
    docs_url=None,
    docs_decorator=lambda document: require_safe(as_page(document)),
)

# Where a list goes on: what `next` of the page before has, and nobody makes up.
AFTER = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "Where the page begins, as the `next` of the one before has it.",
    "schema": {"type": "string", "maxLength": 90},
}


def reads(route, shape, *, name, is_list=False):
    """Serve a function that returns (a `shape`, surrogate keys) at `route`, for GET and HEAD.

    pydantic writes the JSON itself: the way through the library's renderer takes three times as long.
    """

    def register(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            found, keys = view(request, *args, **kwargs)
            return public_json(request, found.model_dump_json(), keys=keys)

        extra = {"parameters": [AFTER]} if is_list else None
        api.get(route, response=shape, url_name=name, openapi_extra=extra)(answer)
        api.api_operation(["HEAD"], route, response=shape, include_in_schema=False)(answer)
        return view

    return register


def public_json(request, content, *, keys, status=200):
    response = HttpResponse(content, content_type=JSON, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return public(request, response, keys=keys)


def refusal(request, status, detail):
    answer = api.create_response(request, {"detail": detail}, status=status)
    return public_json(request, answer.content, keys=LISTS, status=status)


@api.exception_handler(Http404)
def not_found(request, exception):
    """For what a view does not find, and for addresses below the API that are none (newsdesk.views.not_found)."""
    return refusal(request, 404, "Nothing is at this address.")


@api.exception_handler(HttpError)
def refused(request, exception):
    return refusal(request, exception.status_code, str(exception))


@api.exception_handler(ValidationError)
def not_understood(request, exception):
    """What was typed is left out: it may be anything, and whoever asked has it."""
    said = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in exception.errors]
    return refusal(request, 422, said)
