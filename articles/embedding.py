"""What the editor's dialog is told of an address before a card is made of it."""

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from articles.embeds import REFUSAL, read_embed


@require_safe
def understood(request):
    """As JSON, of ?address=: {"address": the canonical one, "service": its name}, or {"refusal": a sentence}."""
    embed = read_embed(request.GET.get("address", ""))
    return JsonResponse({"address": embed.address, "service": embed.service.name} if embed else {"refusal": REFUSAL})
