"""How gunicorn serves one service. Addresses and sizes come from the command line and the environment."""

import os

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # noqa: TID251
threads = int(os.environ.get("WEB_THREADS", "240"))  # noqa: TID251
worker_class = "gthread"
# Connections and threads are made in each worker, after the fork.
preload_app = False
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
graceful_timeout = 20
timeout = 60
keepalive = 5
# No access log: before the opening, a line for each request would count the bids. The services log for themselves.
accesslog = None
errorlog = "-"
loglevel = "warning"
