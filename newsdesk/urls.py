"""Every address of the site, as a map."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import path

from articles import corrections
from articles import views as articles
from articles.preview_links import outside
from newsdesk import catalogue, characters, facts_feeds, feeds, known_when, networks, people, search, sitemaps, views
from newsdesk.api import urls as api

urlpatterns = [
    path("", views.home, name="home"),
    path("scorecard/", views.scorecard, name="scorecard"),
    path("stories/", articles.stories, name="stories"),
    path("stories/<slug:slug>/", articles.story, name="story"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("preview/<str:token>/", outside, name="preview"),
    path("topics/<slug:slug>/", articles.topic, name="topic"),
    path("topics/<slug:slug>/feed.atom", feeds.topic, name="topic-feed"),
    path("authors/<slug:slug>/", articles.author, name="author"),
    path("shows/", catalogue.shows, name="shows"),
    path("shows/<slug:slug>/", catalogue.show, name="show"),
    path("shows/<slug:slug>/feed.atom", feeds.show, name="show-feed"),
    path("shows/<slug:slug>/season-<int:number>/", catalogue.season, name="season"),
    path("shows/<slug:slug>/history/", known_when.known_when, name="known-when"),
    path("shows/<slug:slug>/characters/<slug:character>/", characters.character, name="character"),
    path("people/", people.people, name="people"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("networks/<slug:slug>/", networks.network, name="network"),
    path("feeds/stories.rss", feeds.stories, {"form": "rss"}, name="stories-rss"),
    path("feeds/stories.atom", feeds.stories, {"form": "atom"}, name="stories-atom"),
    path("feeds/stories.json", feeds.stories, {"form": "json"}, name="stories-json"),
    path("feeds/facts.atom", facts_feeds.facts, {"form": "atom"}, name="facts-atom"),
    path("feeds/facts.json", facts_feeds.facts, {"form": "json"}, name="facts-json"),
    path("search/", search.search, name="search"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("api/v1/", api.addresses),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),  # with DEBUG only; else the web server's work
]

handler400 = "newsdesk.views.refused"
handler403 = "newsdesk.views.forbidden"
handler404 = "newsdesk.views.not_found"
