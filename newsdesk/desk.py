"""The desk: Django's own admin, dressed, with a start page that says what waits for whom."""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import QueryDict
from django.urls import path

from newsdesk import start_page
from staff.views import own_page
from web.text import clean_line

# The menu. A model named nowhere here stands at the end, under its app's own name.
MENU = (
    ("Stories", ("articles.Article", "articles.Topic", "pictures.Picture")),
    (
        "Catalogue",
        (
            "shows.Show", "shows.Season", "people.Person", "shows.Character", "shows.CastMember", "shows.CrewMember",
            "shows.Network", "shows.SourceWork",
        ),
    ),
    ("Facts", ("facts.Source", "facts.Report", "imports.Brought")),
    ("Staff", ("staff.Profile", "staff.User", "auth.Group")),
)  # fmt: skip
# What stands in the bar at the top of every page; the rest is one press away.
BAR = ("articles.Article", "shows.Show", "shows.Season", "people.Person", "pictures.Picture")


class LabelledChoices(AutocompleteJsonView):
    """Autocomplete answers that tell namesakes apart, in one query."""

    def get_queryset(self):
        return super().get_queryset().select_related(*getattr(self.model_admin, "choice_related", ()))

    def serialize_result(self, obj, to_field_name):
        label = getattr(self.model_admin, "choice_label", str)
        return {**super().serialize_result(obj, to_field_name), "text": label(obj)}


class DeskSite(admin.AdminSite):
    site_title = site_header = "Newsdesk"
    index_title = "The desk"
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        """The admin's own, with every query parameter cleaned: PostgreSQL refuses some text that browsers send."""
        inner = super().admin_view(view, cacheable)

        def cleaned(request, *args, **kwargs):
            request.GET = clean_query(request.GET)
            return inner(request, *args, **kwargs)

        return cleaned

    def get_urls(self):
        return [path("me/", self.admin_view(own_page), name="me"), *super().get_urls()]

    def each_context(self, request):
        context = super().each_context(request)
        known = {code: model for section in context["available_apps"] for code, model in in_bar(section)}
        return {**context, "bar": [known[code] for code in BAR if code in known]}

    def index(self, request, extra_context=None):
        return super().index(request, {**start_page.for_user(request.user), **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """The models by subject rather than by app, for the menu; by app for an app's own page."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else by_subject(apps)

    def autocomplete_view(self, request):
        return LabelledChoices.as_view(admin_site=self)(request)


# SQLite refuses to look for a longer text.
LONGEST_QUERY = 2000
LONGEST_KEY = 18


def clean_query(query):
    """A copy of a QueryDict whose names and values are lines that any database takes."""
    cleaned = QueryDict(mutable=True)
    for name, values in query.lists():
        cleaned.setlist(clean_line(name), [clean_value(name, value) for value in values])
    cleaned._mutable = False
    return cleaned


def clean_value(name, value):
    """`value` as a line that can be looked for; "" for a number that no column could hold."""
    line = clean_line(value[:LONGEST_QUERY])
    too_large = name != "q" and line.lstrip("-").isdecimal() and len(line) > LONGEST_KEY
    return "" if too_large else line


def by_subject(apps):
    """The sections of MENU that hold something, then what MENU does not name."""
    models = {f"{app['app_label']}.{model['object_name']}": model for app in apps for model in app["models"]}
    named = [(name, [models.pop(code) for code in codes if code in models]) for name, codes in MENU]
    rest = [(app["name"], [model for model in app["models"] if model in models.values()]) for app in apps]
    return [
        {"name": name, "app_label": "", "app_url": "", "has_module_perms": True, "models": found}
        for name, found in [*named, *rest]
        if found
    ]


def in_bar(section):
    """(such as "shows.Show", the model's entry) for the models of one section of the menu."""
    for entry in section["models"]:
        if entry["admin_url"]:
            yield f"{entry['model']._meta.app_label}.{entry['object_name']}", entry
