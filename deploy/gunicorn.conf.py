"""gunicorn -c deploy/gunicorn.conf.py newsdesk.wsgi

Whose X-Forwarded-Proto is believed is gunicorn's own FORWARDED_ALLOW_IPS: this machine unless it says otherwise.
"""

import os
import sys
from pathlib import Path

from gunicorn.glogging import Logger

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from web.logs import HidePreviewTokens


class QuietLogger(Logger):
    """gunicorn's own, without the tokens of preview links, should you turn its access log on."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.addFilter(HidePreviewTokens())


bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
worker_class = "gthread"
threads = 4
# The code is read once and its memory shared by the workers; no database is opened while reading it.
preload_app = True
# A worker that has grown is replaced; the jitter keeps them from leaving together.
max_requests = 5000
max_requests_jitter = 500
graceful_timeout = 30  # seconds
control_socket_disable = True  # signals and systemd are enough, and it would need a home folder
accesslog = os.environ.get("ACCESS_LOG")  # none by default: the edge keeps the log
logger_class = QuietLogger
