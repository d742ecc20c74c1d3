"""What readers see, page by page."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import TIES, Article
from articles.publishing import publish, withdraw
from articles.views import stories_by, stories_of_kind, stories_on_topic
from people.models import Person
from shows.models import Adaptation, OtherTitle, RelatedShow, Season, SourceWork, WatchLink
from shows.words import Billing, Job, Relation, ReleasePattern, SeasonStatus, Standing, TitleKind, WorkKind
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_author,
    make_cast,
    make_character,
    make_crew,
    make_draft,
    make_network,
    make_person,
    make_picture,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    record_facts,
    record_standing,
    record_status,
    sitemap_of,
)

pytestmark = pytest.mark.django_db

RENEWED = "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 12 November 2026."


def html_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def text_of(html):
    """What a reader reads of the page's main part, on one line."""
    main = html.partition('<main id="main"')[2].partition("</main>")[0].partition(">")[2]
    main = re.sub(r'<button type="button" class="told".*?</button><span popover .*?</span>', "", main)  # who said so
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)).replace(" ,", ",").replace(" .", ".").strip()


def in_order(text, *words):
    """Whether `words` come one after the other in `text`."""
    at = 0
    for word in words:
        found = text.find(word, at)
        assert found >= 0, f"{word!r} not in {text[at:]!r}"
        at = found + len(word)
    return True


def renewed_show():
    show = make_show(seasons=2, original_title="지금 우리 학교는")
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    record_status(second, SeasonStatus.ORDERED)
    return show, first, second


# Shows


def test_a_show_page_answers_first_and_then_tells_all_the_rest_in_order(client):
    show, first, second = renewed_show()
    person = make_person()
    appearance = make_appearance(second, person, "Choi Nam-ra")
    record_standing(appearance, Standing.EXPECTED)
    make_appearance(first, make_person("Lee Yoo-mi"), "Lee Na-yeon")
    WatchLink.objects.create(
        show=show, network=show.network, address="https://www.netflix.com/", checked=date(2026, 11, 1)
    )
    work = SourceWork.objects.create(title="Now at Our School", kind=WorkKind.WEBTOON)
    work.authors.add(make_person("Joo Dong-geun"))
    Adaptation.objects.create(show=show, work=work, extent="Season 1 told the whole story.")
    make_story("Everything we know", shows=[show])
    text = text_of(html_of(client, "/shows/all-of-us-are-dead/"))
    assert in_order(
        text,
        "All of Us Are Dead",
        "지금 우리 학교는",
        "Season 2?",
        "Renewed",
        RENEWED,
        "Seasons Season 2 Renewed No release date yet",
        "Season 1 Complete 28 January 2022",
        "Where to watch Watch on Netflix Checked 1 November 2026",
        "Who is in season 2 Cho Yi-hyun Choi Nam-ra main Expected",
        "Also in the series Lee Yoo-mi Lee Na-yeon",
        "Based on Now at Our School, a webtoon by Joo Dong-geun. Season 1 told the whole story.",
        "Latest stories guide Everything we know 12 November 2026",
        "Status Renewed",
        "What was known when",
        "6 June 2022 Season 2 : status ordered Netflix · checked 12 November 2026",
        "28 January 2022 Season 1 : release 28 January 2022",
    )


def test_every_name_on_a_show_page_links_to_its_page(client):
    show, _, second = renewed_show()
    make_appearance(second, make_person(), "Choi Nam-ra")
    make_crew(show, make_person("Lee Jae-kyoo"), Job.DIRECTOR)
    other = make_show("Squid Game")
    RelatedShow.objects.create(show=show, to=other, relation=Relation.SAME_UNIVERSE)
    html = html_of(client, show.get_absolute_url())
    for address in (
        "/networks/netflix/",
        "/shows/all-of-us-are-dead/season-2/",
        "/shows/all-of-us-are-dead/characters/choi-nam-ra/",
        "/people/cho-yi-hyun/",
        "/people/lee-jae-kyoo/",
        "/shows/squid-game/",
    ):
        assert f'<a href="{address}">' in html
        client.get(address)
        assert client.get(address).status_code == 200, address


def test_a_relation_is_told_from_both_sides(client):
    show, other = make_show("The Rook"), make_show("Rook's Nest")
    RelatedShow.objects.create(show=other, to=show, relation=Relation.SPIN_OFF)
    assert "Spin-off Rook&#x27;s Nest" in text_of(html_of(client, show.get_absolute_url()))
    assert "Spin-off of The Rook" in text_of(html_of(client, other.get_absolute_url()))


def test_a_known_wrong_title_is_never_printed(client):
    show = make_show()
    OtherTitle.objects.create(show=show, title="We Are All Dead", kind=TitleKind.KNOWN_WRONG)
    OtherTitle.objects.create(show=show, title="Estamos muertos", kind=TitleKind.TRANSLATION, language="Spanish")
    html = html_of(client, show.get_absolute_url())
    assert "We Are All Dead" not in html
    assert "Other titles Estamos muertos translation, Spanish" in text_of(html)


