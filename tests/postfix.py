"""Debian's Postfix on loopback: a real mail server, which a test stops, kills and starts again.

It is an instance of its own, all below one folder, and needs root. It delivers mail for our
domain into a Maildir; mail to anybody else it takes, too, and then bounces it.
"""

import os
import select
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

DOMAIN = "cakupan.example"
"""Whose mail is delivered."""
UNKNOWN, DEFERRED = f"tidak-ada@{DOMAIN}", f"ditunda@{DOMAIN}"
"""But for that to one address that does not exist, and to one whose mail waits in the queue."""
_NOBODY, _PATIENCE, _PAUSE = 65534, 30.0, 0.02
_PROGRAMS = f"{os.defpath}:/usr/sbin:/usr/local/sbin"
_BESIDE = "/proc/self/cwd/.."
"""Beside the queue, where Postfix works; folders above it are closed to all but root."""

_MAIN = {
    "compatibility_level": "3.7",
    "myhostname": f"mail.{DOMAIN}",
    "mydestination": "",
    "alias_maps": "",
    "alias_database": "",
    "inet_interfaces": "loopback-only",
    "inet_protocols": "ipv4",
    "mynetworks": "127.0.0.0/8",
    "smtpd_peername_lookup": "no",
    "disable_dns_lookups": "yes",
    # It knows nobody in other domains; the error transport would refuse the mail at once.
    "default_transport": "virtual",
    "data_directory": f"{_BESIDE}/data",
    "message_size_limit": "10240000",
    "virtual_mailbox_domains": DOMAIN,
    "virtual_mailbox_base": f"{_BESIDE}/mail",
    "virtual_mailbox_maps": (f"regexp:{{{{if !|^{UNKNOWN}$$|}} {{|@{DOMAIN}$$| all/}} {{endif}}}}"),
    "transport_maps": f"inline:{{{{{DEFERRED}=smtp:}}}}",
    "defer_transports": "smtp",
    "virtual_minimum_uid": "1",
    "virtual_uid_maps": f"static:{_NOBODY}",
    "virtual_gid_maps": f"static:{_NOBODY}",
}
_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup   unix       n - n 60    1 pickup
cleanup  unix       n - n -     0 cleanup
qmgr     unix       n - n 300   1 qmgr
rewrite  unix       - - n -     - trivial-rewrite
bounce   unix       - - n -     0 bounce
defer    unix       - - n -     0 bounce
trace    unix       - - n -     0 bounce
verify   unix       - - n -     1 verify
flush    unix       n - n 1000? 0 flush
proxymap unix       - - n -     - proxymap
showq    unix       n - n -     - showq
error    unix       - - n -     - error
retry    unix       - - n -     - error
virtual  unix       - n n -     - virtual
anvil    unix       - - n -     1 anvil
postlog  unix-dgram n - n -     1 postlogd
"""


@dataclass
class PostfixServer:
    """One instance of Postfix; what is set counts from its next start on."""

    folder: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    """Lines of main.cf besides or in place of ours."""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """The log that it writes itself, in the traditional form."""
        return self.folder / "maillog"

    @property
    def queue(self) -> tuple[str, ...]:
        """The command that lists its queue."""
        return (_program("postqueue"), "-c", str(self.folder / "etc"), "-j")

    def start(self) -> None:
        """Start it and wait until it listens, or fail with its own words."""
        self._configure()
        before = len(self.lines())
        self._process = subprocess.Popen(
            self._command("postfix", "start-fg"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self.wait_for("daemon started", since=before)
        except RuntimeError as error:
            if self._process.poll() is None:
                self.kill()
            self._process = None
            # What keeps it from writing a log it tells people only; this program tells everybody.
            said = subprocess.run(self._command("postsuper"), capture_output=True, text=True)
            words = "\n".join([*self.lines()[before:], said.stderr])
            raise RuntimeError(f"Postfix did not start. It said:\n{words}") from error

    def stop(self) -> None:
        """Let it end in an orderly way, if it runs."""
        if self._process is not None:
            master = self._master()
            self.order("postfix", "stop")
            self._buried(master)

    def kill(self) -> None:
        """Kill all of it at once."""
        master = self._master()
        os.killpg(master, signal.SIGKILL)
        self._buried(master)

    def order(self, program: str, *arguments: str) -> None:
        """Have one of Postfix's own programs do something with this instance."""
        done = subprocess.run(
            self._command(program, *arguments), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")

    def lines(self) -> list[str]:
        """Its log so far, in whole lines."""
        whole, _, _ = (self.log.read_text() if self.log.exists() else "").rpartition("\n")
        return whole.splitlines()

    def wait_for(self, *words: str, since: int = 0) -> str:
        """The first line of the log, after so many others, that holds all these words."""
        for _ in self._looks():
            for line in self.lines()[since:]:
                if all(word in line for word in words):
                    return line
        raise RuntimeError("\n".join(("no line with", *words, "but", *self.lines())))

    def wait_until_idle(self) -> None:
        """Wait until no mail is left in its queue."""
        for _ in self._looks():
            if not (listed := subprocess.check_output(self.queue)):
                return
        raise RuntimeError(f"still in the queue: {listed.decode()}")

    def mails(self) -> list[bytes]:
        """What was delivered, in no order."""
        return [file.read_bytes() for file in (self.folder / "mail/all/new").glob("*")]

    def _looks(self) -> Iterator[None]:
        """Times to look what it has done, until it has ended itself or patience ends."""
        assert self._process is not None
        end, has_ended = monotonic() + _PATIENCE, False
        while not has_ended and monotonic() < end:
            has_ended = self._process.poll() is not None
            yield
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_PAUSE)

    def _configure(self) -> None:
        config = self.folder / "etc"
        own = {
            "queue_directory": self.folder / "queue",
            "maillog_file": self.log,
            "maillog_file_prefixes": self.folder,
        }
        lines = (f"{name} = {value}" for name, value in (_MAIN | own | self.settings).items())
        (config / "main.cf").write_text("\n".join(lines) + "\n")
        (config / "master.cf").write_text(_SERVICES.format(port=self.port))

    def _command(self, program: str, *arguments: str) -> tuple[str, ...]:
        return (_program(program), "-c", str(self.folder / "etc"), *arguments)

    def _master(self) -> int:
        """Its first process, which leads the session and the group of all others."""
        return int((self.folder / "queue" / "pid" / "master.pid").read_text())

    def _buried(self, master: int) -> None:
        """Wait until all its processes are dead: they hold the port."""
        assert self._process is not None
        self._process.wait(_PATIENCE)
        self._process = None
        end = monotonic() + _PATIENCE
        while alive := _members(master):
            if monotonic() > end:
                raise RuntimeError(f"Postfix lives on: {alive}")
            _await_death(alive[0], end - monotonic())


