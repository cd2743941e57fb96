"""Whether the port to listen on can be had, asked before anything is started or loaded.

OSError
└── PortRefused             the port cannot be had; the sentence says why and what to do
"""

import errno
import socket


class PortRefused(OSError):
    """Nothing was started."""

    def __str__(self) -> str:
        return str(self.args[0])


def require_port(host: str, port: int) -> None:
    """Raises `PortRefused` unless this process may listen on `port` (0: any) of `host` now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found:
            with socket.socket(family, kind, protocol) as probe:
                # As the server will do: connections of one that has just ended are in nobody's way.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
    except OSError as problem:
        raise PortRefused(_why(host, port, problem)) from None


def _why(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        another = port + 1 if port < 65535 else port - 1
        return (
            f"port {port} of {host} is in use by another program: "
            f"stop that one, or choose another port, like --port {another}"
        )
    if problem.errno == errno.EACCES:
        return f"this user may not open port {port}: choose one above 1023 with --port"
    return f"{host} is not an address of this machine: choose one with --host, like 127.0.0.1"
