"""The server under attack, what can be seen of it from outside, and the register of checks."""
import ctypes
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from attacks.client import STRANGER, Client

TICKS = os.sysconf("SC_CLK_TCK")
HELLO = b"hello, stranger\n" * 64
CHECKS = []


class Skipped(Exception):
    """What the check needs is not here."""


def check(seconds=30):
    """Marks a check. It returns figures to show, raises what it found wrong, and may take so many seconds."""

    def register(function):
        CHECKS.append((function.__module__.split(".")[-1], function, seconds))
        return function

    return register


def until(seconds, condition, what):
    """Waits until condition() is true, and says in vain for what."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.02)


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Ground:
    """Where servers are started, each on a folder of its own, and ended."""

    def __init__(self, sluice):
        self.sluice = sluice
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="hostile-", dir=memory_disk()))
        # A server that is run by another user must be able to enter.
        self.work.chmod(0o755)
        self.servers = []
        self.descriptors = raise_descriptor_limit()

    def serve(self, *options, **more):
        """A new server; see Server."""
        server = self.begin(*options, **more)
        server.wait_until_it_listens()
        return server

    def begin(self, *options, **more):
        """The same, which may not listen yet, or never."""
        server = Server(self, *options, **more)
        self.servers.append(server)
        return server

    def clear(self):
        """Ends all servers and removes their folders."""
        for server in self.servers:
            server.kill()
            shutil.rmtree(server.home, ignore_errors=True)
        self.servers.clear()

    def close(self):
        self.clear()
        shutil.rmtree(self.work, ignore_errors=True)


def memory_disk():
    """Where a hundred thousand files are made in a second; None where there is no such disk or no room on it."""
    try:
        told = os.statvfs("/dev/shm")
    except OSError:
        return None
    roomy = told.f_bavail * told.f_frsize > 2**30 and told.f_favail > 500_000
    return "/dev/shm" if roomy and os.access("/dev/shm", os.W_OK | os.X_OK) else None


def raise_descriptor_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Server:
    """A server on a folder of its own, in which there is a file called hello.

    heap is for -Xmx; root a folder to serve that another server serves too; run a command to go before ./sluice.
    """

    def __init__(self, ground, *options, user=None, heap=None, root=None, host="127.0.0.1", port=0, run=()):
        self.home = pathlib.Path(tempfile.mkdtemp(dir=ground.work))
        self.home.chmod(0o777 if run else 0o755)
        self.root = root or self.home / "served"
        self.root.mkdir(exist_ok=True)
        if os.access(self.root, os.W_OK) and not run:
            (self.root / "hello").write_bytes(HELLO)
        self.credentials = user or ("anonymous", "me@here")
        self.log = self.home / "log"
        self.port_file = self.home / "port"
        self.host, self.address = host, None
        command = [*run, ground.sluice, "serve", self.root, "--host", host, "--port", str(port)]
        command += ["--port-file", self.port_file, *options]
        if user:
            command += ["--user", ":".join(user)]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        if heap:
            environment["JAVA_OPTS"] = f"-Xmx{heap}"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                preexec_fn=die_with_parent)
        self.pid = self.process.pid

    def wait_until_it_listens(self):
        """The launcher may have to build first."""
        until(150, lambda: self.port_file.exists() or self.process.poll() is not None, "the server listens")
        assert self.port_file.exists(), f"the server did not start: {self.words()}"
        self.address = ("127.0.0.1" if self.host == "0.0.0.0" else self.host, int(self.port_file.read_text()))

    def words(self, most=2000):
        """The last words of its log."""
        return self.log.read_text(errors="replace")[-most:].strip()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def is_alive(self):
        return self.process.poll() is None and os.path.exists(f"/proc/{self.pid}")

    def must_live(self):
        if not self.is_alive():
            raise AssertionError(f"the server is dead, exit code {self.process.poll()}: …{self.words(600)}")

    # ---- what can be seen ----

    def memory(self, what="VmRSS"):
        """VmRSS or VmHWM in MiB."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) / 1024

    def live_heap(self):
        """MiB of the Java heap that are in use after a full collection; None where there is no jcmd."""
        jcmd = shutil.which("jcmd") or os.path.join(os.environ.get("JAVA_HOME", ""), "bin", "jcmd")
        try:
            told = subprocess.run(
                [jcmd, str(self.pid), "GC.class_histogram"], capture_output=True, text=True, timeout=15).stdout
            return int(re.search(r"^Total\s+\d+\s+(\d+)", told, re.M)[1]) / 2**20
        except (OSError, TypeError, subprocess.TimeoutExpired):
            return None

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def cpu(self):
        """Seconds of CPU time so far."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def sockets(self, table="tcp"):
        """Its sockets in /proc/net/tcp or tcp6: (local, remote, state, bytes not read yet); addresses are hexadecimal."""
        inodes = set()
        for entry in os.scandir(f"/proc/{self.pid}/fd"):
            try:
                name = os.readlink(entry.path)
            except OSError:
                continue  # Closed meanwhile.
            if name.startswith("socket:["):
                inodes.add(name[8:-1])
        rows = [row.split() for row in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
        return [(r[1], r[2], r[3], int(r[4].split(":")[1], 16)) for r in rows if r[9] in inodes]

    def connections(self):
        """How many connections it holds; listening sockets do not count."""
        return sum(state != "0A" for table in ("tcp", "tcp6") for _, _, state, _ in self.sockets(table))

    def taken(self, sock, sent):
        """How many of the bytes sent on sock the server itself has read; the rest waits in the kernel."""
        port = "%04X" % sock.getsockname()[1]
        unread = sum(s[3] for s in self.sockets() if s[1].endswith(":" + port))
        unsent = ctypes.c_int()
        ctypes.CDLL(None).ioctl(sock.fileno(), 0x5411, ctypes.byref(unsent))  # SIOCOUTQ
        return sent - unread - unsent.value

    # ---- what must hold after an attack ----

    def serves(self, source=STRANGER, within=2.0):
        """A fresh client is greeted, logs in, lists and fetches; returns the seconds that took."""
        self.must_live()
        start = time.monotonic()
        try:
            with Client(self, source, timeout=within * 2) as client:
                listing, end = client.fetch("LIST hello")
                assert end.code == 226 and b"hello" in listing, f"LIST gave {listing!r} and {end!r}"
                client.must("TYPE I", 200)
                content, end = client.fetch("RETR hello")
                assert end.code == 226 and content == HELLO, f"RETR gave {len(content)} bytes and {end!r}"
                client.do("QUIT")
        except (OSError, EOFError) as e:
            self.must_live()
            took = time.monotonic() - start
            raise AssertionError(f"a client from {source} is not served after {took:.1f} s: {e!r}") from e
        took = time.monotonic() - start
        assert took <= within, f"a client from {source} was served only after {took:.1f} s"
        return took

    def comes_to_rest(self, connections=0, descriptors=None, heap=None, seconds=10):
        """All connections but so many are gone, and with them what they held; the loop does not turn in circles."""
        self.must_live()
        until(seconds, lambda: self.connections() <= connections,
              f"{self.connections()} connections are still open, {connections} were before")
        if descriptors is not None:
            # Some passive ports stay bound for the next clients: at most 1024.
            until(seconds, lambda: self.descriptors() <= descriptors + 1100,
                  f"{self.descriptors()} descriptors are open, {descriptors} were before")
        until(seconds, self.is_quiet, "it still burns CPU with nobody there")
        if heap is not None:
            now = self.live_heap()
            assert now <= heap + 16, f"{now:.0f} MiB of its heap are in use, {heap:.0f} were before"

    def is_quiet(self):
        """The compiler may have work for a second or two; a loop that turns in circles has it for ever."""
        before = self.cpu()
        time.sleep(0.5)
        return self.cpu() - before <= 0.1


def free_ports(count):
    """So many free ports in a row."""
    for first in range(20_000, 30_000, count):
        socks = []
        try:
            for port in range(first, first + count):
                socks.append(socket.create_server(("127.0.0.1", port)))
            return list(range(first, first + count))
        except OSError:
            continue
        finally:
            for sock in socks:
                sock.close()
    raise Skipped("no free ports in a row")
