"""A mail server on loopback that does at each phase what a test has written down."""

import socket
import ssl
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import BinaryIO, Self


class Fault(Enum):
    """What a server may do instead of giving a reply."""

    CLOSE = "close"
    RESET = "reset"
    HANG = "hang"
    DRIP = "drip"
    """A byte now and then, which never becomes a reply."""
    GARBAGE = "garbage"
    PARTIAL = "partial"
    """Part of a reply, and then it hangs up."""


Script = Mapping[str, str | bytes | Fault]
"""By phase: a reply, or bytes after which the server hangs up, or a fault.

Besides the commands' names the phases are: banner; handshake, before TLS; ehlo again, over TLS
after STARTTLS; body, before anything of it is read; dot, after its end; idle, after the reply."""
GOOD: Script = {
    "banner": "220 ready",
    "handshake": "",
    "ehlo": "250-here\r\n250-AUTH PLAIN LOGIN\r\n250-STARTTLS\r\n250 SIZE 10000000",
    "ehlo again": "250-here\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 10000000",
    "starttls": "220 2.0.0 go on",
    "auth": "235 2.7.0 welcome",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go on",
    "body": "",
    "dot": "250 2.0.0 taken",
    "idle": "",
    "rset": "250 ok",
    "quit": "221 bye",
}


class _Over(Exception):  # noqa: N818 - what happened, to the server's own loop
    """The connection is over."""


class ScriptedServer:
    """Talks SMTP by a script, in clear or with TLS from the first byte or from STARTTLS on."""

    def __init__(
        self,
        script: Script | None = None,
        tls: ssl.SSLContext | None = None,
        *,
        starts_in_clear: bool = False,
    ) -> None:
        self._script = {**GOOD, **(script or {})}
        self._tls, self._starts_in_clear = tls, starts_in_clear
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.connections: list[socket.socket] = []
        self.commands: list[str] = []
        self.taken: list[bytes] = []
        """Mails whose end was read, as they came over the wire."""
        self.given_up: list[bytes] = []
        """What had come of mails that never ended; whole only when the server is left."""

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
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            with connection, suppress(OSError, _Over):
                if self._tls and not self._starts_in_clear:
                    self._encrypt(connection, self._tls)
                else:
                    self._say(connection, "banner")
                    self._talk(connection)

    def _encrypt(self, connection: socket.socket, tls: ssl.SSLContext) -> None:
        self._say(connection, "handshake")
        with tls.wrap_socket(connection, server_side=True) as encrypted:
            if self._starts_in_clear:
                self._talk(encrypted, ehlo="ehlo again")
            else:
                self._say(encrypted, "banner")
                self._talk(encrypted)

    def _talk(self, connection: socket.socket, ehlo: str = "ehlo") -> None:
        with connection.makefile("rb") as heard:
            while line := heard.readline():
                command = line.decode("latin-1").strip()
                verb = command.partition(" ")[0].lower()
                self.commands.append(command)
                self._say(connection, ehlo if verb == "ehlo" else verb)
                if verb == "data" and str(self._script["data"]).startswith("354"):
                    self._say(connection, "body")
                    self._read_mail(heard)
                    self._say(connection, "dot")
                    self._say(connection, "idle")
                elif verb == "starttls" and self._tls:
                    self._encrypt(connection, self._tls)
                    return

    def _read_mail(self, heard: BinaryIO) -> None:
        lines = []
        while (line := heard.readline()) not in (b".\r\n", b""):
            lines.append(line)
        (self.taken if line else self.given_up).append(b"".join(lines))
        if not line:
            raise _Over

    def _say(self, connection: socket.socket, phase: str) -> None:
        """Reply, or do what is wrong at this phase."""
        match self._script.get(phase, "502 what?"):
            case "":
                return
            case str(reply):
                connection.sendall(f"{reply}\r\n".encode())
            case bytes(reply):
                connection.sendall(reply)
                raise _Over
            case fault:
                self._fail(connection, fault)

    def _fail(self, connection: socket.socket, fault: Fault) -> None:
        match fault:
            case Fault.CLOSE:
                connection.shutdown(socket.SHUT_RDWR)
            case Fault.RESET:
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            case Fault.HANG:
                self._ended.wait()
            case Fault.DRIP:
                while not self._ended.wait(0.05):
                    connection.sendall(b"2")
            case Fault.GARBAGE:
                connection.sendall(b"\xff\xfeHTTP/1.1 200 OK\r\n")
                return
            case Fault.PARTIAL:
                connection.sendall(b"25")
        raise _Over
