"""Addresses in the API: whole ones, of the site's pages and of the API itself."""

from django.conf import settings

from newsdesk.api import shapes
from pictures import renditions
from web.addresses import address


def shown_on_site(path):
    """The whole address of a page at `path`."""
    return settings.SITE_URL + path


def api_address(name, *parts):
    return settings.SITE_URL + address(f"api:{name}", *parts)


def linked(name, path):
    return shapes.Linked(name=name, address=shown_on_site(path))


def listed(shape, name, items, page):
    """A page of a list, `page` being what `web.paging` gave."""
    return shape(items=items, next=api_address(name) + page.next if page.next else None)


def picture_of(picture, credit=""):
    """The rendition of middle width; None where its rights have run out. `picture` is a Picture, or its Shown."""
    if picture is None or picture.expired:
        return None
    name, width = str(picture.file), renditions.middle_width(picture.width)
    _, height = renditions.size_at(width, (picture.width, picture.height))
    return shapes.Picture(
        address=shown_on_site(renditions.address(name, width, "jpg")),
        alt=picture.alt,
        width=width,
        height=height,
        credit=credit,
    )