@contextmanager
def postfix(folder: Path, **settings: str) -> Iterator[PostfixServer]:
    """A running Postfix with an empty queue, all of it below this folder."""
    for name in ("etc", "queue", "data", "mail"):
        (folder / name).mkdir()
    folder.chmod(0o711)
    shutil.chown(folder / "data", "postfix")
    os.chown(folder / "mail", _NOBODY, _NOBODY)
    server = PostfixServer(folder, _free_port(), settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ran_before(folder: Path, ago: timedelta) -> None:
    """Let a Postfix that is to start in this folder have run some time ago, too, by its log."""
    time = (datetime.now(UTC) - ago).astimezone()
    (folder / "maillog").write_text(f"{time:%b %e %H:%M:%S} mail postfix/master[1]: terminating\n")


def _program(name: str) -> str:
    found = shutil.which(name, path=_PROGRAMS)
    if found is None:
        raise RuntimeError(f"There is no {name}: run scripts/setup.sh test, which tells how.")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _members(session: int) -> list[int]:
    """The living processes of a session."""
    alive = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, leader, *_ = stat.read_text().rpartition(")")[2].split()
            if int(leader) == session and state != "Z":
                alive.append(int(stat.parent.name))
    return alive


def _await_death(pid: int, seconds: float) -> None:
    with suppress(ProcessLookupError):
        process = os.pidfd_open(pid)
        try:
            select.select([process], [], [], seconds)
        finally:
            os.close(process)