def test_a_premise_by_tvmaze_is_credited(client):
    show = make_show(premise="Students against the dead.", premise_credit="TVmaze", tvmaze_id=41)
    html = html_of(client, show.get_absolute_url())
    assert "Text: TVmaze, CC BY-SA" in text_of(html)
    assert 'href="https://www.tvmaze.com/shows/41"' in html


def test_episodes_by_tvmaze_are_credited(client):
    _, first, second = renewed_show()
    first.episodes.create(number=1, title="Ours")
    first.episodes.create(number=2, title="Theirs", tvmaze_id=41)
    second.episodes.create(number=1, title="Ours")
    html = html_of(client, first.get_absolute_url())
    assert "Ours 2 Theirs Episode data: TVmaze, CC BY-SA" in text_of(html)
    assert 'Episode data: <a href="https://www.tvmaze.com/" rel="nofollow">TVmaze</a>' in html
    assert '<a href="https://creativecommons.org/licenses/by-sa/4.0/" rel="nofollow license">CC BY-SA</a>' in html
    assert "TVmaze" not in html_of(client, second.get_absolute_url())


def test_a_show_without_seasons_says_so(client):
    assert "No season is on record yet. Undecided" in text_of(html_of(client, make_show().get_absolute_url()))


def test_a_complete_season_asks_for_the_next_one(client):
    show = make_show(seasons=1)
    record_status(show.seasons.get(), SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    html = html_of(client, show.get_absolute_url())
    answer = "Season 1 is complete; no season 2 announced. Checked 12 November 2026."
    assert f"ongoing series All of Us Are Dead Season 2? Undecided {answer} Seasons Season 1 Complete" in text_of(html)
    assert '<section class="answer" data-status="undecided"' in html
    assert "<title>All of Us Are Dead: Season 2? Undecided · Newsdesk</title>" in html
    assert f'<meta name="description" content="All of Us Are Dead, season 2? {answer}">' in html


def test_after_the_last_season_nobody_is_told_of_another(client):
    show = make_show("Squid Game", seasons=3)
    last = show.seasons.get(number=3)
    record_facts(last, {"final": True})
    record_status(last, SeasonStatus.COMPLETE, release="27 June 2025", as_of=date(2025, 6, 27))
    html = html_of(client, "/shows/squid-game/")
    answer = "Season 3 is complete. Season 3 is the last, per Netflix on 6 June 2022. Checked 12 November 2026."
    assert f"ongoing series Squid Game Season 3 Complete {answer} Seasons Season 3 Complete" in text_of(html)
    assert '<section class="answer" data-status="complete"' in html
    assert "<title>Squid Game: Season 3 Complete · Newsdesk</title>" in html
    assert f'<meta name="description" content="Squid Game, season 3. {answer}">' in html
    assert "season 4" not in html.lower()


@pytest.mark.parametrize("form", ["limited", "special", "film"])
def test_of_a_form_with_one_season_that_season_is_asked_about(client, form):
    show = make_show("One Night", seasons=1, form=form)
    record_status(show.seasons.get(), SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    html = html_of(client, show.get_absolute_url())
    assert "One Night Season 1 Complete Season 1 is complete" in text_of(html)
    assert "<title>One Night: Season 1 Complete · Newsdesk</title>" in html
    assert "Season 2?" not in html


def test_a_show_with_nothing_but_specials_lists_them(client):
    show = make_show()
    make_season(show, 0, title="The making of")
    html = html_of(client, show.get_absolute_url())
    assert (
        "Only specials are on record yet. Undecided Seasons Specials: The making of Awaiting word No release date yet"
        in text_of(html)
    )
    assert '<a href="/shows/all-of-us-are-dead/season-0/">Specials: The making of</a>' in html
    assert "No season is on record yet" not in html


def test_the_owner_of_the_beat_is_named(client):
    owner = make_user("ines")
    make_author("Ines Carrow", user=owner)
    assert "On this beat Ines Carrow" in text_of(html_of(client, make_show(beat_owner=owner).get_absolute_url()))


def test_a_renamed_show_keeps_its_seasons_and_characters(client):
    show, _, _ = renewed_show()
    make_character(show)
    show.slug = "aouad"
    show.save()
    for below in ("", "season-2/", "characters/choi-nam-ra/"):
        answer = client.get(f"/shows/all-of-us-are-dead/{below}?x=1")
        assert (answer.status_code, answer["Location"]) == (301, f"/shows/aouad/{below}?x=1")


def test_history_names_whoever_took_a_part_over(client):
    show, _, second = renewed_show()
    new = make_person("Kim Min-ha")
    appearance = make_appearance(second, make_person(), "Choi Nam-ra")
    record_standing(appearance, Standing.RECAST, by_person=new)
    text = text_of(html_of(client, show.get_absolute_url()))
    assert "Cho Yi-hyun Choi Nam-ra main Recast, now Kim Min-ha" in text
    assert "Cho Yi-hyun, Season 2 : standing recast, now Kim Min-ha" in text


def test_history_tells_what_stood_before_and_marks_our_corrections(client):
    show, _, second = renewed_show()
    record_status(second, SeasonStatus.IN_PRODUCTION, as_of=date(2023, 1, 9), at=PUBLISHED + timedelta(minutes=1))
    record_status(
        second, SeasonStatus.ORDERED, as_of=date(2023, 1, 10), kind="correction", note="We misread the notice.",
        at=PUBLISHED + timedelta(minutes=2),
    )  # fmt: skip
    text = text_of(html_of(client, show.get_absolute_url()))
    assert "9 January 2023 Season 2 : status in production (was ordered) Our mistake, corrected since." in text
    assert text.count("corrected since") == 1
    assert (
        "10 January 2023 Season 2 : status ordered (was in production) Our correction: We misread the notice." in text
    )


# Spoilers


def test_a_standing_that_gives_the_story_away_is_folded_everywhere(client):
    show, _, second = renewed_show()
    appearance = make_appearance(second, make_person(), "Choi Nam-ra", standing_is_spoiler=True)
    record_standing(appearance, Standing.NOT_RETURNING)
    story = make_story(
        body=f'<p>Cast:</p><div data-live-block="cast" data-ref="season:{second.pk}"></div>', shows=[show]
    )
    addresses = [
        story.get_absolute_url(),
        show.get_absolute_url(),
        second.get_absolute_url(),
        "/people/cho-yi-hyun/",
        "/shows/all-of-us-are-dead/characters/choi-nam-ra/",
    ]
    for address in addresses:
        html = html_of(client, address)
        folded = "".join(re.findall(r"<details.*?</details>", html, re.S))
        assert "not returning" in folded.lower(), address
        assert html.lower().count("not returning") == folded.lower().count("not returning"), address


def test_a_characters_fate_is_folded(client):
    show = make_show()
    character = make_character(show, "Lee Na-yeon", fate="Killed off.", description="A student.")
    make_cast(show, make_person("Lee Yoo-mi"), character)
    html = html_of(client, character.get_absolute_url())
    assert "A student." in html
    assert re.search(
        r"<details class=\"spoiler\"><summary>Show the spoiler</summary><p>Killed off.</p></details>", html
    )
    assert html.count("Killed off.") == 1
    assert "Played by Lee Yoo-mi" in text_of(html)


# Seasons


def test_a_season_page_tells_its_answer_episodes_cast_and_crew(client):
    show, first, second = renewed_show()
    first.episodes.create(number=1, title="The bell", airdate=date(2022, 1, 28))
    make_appearance(first, make_person("Lee Yoo-mi"), "Lee Na-yeon", billing=Billing.RECURRING, episodes=6)
    make_crew(show, make_person("Chun Sung-il"), Job.WRITER, season=first)
    make_crew(show, make_person("Somebody Else"), Job.WRITER, season=second)
    text = text_of(html_of(client, first.get_absolute_url()))
    assert in_order(
        text,
        "All of Us Are Dead season 1",
        "Season 1 Complete Season 1 is complete. Checked 12 November 2026.",
        "Release Premiered 28 January 2022 on Netflix.",
        "Episodes 1 The bell 28 January 2022",
        "Cast Lee Yoo-mi Lee Na-yeon recurring, 6 episodes",
        "Writer Chun Sung-il",
    )
    assert "Somebody Else" not in text
    assert "Not known" not in text


@pytest.mark.parametrize("number", ["3", "99999", "9" * 30])
def test_a_season_that_is_not_there_is_a_404(client, number):
    renewed_show()
    assert "There is no page here" in html_of(client, f"/shows/all-of-us-are-dead/season-{number}/", 404)


# People


def test_a_person_page_joins_roles_with_standing_and_the_other_shows(client):
    _, _, second = renewed_show()
    person = make_person("Lee Yoo-mi", original_name="이유미")
    person.other_names.create(name="Lee You-mi", kind="transliteration")
    person.other_names.create(name="Lee Yumi", kind="known_wrong")
    record_standing(make_appearance(second, person, "Lee Na-yeon"), Standing.UNLIKELY)
    squid = make_show("Squid Game", seasons=1)
    record_status(squid.seasons.get(), SeasonStatus.COMPLETE, release="17 September 2021", as_of=date(2021, 9, 17))
    make_appearance(squid.seasons.get(), person, "Ji-yeong")
    make_story("Two games", people=[person])
    text = text_of(html_of(client, "/people/lee-yoo-mi/"))
    assert in_order(
        text,
        "Lee Yoo-mi 이유미",
        "What comes next All of Us Are Dead Lee Na-yeon Season 2 Renewed Unlikely",
        RENEWED,
        "Also known for Squid Game Ji-yeong Season 1 Undecided",
        "Latest stories guide Two games",
        "Other names Lee You-mi transliteration",
    )
    assert "Lee Yumi" not in text


def test_behind_the_camera_a_person_page_tells_how_sure_a_job_is(client):
    show, _, second = renewed_show()
    person = make_person("Lee Jae-kyoo")
    make_crew(show, person, Job.CREATOR)
    record_standing(make_crew(show, person, Job.DIRECTOR, season=second, position=1), Standing.EXPECTED)
    text = text_of(html_of(client, person.get_absolute_url()))
    assert (
        "Behind the camera All of Us Are Dead creator Renewed All of Us Are Dead director, season 2 expected Renewed"
    ) in text
    assert "unknown" not in text


def test_the_author_of_a_source_work_has_it_on_the_page(client):
    show, person = make_show(), make_person("Joo Dong-geun")
    work = SourceWork.objects.create(title="Now at Our School", kind=WorkKind.WEBTOON)
    work.authors.add(person)
    Adaptation.objects.create(show=show, work=work)
    text = text_of(html_of(client, person.get_absolute_url()))
    assert "Wrote Now at Our School, a webtoon; on screen as All of Us Are Dead." in text


def test_a_death_is_told_with_its_source(client):
    person = make_person("Old Star", born=date(1930, 1, 1), born_precision="year")
    record_facts(person, {"died": "2022-06"}, source=make_source("The Stage", tier=2), as_of=date(2022, 7, 1))
    text = text_of(html_of(client, person.get_absolute_url()))
    assert "Born 1930 Died June 2022, per The Stage. Checked 12 November 2026." in text


# Stories


def test_a_story_page_has_its_dates_authors_topics_and_related_stories(client):
    show = make_show()
    first, second = make_author("Ines Carrow"), make_author("Abe Lund")
    story = make_story(
        "Season 2: everything",
        shows=[show],
        authors=[first, second],
        tags=["Korean drama"],
        standfirst="What is settled.",
    )
    make_story("Another one", shows=[show], at=PUBLISHED - timedelta(days=1))
    html = html_of(client, story.get_absolute_url())
    assert in_order(
        text_of(html),
        "guide · Korean drama",
        "Season 2: everything What is settled. By Ines Carrow and Abe Lund Published 12 November 2026",
        "The school is quiet again.",
        "Shows All of Us Are Dead",
        "Topics Korean drama",
        "More on this guide Another one 11 November 2026",
    )
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))
    assert data["author"][0] == {
        "@type": "Person",
        "name": "Ines Carrow",
        "url": "http://localhost:8000/authors/ines-carrow/",
    }
    assert data["datePublished"] == "2026-11-12T09:00:00+00:00"
    assert '<link rel="canonical" href="http://localhost:8000/stories/season-2-everything/">' in html
    assert '<meta name="description" content="What is settled.">' in html


