"""The picture library of the desk: find a picture, see its rights, say what of it must stay in view."""

from django import forms
from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from pictures import choosing, renditions, uses
from pictures.models import Picture
from web.admin import OwnUntilUsed
from web.forms import SpokenForm

THUMBNAIL = 96  # CSS pixels, the longer side


class PictureForm(SpokenForm):
    class Meta:
        widgets = {name: forms.NumberInput({"min": 0, "max": 1}) for name in ("focal_x", "focal_y")}

    def _post_clean(self):
        super()._post_clean()
        # No browser sends a chosen file twice, and without a word it would seem to be there still.
        if self.errors and "file" in self.changed_data and "file" not in self.errors:
            self.add_error("file", "This file was fine: choose it once more, browsers do not keep it.")


class LicenceFilter(admin.SimpleListFilter):
    title = "licence"
    parameter_name = "licence"

    def lookups(self, request, model_admin):
        return [("usable", "May be shown"), ("expired", "Has run out")]

    def queryset(self, request, queryset):
        chosen = {"usable": queryset.usable, "expired": queryset.expired}.get(self.value())
        return chosen() if chosen else queryset


@admin.register(Picture)
class PictureAdmin(OwnUntilUsed):
    TOO_LATE = "Readers have this picture since you opened it, so editors change it now."
    TYPED = ("title", "alt", "credit", "licence", "notes")
    may_change = staticmethod(uses.may_change)
    form = PictureForm
    list_display = ["thumbnail", "title", "credit", "size", "may_be_shown", "added"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [LicenceFilter]
    search_fields = ["title", "alt", "credit"]
    search_help_text = "Title, alternative text or credit"
    readonly_fields = ["preview", "size", "added", "by", "used_in"]
    fieldsets = [
        (None, {"fields": ["file", "title", "alt"]}),
        ("What must stay in view", {"fields": ["preview", ("focal_x", "focal_y")]}),
        ("Rights", {"fields": ["credit", "licence", "origin", "expires"]}),
        ("Desk", {"fields": ["notes", "size", ("added", "by"), "used_in"]}),
    ]

    class Media:
        js = [forms.Script("desk/focal_point.js", type="module")]

    # Taken out

    def get_deleted_objects(self, objs, request):
        """A picture goes alone, and is kept by the stories it stands in."""
        keep = [story for picture in objs for story in uses.stories_with(picture)]
        named = [format_html('<a href="{}">{}</a>', self.opened(story), story) for story in dict.fromkeys(keep)]
        return [str(picture) for picture in objs], {self.opts.verbose_name_plural: len(objs)}, set(), named

    def delete_queryset(self, request, queryset):
        for picture in queryset:
            picture.delete()

    def get_urls(self):
        guard = self.admin_site.admin_view
        return [
            path("find/", guard(choosing.find), name="pictures_picture_find"),
            path("send/", guard(choosing.send), name="pictures_picture_send"),
            *super().get_urls(),
        ]

    @admin.display(description="picture")
    def thumbnail(self, picture):
        scale = THUMBNAIL / max(picture.width, picture.height, 1)
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            renditions.address(picture.file.name, renditions.widths(picture.width)[0], "jpg"),
            picture.title,
            max(1, round(picture.width * scale)),
            max(1, round(picture.height * scale)),
        )

    @admin.display(description="size")
    def size(self, picture):
        return f"{picture.width:,} × {picture.height:,}" if picture.width else "–"

    @admin.display(description="may be shown", boolean=True, ordering="expires")
    def may_be_shown(self, picture):
        return not picture.expired

    @admin.display(description="stands in")
    def used_in(self, picture):
        """Links to the stories, shows, people and authors that have it."""
        found = uses.uses_of(picture) if picture.pk else []
        if not found:
            return "Nothing readers have."
        named = ((self.opened(thing), thing._meta.verbose_name, thing) for thing in found)
        more = mark_safe("<br>and perhaps more" if len(found) == uses.MOST else "")
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}: {}</a>', named) + more

    @staticmethod
    def opened(thing):
        return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])

    @admin.display(description="preview")
    def preview(self, picture):
        """The picture as stored, even while a form with a new file is refused, with the focal point as typed."""
        stored = Picture.objects.filter(pk=picture.pk).first()
        across, down = (self.percent(fraction) for fraction in picture.focal_point)
        context = {"stored": stored, "picture": picture, "across": across, "down": down}
        return render_to_string("admin/pictures/focal_point.html", context)

    @staticmethod
    def percent(fraction):
        """`fraction` as SVG reads it; a form may bring none."""
        return f"{0.5 if fraction is None else min(max(fraction, 0), 1):.1%}"
