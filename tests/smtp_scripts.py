"""A mail server on loopback that does at each phase what a test has written down."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

Script = Mapping[str, str]
"""By phase: a reply, or one of the faults below. The phases: banner, ehlo, mail, rcpt, data, body
(before anything of it is read), dot."""
CLOSE, RESET, HANG, GARBAGE, PARTIAL = "close", "reset", "hang", "garbage", "partial"
FAULTS = (CLOSE, RESET, HANG, GARBAGE, PARTIAL)
GOOD = {
    "banner": "220 ready",
    "ehlo": "250-here\r\n250 SIZE 10000000",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go on",
    "body": "",
    "dot": "250 2.0.0 taken",
    "rset": "250 ok",
    "quit": "221 bye",
}


class _Over(Exception):  # noqa: N818 - what happened, to the server's own loop
    """The connection is over."""


class ScriptedServer:
    """Talks SMTP by a script; `taken` are the mails whose end it has read."""

    def __init__(self, script: Script | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._script = GOOD | dict(script or {})
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self.taken: list[bytes] = []
        self.recipients: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with contextlib.suppress(OSError, _Over), self._secured(connection) as secured:
                self._talk(secured)

    def _secured(self, connection: socket.socket) -> socket.socket:
        """The connection, encrypted where the server speaks TLS."""
        if self._tls is None:
            return connection
        with connection:
            return self._tls.wrap_socket(connection, server_side=True)

    def _talk(self, connection: socket.socket) -> None:
        self._say(connection, "banner")
        with connection.makefile("rb") as heard:
            while line := heard.readline():
                verb = line[:4].decode().strip().lower()
                if verb == "rcpt":
                    self.recipients.append(line.decode().strip())
                self._say(connection, verb)
                if verb == "data" and self._script["data"].startswith("354"):
                    self._say(connection, "body")
                    mail = b""
                    while (part := heard.readline()) not in (b".\r\n", b""):
                        mail += part
                    if not part:
                        return
                    if self._script["dot"].startswith("250"):
                        self.taken.append(mail)
                    self._say(connection, "dot")

    def _say(self, connection: socket.socket, phase: str) -> None:
        """Reply, or do what is wrong at this phase."""
        match self._script.get(phase, "502 what?"):
            case "":
                return
            case "close":
                connection.shutdown(socket.SHUT_RDWR)
                raise _Over
            case "reset":
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                raise _Over
            case "hang":
                self._ended.wait()
                raise _Over
            case "garbage":
                connection.sendall(b"\xff\xfeHTTP/1.1 200 OK\r\n")
            case "partial":
                connection.sendall(b"25")
                raise _Over
            case reply:
                connection.sendall(f"{reply}\r\n".encode())
