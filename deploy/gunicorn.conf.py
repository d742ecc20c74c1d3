"""gunicorn -c deploy/gunicorn.conf.py newsdesk.wsgi

Whose X-Forwarded-Proto is believed is gunicorn's own FORWARDED_ALLOW_IPS: this machine unless it says otherwise.
"""

import os

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
accesslog = None  # the edge keeps the log
