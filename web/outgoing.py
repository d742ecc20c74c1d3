"""What the site sends to others, while nobody waits for long."""

from http.client import HTTPException
from urllib.request import Request, urlopen

SECONDS_TO_ANSWER = 3
# What an address that cannot be reached, or does not take it, raises.
NOT_TAKEN = (OSError, ValueError, HTTPException)


def send(address, *, method, data=None, headers=None):
    """One request whose answer counts only as a yes. Raises one of NOT_TAKEN for a no, or for none."""
    request = Request(address, method=method, data=data, headers=headers or {})
    with urlopen(request, timeout=SECONDS_TO_ANSWER):
        pass
