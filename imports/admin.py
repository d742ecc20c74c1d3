from django.contrib import admin

from imports.models import Brought
from web.admin import DeskAdmin


@admin.register(Brought)
class BroughtAdmin(DeskAdmin):
    """To look up where something came from. Deleting a record lets the next import bring it anew."""

    list_display = ["__str__", "updated", "object_id"]
    list_filter = ["kind"]
    search_fields = ["external_id"]
    search_help_text = "The id there, such as 82, or 82/8 for the dates of its season 8."

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