def test_no_headline_can_end_the_block_of_structured_data(client):
    headline = "</script><script>alert(1)</script> & <b>"
    html = html_of(client, make_story(headline).get_absolute_url())
    assert html.count("<script") == 1
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))
    assert data["headline"] == headline


def test_a_guide_has_a_table_of_contents(client):
    body = "".join(f"<h2>{words}?</h2><p>Yes.</p>" for words in ("Who", "When", "Where"))
    html = html_of(client, make_story(body=body).get_absolute_url())
    assert '<li><a href="#s-when">When?</a></li>' in html
    assert '<h2 id="s-when">When?</h2>' in html
    assert "In this story" not in html_of(client, make_story("News", body=body, kind="news").get_absolute_url())


def test_a_dated_story_says_where_it_stands_now(client):
    _, _, second = renewed_show()
    body = f'<p>Status: <data data-fact="season:{second.pk}:status" data-form="label">x</data>.</p>'
    story = make_story("Renewed", body=body, kind="news", at=PUBLISHED + timedelta(minutes=5))
    assert "Where it stands now" not in html_of(client, story.get_absolute_url())
    record_status(second, SeasonStatus.NOT_HAPPENING, as_of=date(2023, 3, 1), at=PUBLISHED + timedelta(minutes=9))
    text = text_of(html_of(client, story.get_absolute_url()))
    assert "Where it stands now All of Us Are Dead season 2 : No. Cancelled on 1 March 2023, per Netflix." in text
    assert "Status: Renewed." in text


