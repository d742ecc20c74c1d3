"""The desk's list of stories, and its filters."""

from django.contrib import admin

from articles import planned
from web.admin import DeskList


class StoryList(DeskList):
    def get_queryset(self, *args, **kwargs):
        """Rows without the texts, which are long and not shown."""
        return planned.with_plans(super().get_queryset(*args, **kwargs).defer("body", "parts", "standfirst"))


class WhoseStory(admin.SimpleListFilter):
    title = "writer"
    parameter_name = "writer"

    def lookups(self, request, model_admin):
        return [("me", "my stories"), ("given", "given to me")]

    def queryset(self, request, stories):
        mine = {"me": {"owner": request.user}, "given": {"assigned_to": request.user}}
        return stories.filter(**mine.get(self.value(), {}))


class DueStory(admin.SimpleListFilter):
    title = "due"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("late", "late")]

    def queryset(self, request, stories):
        return stories.late() if self.value() == "late" else stories
