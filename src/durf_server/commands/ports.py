"""A port of this machine to listen on."""

from __future__ import annotations

import socket
import struct

from durf_server.errors import PortTaken

# Whoever sends nothing for so long is hung up on: a thread is not theirs to keep.
PATIENCE = 20
_ENOUGH_PORTS = 50


def listen(bind: str, port: int, *, or_next: bool = False) -> socket.socket:
    """Open the port, or, where that is wanted, the next one that is free.

    Raises:
        PortTaken: somebody else listens there, or may not be taken.
    """
    last = port + _ENOUGH_PORTS if or_next else port
    for one in range(port, min(last, 65535) + 1):
        try:
            opened = socket.create_server((bind, one), backlog=512)
        except OSError:
            continue
        patience = struct.pack("ll", PATIENCE, 0)
        # Accepted connections take these over from the listening one.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
        return opened
    raise PortTaken(port=port)