def test_a_lead_picture_comes_with_credit_size_and_focal_point(client):
    picture = make_picture(credit="Ana Doe/Netflix", focal_x=0.9, focal_y=0.1)
    html = html_of(client, make_story(lead_picture=picture).get_absolute_url())
    assert 'alt="A corridor" width="1600" height="900" class="fx4 fy0" fetchpriority="high"' in html
    assert '<source type="image/webp" srcset="' in html
    assert "Picture: Ana Doe/Netflix" in html
    assert "style=" not in html


def test_posters_and_portraits_come_with_credit(client):
    picture = make_picture(credit="Ana Doe & Netflix")
    show, person = make_show(poster=picture), make_person(portrait=picture)
    for page in (show, person, make_author(portrait=picture)):
        html = html_of(client, page.get_absolute_url())
        assert re.search(
            r"<img [^>]*>(</picture>(</div>)?\n)<figcaption>Picture: Ana Doe &amp; Netflix</figcaption>", html
        )


def test_a_picture_whose_licence_ran_out_is_not_shown(client):
    picture = make_picture(credit="Ana Doe/Netflix")
    story = make_story(lead_picture=picture, authors=[make_author(portrait=picture)])
    show, person = make_show(poster=picture), make_person(portrait=picture)
    pages = [thing.get_absolute_url() for thing in (story, show, person, story.bylines.get().profile)]
    picture.expires = timezone.localdate() - timedelta(days=1)
    picture.save()
    for address in (*pages, "/", "/stories/"):
        html = html_of(client, address)
        assert "<img" not in html, address
        assert "Ana Doe" not in html, address


