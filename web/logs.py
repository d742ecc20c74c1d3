"""What logs must not say: whoever reads a preview link in one could open the draft. Imports nothing of Django."""

import logging
import re

_TOKEN = re.compile(r"(/preview/)[^/\s?#\"'<>]+", re.IGNORECASE)


def without_tokens(text):
    return _TOKEN.sub(r"\1…", text)


class HidePreviewTokens(logging.Filter):
    """Replaces the token of a preview link in whatever is logged, tracebacks included."""

    def filter(self, record):
        record.msg, record.args = without_tokens(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_tokens(logging.Formatter().formatException(record.exc_info))
        return True
