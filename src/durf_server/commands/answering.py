"""The processes that answer requests: gunicorn, with limits and no log of requests."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable

    Environ = dict[str, Any]
    Start = Callable[..., Any]
    Application = Callable[[Environ, Start], Iterable[bytes]]


def limited(application: Application, most_bytes: int) -> Application:
    """Refuse what says that it is longer than anything that is asked for."""

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > most_bytes:
            start("413 Content Too Large", [("Content-Type", "text/plain")])
            return [b"too large\n"]
        return application(environ, start)

    return answer


class Desk(BaseApplication):  # type: ignore[misc]
    """The console and the API in gunicorn, on a socket that is open already."""

    def __init__(
        self, listener: socket.socket, workers: int, at_end: Callable[[], None]
    ) -> None:
        self.listener, self.workers, self.at_end = listener, workers, at_end
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own."""
        shared = Path("/dev/shm")  # noqa: S108 gunicorn asks for a file in memory
        settings = {
            "bind": f"fd://{self.listener.fileno()}",
            "workers": self.workers,
            "threads": 4,
            "worker_class": "gthread",
            "worker_tmp_dir": str(shared) if shared.is_dir() else None,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 15,
            "keepalive": 5,
            "limit_request_line": 8190,
            "limit_request_fields": 64,
            "limit_request_field_size": 16_380,
            # Query strings may hold texts: nothing is written of requests.
            "accesslog": None,
            "loglevel": "error",
            "control_socket_disable": True,
            "proc_name": "durf",
            "post_worker_init": lambda _: _warm(),
            # A ``finally`` around this would run in every process that was forked.
            "on_exit": lambda _: self.at_end(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Application:
        """Return the application, with a limit to what it is sent."""
        from django.conf import settings

        from durf_server.commands.bodies import whole
        from durf_server.wsgi import application

        return limited(whole(application), 5 * settings.MOST_UPLOAD_BYTES)


def _warm() -> None:
    """Load beside the first requests what they would wait for."""
    from durf_server.policies.in_force import warm

    threading.Thread(target=warm, daemon=True).start()
