"""Videos and posts from elsewhere: which addresses are understood, and cards that ask for nothing before a press."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles.embeds import HOSTS, REFUSAL, SERVICES, read_embed
from articles.parts import compile_parts
from articles.preview_links import make
from articles.reading import read_parts
from tests.make import make_draft, make_story, make_user

pytestmark = pytest.mark.django_db

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
FRAME = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
TWEET, FILM = "https://x.com/netflix/status/1534000000000000000", "https://vimeo.com/76979871"


def card(address=VIDEO, caption=""):
    caption = caption and f"<figcaption>{caption}</figcaption>"
    return f'<figure data-embed="{address}">{caption}</figure>'


# Addresses


@pytest.mark.parametrize(
    ("typed", "address", "frame"),
    [
        *((typed, VIDEO, FRAME) for typed in (
            VIDEO, "http://youtube.com/watch?v=dQw4w9WgXcQ&t=42s&list=x", "https://m.youtube.com/watch?list=x&v=dQw4w9WgXcQ",
            "youtu.be/dQw4w9WgXcQ", " https://youtu.be/dQw4w9WgXcQ?si=x#y ", "https://www.youtube.com/shorts/dQw4w9WgXcQ/",
            "https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", "https://www.youtube.com/embed/dQw4w9WgXcQ?autoplay=1",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "HTTPS://YouTube.com/v/dQw4w9WgXcQ",
            "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
        )),
        *((typed, FILM, "https://player.vimeo.com/video/76979871?dnt=1") for typed in (
            FILM, "https://www.vimeo.com/76979871/", "https://player.vimeo.com/video/76979871?h=x",
            "https://vimeo.com/channels/staffpicks/76979871",
        )),
        *((typed, TWEET, "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=1534000000000000000") for typed in (
            TWEET, "https://twitter.com/netflix/status/1534000000000000000?s=20",
            "https://mobile.twitter.com/netflix/statuses/1534000000000000000/photo/1",
        )),
        ("https://twitter.com/i/web/status/20", "https://x.com/i/status/20",
         "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=20"),
        ("https://instagram.com/netflix/p/CeZ_1-xK/?hl=en", "https://www.instagram.com/p/CeZ_1-xK/",
         "https://www.instagram.com/p/CeZ_1-xK/embed/"),
        ("https://www.instagram.com/reels/CeZ_1-xK/", "https://www.instagram.com/reel/CeZ_1-xK/",
         "https://www.instagram.com/p/CeZ_1-xK/embed/"),
        ("https://m.tiktok.com/@net.flix/video/7106000000000000000?is_from_webapp=1",
         "https://www.tiktok.com/@net.flix/video/7106000000000000000",
         "https://www.tiktok.com/embed/v2/7106000000000000000"),
    ],
)  # fmt: skip
def test_an_address_is_understood_however_its_service_spells_it(typed, address, frame):
    embed = read_embed(typed)
    assert (embed.address, embed.frame) == (address, frame)
    assert read_embed(address) == embed


@pytest.mark.parametrize(
    "typed",
    [
        "", "youtube.com", "https://www.youtube.com/", "https://www.youtube.com/@netflix", "dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXc", "https://www.youtube.com/watch?v=dQw4w9WgXcQQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXc%22", "https://www.youtube.com/embed/videoseries?list=x",
        "https://www.youtube.com/embed/live_stream?channel=x", "https://www.youtube.com/watch/dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ", "https://evil@youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com:8443/watch?v=dQw4w9WgXcQ", "//youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com\\@evil.example/watch?v=dQw4w9WgXcQ", "https://xn--yutube-wqf.com/watch?v=dQw4w9WgXcQ",
        "https://yоutube.com/watch?v=dQw4w9WgXcQ", "javascript:alert(1)//youtu.be/dQw4w9WgXcQ",
        "data:text/html,https://youtu.be/dQw4w9WgXcQ", "ftp://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcQ/x",
        "https://you\ntu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9\tWgXcQ", "https://youtu.be/dQw4w9WgXcQ https://b.example",
        "https://www.youtube.com/dQw4w9WgXcQ", "https://vimeo.com/0", "https://vimeo.com/76979871/abcdef", "https://vimeo.com/x",
        "https://x.com/netflix", "https://x.com/netflix/status/", "https://x.com/net flix/status/20", "https://x.com/a/status/20x",
        "https://www.instagram.com/netflix/", "https://www.instagram.com/stories/a/20/", "https://www.instagram.com/p/<b>/",
        "https://vm.tiktok.com/ZM123/", "https://www.tiktok.com/@a", "https://www.tiktok.com/@a/video/x", "https://[/x",
        "https://www.tiktok.com/@a/video/" + "9" * 400, "https://youtu.be/" + "x" * 1_000_000, "\x00", "\ud800", "\u202ehttps://youtu.be/dQw4w9WgXcQ",
    ],
)  # fmt: skip
def test_everything_else_is_none(typed):
    assert read_embed(typed) is None


ODD = [
    "/",
    "?v=",
    "&",
    "#",
    "@",
    "watch",
    "status",
    "/p/",
    "dQw4w9WgXcQ",
    "20",
    "%2F",
    '"',
    "'",
    "<",
    "\\",
    ":",
    ".",
    " ",
    "é",
]


@given(st.sampled_from(sorted(HOSTS)), st.lists(st.sampled_from(ODD) | st.text(max_size=3), max_size=9).map("".join))
def test_whatever_is_typed_a_frame_comes_from_one_of_five_hosts_and_holds_ids_alone(host, rest):
    embed = read_embed(f"https://{host}/{rest}")
    if embed:
        assert embed.frame.startswith(f"{embed.service.host}/")
        assert re.fullmatch(r"https://[a-z.-]+/[\w@./?=&-]+", embed.frame, re.ASCII)
        assert re.fullmatch(r"https://[a-z.-]+/[\w@./?=-]+", embed.address, re.ASCII)
        assert read_embed(embed.address) == embed


def test_the_hosts_of_frames_are_these():
    assert [service.host for service in SERVICES] == [
        "https://www.youtube-nocookie.com", "https://player.vimeo.com", "https://platform.twitter.com",
        "https://www.instagram.com", "https://www.tiktok.com",
    ]  # fmt: skip


def test_the_dialog_is_told_what_an_address_is_or_why_it_is_none(client):
    client.force_login(make_user("tom", groups=["Writers"]))
    address = reverse("admin:articles_article_embed")
    assert client.get(address, {"address": "youtu.be/dQw4w9WgXcQ"}).json() == {"address": VIDEO, "service": "YouTube"}
    for odd in ("https://evil.example/", "", "\x00", "x" * 100_000):
        assert client.get(address, {"address": odd}).json() == {"refusal": REFUSAL}
    assert client.get(address).json() == {"refusal": REFUSAL}


# For readers


class Frame(HTMLParser):
    """The attributes of the one frame in some HTML, and the page `inside` it."""

    def __init__(self, html):
        super().__init__()
        self.attrs = {}
        self.feed(html)
        self.inside = self.attrs.pop("srcdoc", "")

    def handle_starttag(self, tag, attrs):
        if tag == "iframe":
            assert not self.attrs
            self.attrs = dict(attrs)


def link_in(html):
    [(address, policy, words)] = re.findall('<a href="([^"]*)" referrerpolicy="([^"]*)">([^<]*)</a>', html)
    return unescape(address), policy, words


def test_a_card_names_its_service_and_leads_to_the_original():
    caption = 'The "trailer" &lt;b&gt; <em>here</em>, <a href="/x">more</a>'
    html = read_parts(compile_parts(card(caption=caption))).html
    frame = Frame(html)
    assert frame.attrs == {
        "title": 'YouTube: The "trailer" <b> here, more',
        "sandbox": "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation",
        "allow": "encrypted-media; fullscreen; picture-in-picture",
    }
    assert link_in(frame.inside) == (FRAME, "strict-origin", "Play the video here")
    assert "<small>YouTube is asked for it only then</small>" in frame.inside
    assert "trailer" not in frame.inside
    assert html.startswith('<figure class="embed">\n<iframe title=')
    assert html.endswith(
        f'</iframe>\n<figcaption>{caption} <a href="{VIDEO}">Watch it on YouTube</a></figcaption></figure>\n'
    )
    assert html.count(FRAME) == 1


def test_a_post_is_shown_and_read_and_its_service_learns_of_no_page():
    html = read_parts(compile_parts(card(TWEET))).html
    frame = Frame(html)
    assert (frame.attrs["class"], frame.attrs["title"]) == ("tall", "X")
    there = "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=1534000000000000000"
    assert link_in(frame.inside) == (there, "no-referrer", "Show the post here")
    assert f'<figcaption><a href="{TWEET}">Read it on X</a></figcaption>' in html


def test_an_address_no_longer_understood_is_a_plain_link():
    story = read_parts([{"embed": "https://gone.example/?a&b", "html_caption": "The <em>trailer</em>"}])
    link = '<a href="https://gone.example/?a&amp;b">https://gone.example/?a&amp;b</a>'
    assert (story.html, story.frames) == (f"<p>The <em>trailer</em> {link}</p>", set())


def test_frames_are_allowed_on_pages_that_carry_them_and_of_their_hosts_alone(client):
    plain = make_story("Plain").get_absolute_url()
    story = make_story(body=card() + card(FILM) + card(FILM))
    answer = client.get(story.get_absolute_url())
    assert (
        "frame-src https://player.vimeo.com https://www.youtube-nocookie.com;"
        in answer["Content-Security-Policy"] + ";"
    )
    assert "frame-src" not in client.get(plain)["Content-Security-Policy"]
    again = client.get(story.get_absolute_url(), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Content-Security-Policy"]) == (304, answer["Content-Security-Policy"])


def test_what_is_not_served_opens_nothing_and_the_desk_frames_in_previews_alone(client):
    passage = f'<section data-while="season:987:status=ordered" data-hold="swap">{card()}</section>'
    hidden = make_story("Hidden", body=f"<p>So.</p>{passage}")
    assert "frame-src" not in client.get(hidden.get_absolute_url())["Content-Security-Policy"]
    tom = make_user("tom", groups=["Writers"])
    draft = make_draft("Draft", by=tom, body=card())
    client.force_login(tom)
    room, theirs = (
        reverse("admin:articles_article_change", args=[each.pk]) for each in (draft, make_story("S", body=card()))
    )
    for address in (room, theirs):
        answer = client.get(address)
        assert (answer.status_code, "frame-src" in answer["Content-Security-Policy"]) == (200, False)
    assert "<iframe" not in client.get(room).content.decode()
    _, token = make(draft, by=tom, meant_for="Somebody", days=7)
    for address in (reverse("admin:articles_article_preview", args=[draft.pk]), f"/preview/{token}/"):
        assert "frame-src https://www.youtube-nocookie.com" in client.get(address)["Content-Security-Policy"]
