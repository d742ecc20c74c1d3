from django.contrib import admin


class DeskSite(admin.AdminSite):
    """The desk: Django's own admin, dressed."""
