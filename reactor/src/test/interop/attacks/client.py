"""Clients that do as they are told, well-mannered or not: one for a dialogue, and a swarm for thousands at once."""
import re
import selectors
import socket
import struct
import time

FINAL_LINE = re.compile(rb"^(\d{3}) ", re.M)
STRANGER = "127.0.9.9"


class Reply:
    """A reply of the server: its code and all its lines."""

    def __init__(self, lines):
        self.code = int(lines[-1][:3])
        self.text = "\n".join(lines)

    def __repr__(self):
        return self.text if len(self.text) < 200 else self.text[:200] + "…"


def connect(address, source=None, timeout=10):
    """A connection, from the address source if that is given."""
    return socket.create_connection(address, timeout, (source, 0) if source else None)


def reset(sock):
    """Closes a connection by RST."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass  # It has been reset by the other side.
    sock.close()


def text_of(line):
    return line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape")


class Client:
    """A session. All waiting ends with TimeoutError, and the end of the connection is an EOFError."""

    def __init__(self, server, source=None, timeout=10, log_in=True, greeted=True):
        self.server, self.timeout = server, timeout
        self.source = source or "127.0.0.1"
        self.sock = connect(server.address, source, timeout)
        self.input = b""
        self.greeting = self.reply() if greeted else None
        if log_in:
            self.log_in()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.sock.close()

    def send(self, data):
        self.sock.sendall(text_of(data))

    def line(self, deadline=None):
        deadline = deadline or time.monotonic() + self.timeout
        while b"\n" not in self.input:
            self.sock.settimeout(max(0.001, deadline - time.monotonic()))
            data = self.sock.recv(65536)
            if not data:
                raise EOFError("the server closed the connection")
            self.input += data
        line, self.input = self.input.split(b"\n", 1)
        return line.decode("utf-8", "surrogateescape").rstrip("\r")

    def reply(self):
        deadline = time.monotonic() + self.timeout
        lines = [self.line(deadline)]
        while lines[-1][:3] != lines[0][:3] or lines[-1][3:4] != " ":
            lines.append(self.line(deadline))
        return Reply(lines)

    def do(self, line):
        """Sends a command and returns the reply to it."""
        self.send(text_of(line) + b"\r\n")
        return self.reply()

    def burst(self, lines):
        """Sends commands at once and returns all that is said until the last is answered."""
        self.send("".join(line + "\r\n" for line in lines))
        told, open_ends = bytearray(self.input), len(lines)
        self.input = b""
        deadline = time.monotonic() + self.timeout
        while open_ends > 0 or not told.endswith(b"\n"):
            self.sock.settimeout(max(0.001, deadline - time.monotonic()))
            data = self.sock.recv(1 << 18)
            if not data:
                raise EOFError("the server closed the connection")
            told += data
            # Counting all again is quicker than parsing line by line, for replies of the size that come here.
            open_ends = len(lines) - len(FINAL_LINE.findall(told))
        return bytes(told)

    def must(self, line, *codes):
        """As do, where only the given codes will do."""
        reply = self.do(line)
        assert reply.code in codes, f"{line} was answered with {reply!r}"
        return reply

    def log_in(self, name=None, password=None):
        user, secret = self.server.credentials
        self.must("USER " + (name or user), 331)
        self.must("PASS " + (password or secret), 230)

    def epsv(self):
        """The port that EPSV tells."""
        return int(re.search(r"\|\|\|(\d+)\|", self.must("EPSV", 229).text)[1])

    def data(self):
        """A passive data connection."""
        return connect((self.server.address[0], self.epsv()), self.source, self.timeout)

    def fetch(self, command):
        """What the server sends for command; and the reply after it, or the one that refuses."""
        with self.data() as data:
            opening = self.do(command)
            if opening.code != 150:
                return b"", opening
            content = read_all(data, self.timeout)
        return content, self.reply()

    def store(self, command, chunks):
        """Sends chunks, an iterable of bytes, and returns the last reply."""
        with self.data() as data:
            opening = self.do(command)
            if opening.code != 150:
                return opening
            try:
                for chunk in chunks:
                    data.sendall(chunk)
            except OSError:
                pass  # Broken off by the server, which says so in its reply.
        return self.reply()

    def is_closed(self, seconds):
        """Whether the server closes the connection within so many seconds; what it still says is kept in input."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.sock.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                data = self.sock.recv(65536)
            except TimeoutError:
                break
            except ConnectionResetError:
                return True
            if not data:
                return True
            self.input += data
        return False


def read_all(data, timeout):
    content = bytearray()
    deadline = time.monotonic() + timeout
    while True:
        data.settimeout(max(0.001, deadline - time.monotonic()))
        chunk = data.recv(1 << 18)
        if not chunk:
            return bytes(content)
        content += chunk


class Swarm:
    """Many connections in one thread. Each sends a script at once, without waiting for any reply."""

    def __init__(self, server, count, sources=("127.0.0.1",)):
        self.socks = []
        self.heard = {}
        self.over = set()
        for i in range(count):
            sock = connect(server.address, sources[i % len(sources)], 5)
            sock.setblocking(False)
            self.socks.append(sock)
            self.heard[sock] = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for sock in self.socks:
            sock.close()

    def send(self, script, socks=None):
        """Sends script on all connections, as far as TCP takes it at once; returns how many bytes it took."""
        sent = 0
        for sock in self.socks if socks is None else socks:
            try:
                sent += sock.send(script)
            except (BlockingIOError, ConnectionError):
                self.over.add(sock)
        return sent

    def flood(self, script, seconds, most):
        """Sends script again and again, until TCP takes no more or all connections together took most bytes."""
        poller = selectors.DefaultSelector()
        for sock in self.socks:
            poller.register(sock, selectors.EVENT_WRITE)
        sent, deadline = 0, time.monotonic() + seconds
        while sent < most and time.monotonic() < deadline:
            ready = poller.select(0.2)
            if not ready:
                break
            for key, _ in ready:
                try:
                    sent += key.fileobj.send(script)
                except BlockingIOError:
                    pass
                except ConnectionError:
                    poller.unregister(key.fileobj)
        poller.close()
        return sent

    def listen(self, seconds, replies):
        """Reads until each connection has had so many replies or is at its end, for so many seconds at most."""
        poller = selectors.DefaultSelector()
        waiting = {sock for sock in self.socks if not self._content(sock, replies)}
        for sock in waiting:
            poller.register(sock, selectors.EVENT_READ)
        deadline = time.monotonic() + seconds
        while waiting and time.monotonic() < deadline:
            for key, _ in poller.select(0.1):
                sock = key.fileobj
                if self._read(sock) or self._content(sock, replies):
                    poller.unregister(sock)
                    waiting.discard(sock)
        poller.close()

    def _read(self, sock):
        try:
            data = sock.recv(65536)
        except BlockingIOError:
            return False
        except ConnectionError:
            data = b""
        if data:
            self.heard[sock] += data
        else:
            self.over.add(sock)
        return not data

    def _content(self, sock, replies):
        return sock in self.over or len(self.codes(sock)) >= replies

    def codes(self, sock):
        """The codes of the replies that came on a connection, in order."""
        return [int(code) for code in FINAL_LINE.findall(self.heard[sock])]

    def silent(self, replies):
        """The connections that had fewer replies than that and were not told 421 either."""
        return [s for s in self.socks if len(self.codes(s)) < replies and 421 not in self.codes(s)]
