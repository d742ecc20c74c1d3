from django.apps import AppConfig


class ShowsConfig(AppConfig):
    name = "shows"
    label = "shows"
    verbose_name = "shows"
    default_auto_field = "django.db.models.BigAutoField"
