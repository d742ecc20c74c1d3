from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    verbose_name = "stories"
    default_auto_field = "django.db.models.BigAutoField"
