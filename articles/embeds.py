"""Videos and posts from elsewhere: which addresses are understood, and what pages and the editor make of them.

Only what is listed here is an embed. An address is read strictly and written anew from the ids in it, so that nothing
else of what somebody typed reaches a page; no page asks these hosts for anything before a reader presses.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

LONGEST = 500  # characters of an address that are looked at


@dataclass(frozen=True)
class Service:
    """`hosts` are where its pages live; each of `paths` finds the named ids that `page` and `frame` are written with.

    `page` is the canonical address, `frame` what is shown in the page once it is pressed. `tall` is the shape of that,
    and `referrer` what its host learns of where it stands.
    """

    slug: str
    name: str
    hosts: tuple
    paths: tuple
    page: str
    frame: str
    is_video: bool = False
    tall: bool = True
    referrer: str = "no-referrer"

    @property
    def host(self):
        """Where its frames come from, as a Content-Security-Policy names it."""
        return "https://" + urlsplit(self.frame).netloc


# Two words where an id stands are pages of their own.
VIDEO = r"(?P<id>(?!videoseries|live_stream)[A-Za-z0-9_-]{11})"
NUMBER = r"(?P<id>[1-9][0-9]{0,19})"
SHORTCODE = r"(?P<id>[A-Za-z0-9_-]{5,40})"

SERVICES = (
    Service(
        "youtube",
        "YouTube",
        (
            *("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"),
            *("youtube-nocookie.com", "www.youtube-nocookie.com"),
        ),
        (rf"/watch\?v={VIDEO}", rf"/(?:shorts|live|embed|v)/{VIDEO}", rf"youtu\.be/{VIDEO}"),
        "https://www.youtube.com/watch?v={id}",
        "https://www.youtube-nocookie.com/embed/{id}",
        is_video=True,
        tall=False,
        # It plays nothing for a page that does not say which site it belongs to.
        referrer="strict-origin",
    ),
    Service(
        "vimeo",
        "Vimeo",
        ("vimeo.com", "www.vimeo.com", "player.vimeo.com"),
        (rf"/(?:video/|channels/[a-z0-9]+/)?{NUMBER}",),
        "https://vimeo.com/{id}",
        "https://player.vimeo.com/video/{id}?dnt=1",
        is_video=True,
        tall=False,
    ),
    Service(
        "x",
        "X",
        ("x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com", "m.twitter.com"),
        (
            rf"/(?P<user>[A-Za-z0-9_]{{1,15}})/status(?:es)?/{NUMBER}(?:/(?:photo|video)/[1-9])?",
            rf"/(?P<user>i)/web/status/{NUMBER}",
        ),
        "https://x.com/{user}/status/{id}",
        "https://platform.twitter.com/embed/Tweet.html?dnt=true&id={id}",
    ),
    Service(
        "instagram",
        "Instagram",
        ("instagram.com", "www.instagram.com", "m.instagram.com"),
        (
            rf"/(?:[A-Za-z0-9_.]{{1,30}}/)?(?P<kind>p|reel|tv)/{SHORTCODE}",
            rf"/(?:[A-Za-z0-9_.]{{1,30}}/)?(?P<kind>reel)s/{SHORTCODE}",
        ),
        "https://www.instagram.com/{kind}/{id}/",
        "https://www.instagram.com/p/{id}/embed/",
    ),
    Service(
        "tiktok",
        "TikTok",
        ("tiktok.com", "www.tiktok.com", "m.tiktok.com"),
        (rf"/@(?P<user>[A-Za-z0-9_.]{{1,30}})/video/{NUMBER}",),
        "https://www.tiktok.com/@{user}/video/{id}",
        "https://www.tiktok.com/embed/v2/{id}",
        is_video=True,
    ),
)
HOSTS = {host: service for service in SERVICES for host in service.hosts}
REFUSAL = (
    "This is not the address of one video or post on YouTube, Vimeo, X, Instagram or TikTok. Copy it from the page of "
    "the video or post itself, to which a short link only leads."
)


@dataclass(frozen=True)
class Embed:
    """Something on a service: the `address` of its own page, and of the `frame` that shows it."""

    service: Service
    address: str
    frame: str


def read_embed(address):
    """The Embed that `address` leads to, however its service spells it; None where it is none."""
    service, place = _place(address)
    for path in service.paths if service else ():
        if found := re.fullmatch(path, place):
            ids = found.groupdict()
            return Embed(service, service.page.format(**ids), service.frame.format(**ids))
    return None


def _place(address):
    """(service, what of the address names a page there); (None, "") where it is not plainly one of a service."""
    address = address.strip()
    if len(address) > LONGEST or not address.isascii() or re.search(r"\s", address):
        return None, ""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:  # a bracket too many
        return None, ""
    host, path = parts.netloc.lower(), parts.path.rstrip("/")
    service = HOSTS.get(host) if parts.scheme.lower() in {"http", "https"} else None
    if host == "youtu.be":
        path = f"{host}{path}"
    if path == "/watch":
        path += f"?v={dict(parse_qsl(parts.query)).get('v', '')}"
    return service, path
