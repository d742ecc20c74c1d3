"""The desk: Django's own admin, dressed, with a start page that says what waits for whom."""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import capfirst

from articles.autosave import logged_out
from newsdesk import start_page
from staff import audit, code_views, views
from staff.second_factor import must_set_up
from web.moments import answer_in
from web.text import clean_line
from web.widgets import keys_in

# The menu. A model named nowhere here stands at the end, under its app's own name.
MENU = (
    (
        "Stories",
        (
            "articles.Article", "articles.Pitch", "articles.Quote", "articles.Topic", "pictures.Picture",
            "articles.Checklist",
        ),
    ),
    (
        "Catalogue",
        (
            "shows.Show", "shows.Season", "people.Person", "shows.Character", "shows.CastMember", "shows.CrewMember",
            "shows.Network", "shows.SourceWork",
        ),
    ),
    ("Facts", ("facts.Source", "facts.Report", "imports.Brought")),
    ("Staff", ("staff.Profile", "staff.User", "auth.Group", "staff.AuditEntry")),
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
        """The admin's own, with every query parameter cleaned: PostgreSQL refuses some text that browsers send.

        Moments are written in the zone of whoever asks too. Who has to set up a second factor is led there from
        everywhere.
        """
        inner = super().admin_view(view, cacheable)

        def cleaned(request, *args, **kwargs):
            request.GET = clean_query(request.GET)
            answer_in(getattr(request.user, "time_zone", ""))
            if request.method == "POST" and not self.has_permission(request) and (answer := logged_out(request)):
                return answer
            if self.has_permission(request) and request.path not in self.doors() and must_set_up(request.user):
                return redirect("admin:second_factor")
            return inner(request, *args, **kwargs)

        return cleaned

    @staticmethod
    def doors():
        """What whoever still has to set up a second factor can do: that, and leave."""
        return {reverse("admin:second_factor"), reverse("admin:logout")}

    def get_urls(self):
        guard = self.admin_view
        return [
            path("me/", guard(views.own_page), name="me"),
            path("me/second-factor/", guard(code_views.own_second_factor), name="second_factor"),
            path("login/code/", code_views.code_page, name="code"),
            path("notices/", guard(views.notices_page), name="notices"),
            path("notices/<int:pk>/", guard(views.follow_notice), name="notice"),
            path("r/<path:content_type_id>/<path:object_id>/", guard(on_site), name="view_on_site"),
            *super().get_urls(),
        ]

    login_form = code_views.PasswordForm

    def login(self, request, extra_context=None):
        try:
            return super().login(request, extra_context)
        except code_views.CodeWanted as wanted:
            return code_views.ask(request, wanted.user)

    def password_change(self, request, extra_context=None):
        before = request.user.password
        answer = super().password_change(request, extra_context)
        if request.user.password != before:
            audit.note("rights", "Changed the own password", by=request.user)
        return answer

    def each_context(self, request):
        context = super().each_context(request)
        known = {code: model for section in context["available_apps"] for code, model in in_bar(section)}
        unseen = getattr(request.user, "unseen_notices", 0) if context["has_permission"] else 0
        return {**context, "bar": [known[code] for code in BAR if code in known], "unseen": unseen}

    def index(self, request, extra_context=None):
        return super().index(request, {**start_page.for_user(request.user), **(extra_context or {})})

    def app_index(self, request, app_label, extra_context=None):
        answer = super().app_index(request, app_label, extra_context)
        answer.context_data["title"] = capfirst(answer.context_data["app_list"][0]["name"])
        return answer

    def get_app_list(self, request, app_label=None):
        """The models by subject rather than by app, for the menu; by app for an app's own page."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else by_subject(apps)

    def autocomplete_view(self, request):
        return LabelledChoices.as_view(admin_site=self)(request)


def on_site(request, content_type_id, object_id):
    """Go to the page of a thing, for whoever may see it in the desk: its address tells what it is called."""
    kind = ContentType.objects.filter(pk__in=keys_in([content_type_id])).first()
    if kind is None or not request.user.has_perm(f"{kind.app_label}.view_{kind.model}"):
        raise Http404
    return shortcut(request, kind.pk, object_id)


# SQLite refuses to look for a longer text.
LONGEST_QUERY = 2000
LONGEST_KEY = 18
MOST_WORDS = 32  # looked for at once: each is a condition on every column, and SQLite nests no more than 1,000


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
    if name in {"q", "term"}:
        return " ".join(line.split(" ")[:MOST_WORDS])
    too_large = line.lstrip("-").isdecimal() and len(line) > LONGEST_KEY
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
