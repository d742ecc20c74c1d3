"""The writing room: stories and topics in the desk."""

from django.contrib import admin

from articles.models import Article, Topic
from web.admin import DeskAdmin, VersionedAdmin


@admin.register(Article)
class ArticleAdmin(VersionedAdmin):
    list_display = ("draft_headline", "kind", "state", "owner", "touched")
    fields = ("standfirst",)


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    search_help_text = "Topic"
    fields = ("name", "slug")