@pytest.mark.parametrize("state", ["draft", "embargoed", "withdrawn"])
def test_a_story_that_is_not_live_is_nowhere(client, state):
    show, person, author = make_show(), make_person(), make_author()
    document = {"shows": [show], "people": [person], "authors": [author], "tags": ["Secret"]}
    sitemap = sitemap_of(make_story("Told already", **document))
    if state == "draft":
        story = make_draft("Not for readers yet", slug="not-for-readers-yet", **document)
    else:
        later = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=1)
        story = make_story("Not for readers yet", publish_at=later if state == "embargoed" else None, **document)
    if state == "withdrawn":
        withdraw(story, by=None)
    assert client.get("/stories/not-for-readers-yet/").status_code == 404
    pages = ["/", "/stories/", "/topics/secret/", author.get_absolute_url(), show.get_absolute_url()]
    for address in (*pages, person.get_absolute_url(), sitemap):
        html = html_of(client, address)
        assert "Told already" in html or "told-already" in html, address
        assert "Not for readers yet" not in html, address
        assert "not-for-readers-yet" not in html, address


def test_an_author_page_belongs_to_the_profile(client):
    author = make_author("Ines Carrow", role="Streaming editor", bio="Has seen all of it.")
    make_story("Mine", authors=[author])
    make_story("Not mine", authors=[make_author("Abe Lund")])
    text = text_of(html_of(client, "/authors/ines-carrow/"))
    assert in_order(text, "Streaming editor Ines Carrow Has seen all of it.", "Mine")
    assert "Not mine" not in text


