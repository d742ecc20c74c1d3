from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's admin with our site: `admin.register` everywhere lands on the desk."""

    default_site = "newsdesk.desk.DeskSite"


class NewsdeskConfig(AppConfig):
    name = "newsdesk"
    label = "newsdesk"
    verbose_name = "the site"
    default_auto_field = "django.db.models.BigAutoField"
