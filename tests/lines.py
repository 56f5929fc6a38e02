"""A line that can be cut, and bells that processes ring in the middle of their work."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

RESET = struct.pack("ii", 1, 0)
"""Close at once, as a broken line does."""

RING = """
import itertools, socket, {module} as module
whole, calls = module.{function}, itertools.count(1)

def ringing(*arguments, **named):
    made = whole(*arguments, **named)
    if next(calls) == {nth}:
        with socket.create_connection(("127.0.0.1", {port})) as bell:
            bell.recv(1)  # until who hears it has done what he wanted
    return made

module.{function} = ringing
"""


class Line:
    """Connections from a port of its own to another one; while it is cut, it refuses them."""

    def __init__(self, to: int) -> None:
        """Open the line to a port of this machine."""
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._refusals: float = 0
        self.refused = 0
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it begins."""
        port: int = self._listener.getsockname()[1]
        return port

    def cut(self, refusals: float = float("inf")) -> None:
        """Break every connection, and so many new ones; then it works again."""
        with self._lock:
            self._refusals = refusals
            for end in self._open:
                _break(end)
            self._open.clear()

    def mend(self) -> None:
        """Let it work again."""
        with self._lock:
            self._refusals = 0

    def close(self) -> None:
        """Let nobody connect any more."""
        self.cut()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if self._refusals > 0:
                        self._refusals -= 1
                        self.refused += 1
                        _break(near)
                        continue
                    far = socket.create_connection(("127.0.0.1", self._to))
                    self._open |= {near, far}
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        with self._lock:
            self._open.discard(source)
        source.close()


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def bell(heard: Callable[[], None]) -> Iterator[int]:
    """The port of a bell; what is `heard` is done before who rings it goes on."""
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        with suppress(OSError):  # closed
            while True:
                ringing, _ = listener.accept()
                with ringing:
                    heard()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def ringing(port: int, module: str, function: str, nth: int = 1) -> str:
    """Code to run before a command: it rings after the nth call of one of our functions."""
    return RING.format(port=port, module=module, function=function, nth=nth)