def test_stories_come_newest_first_and_page_by_key(client):
    for number in range(30):
        make_story(f"Story {number:02}", at=PUBLISHED + timedelta(minutes=number // 2))
    seen, address = [], "/stories/"
    while address:
        html = html_of(client, address)
        seen += re.findall(r">(Story \d\d)</a></h3>", html)
        following = re.search(r'<a rel="next" href="(\?after=\d+)">', html)
        address = following and "/stories/" + following.group(1)
    assert seen == [f"Story {number:02}" for number in reversed(range(30))]


def lists_of_one(stories):
    """The addresses of a topic and an author who have every story that `stories(**document)` makes."""
    author = make_author("Ines Carrow")
    stories(tags=["Netflix"], authors=[author])
    return ["/topics/netflix/", author.get_absolute_url()]


def headlines(client, address):
    """Of a whole list, page after page."""
    found, following = [], ""
    while following is not None:
        html = html_of(client, address + following)
        found += re.findall(r'<h3><a href="/stories/[^>]*>([^<]*)</a></h3>', html)
        following = (re.search(r'<a rel="next" href="(\?after=\d+)">', html) or [None, None])[1]
    return found


def test_a_topic_and_an_author_list_their_stories_newest_first_and_page_by_key(client):
    def thirty(**document):
        for number in range(30):
            make_story(f"Story {number:02}", at=PUBLISHED + timedelta(minutes=number // 2), **document)

    for address in lists_of_one(thirty):
        assert headlines(client, address) == [f"Story {number:02}" for number in reversed(range(30))]


def test_moved_withdrawn_and_returned_stories_stand_where_their_date_puts_them(client):
    def at(hours):
        return PUBLISHED + timedelta(hours=hours)

    def moved(**document):
        soon = timezone.now() + timedelta(days=1)
        returning, brought_forward, released, recalled, gone = (
            make_story(headline, at=at(hour), publish_at=moment, **document)
            for headline, hour, moment in (
                ("Returned", 1, None), ("Brought forward", 0, soon), ("Released", 0, soon), ("Recalled", 0, soon),
                ("Gone", 5, None),
            )
        )  # fmt: skip
        for headline, hour in (("First", 0), ("Between", 2), ("Last", 9)):
            make_story(headline, at=at(hour), **document)
        withdraw(returning, by=None)
        publish(returning, by=None, at=at(8))
        publish(brought_forward, by=None, publish_at=at(3), at=at(1))
        Article.objects.filter(pk=released.pk).go_out_at(at(4))
        Article.objects.filter(pk=recalled.pk).off_schedule(why="it was a mistake")
        withdraw(gone, by=None)
        make_story("To come", publish_at=soon, **document)

    for address in lists_of_one(moved):
        assert headlines(client, address) == ["Last", "Released", "Brought forward", "Between", "Returned", "First"]


def test_a_story_that_readers_must_not_have_hides_whatever_its_ties_say(client):
    def early(**document):
        make_story("Told", at=PUBLISHED, **document)
        make_story("To come", publish_at=timezone.now() + timedelta(days=1), **document)
        for tie in TIES:
            tie.objects.update(publish_at=PUBLISHED)

    for address in lists_of_one(early):
        assert headlines(client, address) == ["Told"]


def test_a_page_after_a_story_to_come_shows_nothing_to_come(client):
    def told_and_to_come(**document):
        make_story("Told", at=PUBLISHED, **document)
        for days in (1, 2):
            make_story(f"In {days} days", publish_at=timezone.now() + timedelta(days=days), **document)

    lists = lists_of_one(told_and_to_come)
    last = Article.objects.newest()[0].pk
    for address in ("/stories/", *lists):
        assert headlines(client, f"{address}?after={last}") == ["Told"]


@pytest.mark.parametrize("further", [False, True])
def test_topics_authors_and_the_list_are_read_in_the_order_of_an_index(further):
    """So that a page costs what it shows: a sort would begin with every story there is."""
    story = make_story(tags=["Netflix"])
    topic, author, after = story.tags.get().pk, story.bylines.get().profile_id, (PUBLISHED, story.pk + 1)
    for read, of, index in (
        (stories_on_topic, topic, "stories_on_topic"),
        (stories_by, author, "stories_by_author"),
        (stories_of_kind, None, "stories_newest"),
    ):
        plan = plan_of(read.__wrapped__(timezone.now(), of, *(after if further else (None, None))))
        assert f" {index} " in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan


def plan_of(queryset):
    """How the database would read it. PostgreSQL sorts the few rows of a test unless it is told not to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return queryset.explain()


def test_stories_of_one_kind_keep_their_filter_on_the_next_page(client):
    for number in range(26):
        make_story(f"Guide {number}", at=PUBLISHED + timedelta(minutes=number))
    make_story("A review", kind="review")
    html = html_of(client, "/stories/?kind=guide")
    assert "A review" not in html
    assert re.search(r'href="\?kind=guide&amp;after=\d+"', html)
    assert html_of(client, "/stories/?kind=nonsense").count('<article class="card">') == 24


# Lists


def test_shows_are_listed_by_slug_with_their_status_and_page_by_key(client):
    for number in range(50):
        make_show(f"Show {number:02}", seasons=0)
    html = html_of(client, "/shows/")
    titles = re.findall(r"<h2><a[^>]*>(Show \d\d)</a>", html)
    assert titles == [f"Show {number:02}" for number in range(48)]
    assert '<a rel="next" href="?after=show-47">' in html
    assert re.findall(r"<h2><a[^>]*>(Show \d\d)</a>", html_of(client, "/shows/?after=show-47")) == [
        "Show 48",
        "Show 49",
    ]
    assert "No show from here on." in html_of(client, "/shows/?from=t")


def test_shows_of_one_status(client):
    renewed_show()
    make_show("Squid Game")
    html = html_of(client, "/shows/?status=renewed")
    assert "All of Us Are Dead" in html
    assert "Squid Game" not in html


def test_people_are_listed_from_any_letter(client):
    make_person("Cho Yi-hyun")
    make_person("Yoon Chan-young")
    assert in_order(text_of(html_of(client, "/people/")), "Cho Yi-hyun", "Yoon Chan-young")
    assert "Cho Yi-hyun" not in html_of(client, "/people/?from=d")


def test_a_network_page_groups_its_shows_by_status(client):
    renewed_show()
    make_show("Squid Game")
    make_show("Elsewhere", network=make_network("Orrery+"))
    text = text_of(html_of(client, "/networks/netflix/"))
    assert "Netflix Renewed All of Us Are Dead Undecided Squid Game" in text
    assert "Elsewhere" not in text


# Home and scorecard


def test_the_front_page_has_the_latest_decisions_and_stories(client):
    show, _, _ = renewed_show()
    for number, headline in enumerate(("The fourth", "The third", "The second", "The lead")):
        make_story(headline, shows=[show], at=PUBLISHED + timedelta(minutes=number))
    text = text_of(html_of(client, "/"))
    assert in_order(
        text,
        "Top story guide The lead",
        "guide The second",
        "guide The third",
        "Latest decisions 6 June 2022 All of Us Are Dead Season 2 Renewed per Netflix",
        "Latest stories guide The fourth",
    )
    assert "Season 1" not in text


def test_a_decision_that_no_longer_stands_leaves_the_front_page(client):
    _, _, second = renewed_show()
    record_status(second, SeasonStatus.NOT_HAPPENING, as_of=date(2023, 3, 1), at=PUBLISHED + timedelta(minutes=1))
    text = text_of(html_of(client, "/"))
    assert "1 March 2023 All of Us Are Dead Season 2 Cancelled per Netflix" in text
    assert "6 June 2022" not in text


def test_the_scorecard_groups_seasons_by_status_and_network(client):
    renewed_show()
    orrery = make_network("Orrery+")
    make_show("Low Orbit", seasons=1, network=orrery)
    record_status(
        make_season(make_show("Kestrel", network=orrery), 3), SeasonStatus.NOT_HAPPENING, as_of=date(2024, 5, 1)
    )
    text = text_of(html_of(client, "/scorecard/"))
    assert in_order(
        text,
        "Ordered Netflix All of Us Are Dead Season 2 Renewed, per Netflix, 6 June 2022",
        "Awaiting word Orrery+ Low Orbit Season 1 Awaiting word",
        "Not happening Orrery+ Kestrel Season 3 Cancelled, per Netflix, 1 May 2024",
    )
    assert "All of Us Are Dead Season 1" not in text


def test_a_long_part_of_the_scorecard_has_pages_of_its_own(client):
    show = make_show("Endless")
    for number in range(1, 206):
        make_season(show, number)
    html = html_of(client, "/scorecard/")
    assert html.count('class="plainer"') == 50
    assert '<a href="?status=awaiting">' in html
    html = html_of(client, "/scorecard/?status=awaiting")
    assert html.count('class="plainer"') == 150
    following = re.search(r'rel="next" href="([^"]*)"', html).group(1).replace("&amp;", "&")
    assert html_of(client, "/scorecard/" + following).count('class="plainer"') == 55


# A change reaches every page


def test_a_renewal_reaches_every_page_that_names_the_season(client):
    show = make_show(seasons=2)
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    record_standing(make_appearance(second, make_person(), "Choi Nam-ra"), Standing.EXPECTED)
    body = f'<p><data data-fact="season:{second.pk}:status" data-form="sentence">x</data></p>'
    story = make_story(body=body, shows=[show])
    addresses = [
        story.get_absolute_url(),
        show.get_absolute_url(),
        second.get_absolute_url(),
        "/people/cho-yi-hyun/",
        "/scorecard/",
    ]
    for address in addresses:
        assert "Renewed" not in html_of(client, address), address
    record_status(second, SeasonStatus.ORDERED)
    for address in addresses[:4]:
        assert RENEWED in html_of(client, address), address
    for address in addresses[1:]:
        assert "Renewed" in html_of(client, address), address


# What machines ask for


def test_everything_ever_known_of_a_show_is_on_a_page_of_its_own(client):
    show = make_show(seasons=1)
    season, source = show.seasons.get(), make_source()
    for number in range(1, 104):
        facts = {"episode_order": number}
        record_facts(season, facts, source=source, at=PUBLISHED + timedelta(minutes=number))
    note = {"kind": "correction", "note": "It was three.", "at": PUBLISHED + timedelta(minutes=200)}
    record_facts(season, {"episode_order": 3}, source=source, **note)
    assert 'href="/shows/all-of-us-are-dead/history/"' in html_of(client, show.get_absolute_url())
    assert 'href="/shows/all-of-us-are-dead/history/"' in html_of(client, season.get_absolute_url())
    first = client.get("/shows/all-of-us-are-dead/history/")
    assert len(first.context["history"]) == 100 and first.context["history"][1].corrected
    assert "Our correction: It was three." in first.content.decode()
    with CaptureQueriesContext(connection) as captured:
        rest = client.get(f"/shows/all-of-us-are-dead/history/{first.context['page'].next}")
    assert [line.said for line in rest.context["history"]] == ["4", "3", "2", "1"]
    assert len(captured) == 6 and rest.context["page"].next == ""
    make_show("Marrow Quay")
    assert "Nothing is on record yet." in html_of(client, "/shows/marrow-quay/history/")


def test_robots_keeps_them_out_of_the_desk_and_names_the_sitemap(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /preview/\n\nSitemap: http://localhost:8000/sitemap.xml\n"
        "Sitemap: http://localhost:8000/sitemap-news.xml\n"
    )


def test_the_sitemap_has_a_part_for_every_range_of_keys_up_to_the_highest(client):
    show, _, _ = renewed_show()
    make_person("Far Away", pk=12_345)  # the parts before it are empty
    story = make_story()
    index = html_of(client, "/sitemap.xml")
    parts = re.findall(r"<loc>http://localhost:8000(.*?)</loc>", index)
    assert parts[-1] == "/sitemap-people-12.xml"
    listed = [address for part in parts for address in re.findall(r"<loc>(.*?)</loc>", html_of(client, part))]
    assert listed == [
        "http://localhost:8000" + address
        for address in (
            *("/", "/stories/", "/shows/", "/people/", "/scorecard/", "/corrections/"),
            story.get_absolute_url(),
            show.get_absolute_url(),
            "/shows/all-of-us-are-dead/season-1/",
            "/shows/all-of-us-are-dead/season-2/",
            "/people/far-away/",
        )
    ]
    assert "<lastmod>2026-11-12T09:00:00+00:00</lastmod>" in html_of(client, sitemap_of(story))


@pytest.mark.parametrize(
    "address", ["/sitemap-people-1.xml", "/sitemap-networks-0.xml", f"/sitemap-shows-{'9' * 30}.xml"]
)
def test_a_part_that_is_not_there_is_a_404(client, address):
    html_of(client, address, 404)


def test_healthz_asks_the_database_and_is_never_kept(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


# Headers, errors, hostile text


def every_page():
    """An address of every kind of public page, with something on it."""
    show, _, second = renewed_show()
    make_appearance(second, make_person(), "Choi Nam-ra")
    story = make_story(shows=[show], tags=["Korean drama"])
    return [
        "/", "/scorecard/", "/stories/", story.get_absolute_url(), "/topics/korean-drama/", "/authors/mina-frost/",
        "/shows/", show.get_absolute_url(), second.get_absolute_url(), "/people/", "/people/cho-yi-hyun/",
        "/shows/all-of-us-are-dead/characters/choi-nam-ra/", "/networks/netflix/", "/robots.txt", "/sitemap.xml",
        "/nowhere/",
    ]  # fmt: skip


def test_no_public_page_looks_at_who_asks(client):
    client.force_login(make_user())
    for address in every_page():
        answer = client.get(address)
        assert "Cookie" not in answer.get("Vary", ""), address
        assert not answer.cookies, address
        assert re.fullmatch(r"public, s-maxage=\d{1,2}, stale-if-error=86400", answer["Cache-Control"]), address


def test_every_public_page_has_one_heading_a_title_and_its_own_address(client):
    for address in every_page()[:-3]:
        html = html_of(client, address)
        assert html.count("<h1") == 1, address
        assert re.search(r"<title>[^<]{5,}</title>", html), address
        assert f'<link rel="canonical" href="http://localhost:8000{address}">' in html
        assert '<meta name="description" content="' in html, address
        assert html.count("<script") == html.count('<script type="application/ld+json">'), address
        assert " style=" not in html, address
        assert "{#" not in html, address


def test_surrogate_keys_name_what_a_page_rests_on(client):
    show, _, second = renewed_show()
    person = make_person()
    make_appearance(second, person, "Choi Nam-ra")
    story = make_story(shows=[show])
    author = story.bylines.get().profile_id
    keys = {
        address: client.get(address)["Surrogate-Key"] for address in (show.get_absolute_url(), story.get_absolute_url())
    }
    assert keys[show.get_absolute_url()] == f"show-{show.pk} network-{show.network_id} person-{person.pk}"
    assert keys[story.get_absolute_url()] == f"story-{story.pk} author-{author} show-{show.pk}"


def test_a_story_that_rests_on_more_shows_than_fit_is_forgotten_with_any_change(client):
    shows = [make_show(f"Show {number}", seasons=1) for number in range(40)]
    facts = [f'<data data-fact="season:{show.seasons.get().pk}:status" data-form="label">x</data>' for show in shows]
    story = make_story(body=f"<p>{' '.join(facts)}</p>")
    keys = client.get(story.get_absolute_url())["Surrogate-Key"].split()
    assert len(keys) == 32
    assert keys[:2] == [f"story-{story.pk}", f"show-{shows[0].pk}"] and keys[-2:] == ["facts", "stories"]


HOSTILE = ["\0", "💥", "‮abc", "-1", "0", "9" * 40, "1' OR '1'='1", "a" * 1_000_000, "%ff", "%00", "\ud800"]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:12]))
def test_hostile_queries_are_ignored_and_never_break_a_page(client, value):
    renewed_show()
    make_story()
    for address in ("/shows/", "/people/", "/stories/", "/scorecard/", "/networks/netflix/", "/authors/mina-frost/"):
        for name in ("after", "from", "status", "kind"):
            query = f"{name}={value}" if value.startswith("%") else None
            if query or value == "\ud800":
                answer = client.get(address, QUERY_STRING=query or f"{name}=%ed%a0%80")
            else:
                answer = client.get(address, {name: value})
            assert answer.status_code == 200, (address, name)


@pytest.mark.parametrize("below", ["\0", "💥", "%00", "a" * 100_000, "A_b-C", "%ff", "..%2f"])
def test_hostile_addresses_are_a_404(client, below):
    show = make_show()
    for base in (
        "/shows/",
        "/people/",
        "/stories/",
        "/topics/",
        "/authors/",
        "/networks/",
        f"/shows/{show.slug}/characters/",
    ):
        assert client.get(f"{base}{below}/").status_code == 404, base


def test_a_404_of_the_desk_is_private(client):
    client.force_login(make_user(is_superuser=True))
    answer = client.get("/admin/nothing/here/")
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "private, no-store"


def test_the_500_page_needs_no_database(client, monkeypatch, django_assert_num_queries):
    from newsdesk import views

    client.raise_request_exception = False
    monkeypatch.setattr(views, "latest_decisions", lambda at: 1 / 0)
    with connection.execute_wrapper(refuse_but_settling):
        answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def refuse_but_settling(execute, sql, params, many, context):
    assert "facts_report" in sql or "articles_" in sql, sql
    return execute(sql, params, many, context)


def test_a_page_is_gone_from_the_cache_at_the_end_of_its_minute(client, monkeypatch):
    answer = client.get("/")
    left = int(re.search(r"s-maxage=(\d+)", answer["Cache-Control"]).group(1))
    assert 0 <= left <= 60 - datetime.now(UTC).second + 1


def test_a_page_that_did_not_change_is_answered_with_304(client):
    show, _, _ = renewed_show()
    etag = client.get(show.get_absolute_url())["ETag"]
    assert client.get(show.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client, method):
    assert getattr(client, method)("/").status_code == 405


def test_a_season_and_a_person_say_what_the_desk_wrote_of_them(client):
    season, person = make_season(make_show(), 2), make_person()
    Season.objects.filter(pk=season.pk).update(
        title="Part 2",
        logline="The school empties.",
        trailer="https://video.example/t",
        release_pattern=ReleasePattern.ALL_AT_ONCE,
    )
    html = html_of(client, season.get_absolute_url())
    for said in ("Part 2", "The school empties.", "Released All at once", "Watch the trailer"):
        assert said in text_of(html)
    assert 'href="https://video.example/t" rel="nofollow"' in html
    Person.objects.filter(pk=person.pk).update(pronouns="she/her", biography="Born in Seoul.")
    told = text_of(html_of(client, person.get_absolute_url()))
    assert "Pronouns she/her" in told
    assert "Life Born in Seoul." in told
