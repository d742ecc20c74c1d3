"""Every address of the site, as a map."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import path

from articles import views as articles
from newsdesk import catalogue, people, sitemaps, views

urlpatterns = [
    path("", views.home, name="home"),
    path("scorecard/", views.scorecard, name="scorecard"),
    path("stories/", articles.stories, name="stories"),
    path("stories/<slug:slug>/", articles.story, name="story"),
    path("topics/<slug:slug>/", articles.topic, name="topic"),
    path("authors/<slug:slug>/", articles.author, name="author"),
    path("shows/", catalogue.shows, name="shows"),
    path("shows/<slug:slug>/", catalogue.show, name="show"),
    path("shows/<slug:slug>/season-<int:number>/", catalogue.season, name="season"),
    path("shows/<slug:slug>/characters/<slug:character>/", catalogue.character, name="character"),
    path("people/", people.people, name="people"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("networks/<slug:slug>/", catalogue.network, name="network"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),  # with DEBUG only; else the web server's work
]

handler404 = "newsdesk.views.not_found"
