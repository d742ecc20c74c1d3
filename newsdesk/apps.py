from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class DeskAdminConfig(AdminConfig):
    """Django's admin with our site: `admin.register` everywhere lands on the desk."""

    default_site = "newsdesk.desk.DeskSite"


class NewsdeskConfig(AppConfig):
    name = "newsdesk"
    label = "newsdesk"
    verbose_name = "the site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from staff.roles import make_roles

        # Sent once for each app that has tables, in the order of the rooms. Articles is the last whose permissions a
        # role names.
        post_migrate.connect(make_roles, sender=installed.get_app_config("articles"), dispatch_uid="staff.roles")
