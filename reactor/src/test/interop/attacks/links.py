"""Names that lead outside while somebody looks: no byte, name, size or checksum of what is there may come out."""
import ctypes
import hashlib
import multiprocessing
import os
import random
import threading
import time
import zlib

from attacks.client import FINAL_LINE, Client
from attacks.ground import check

AT_FDCWD, RENAME_EXCHANGE = -100, 2
SECONDS = 6


class Outside:
    """A folder beside the one that is served, and how its content would show."""

    def __init__(self, server, name="secret"):
        self.folder = server.home / name
        self.folder.mkdir()
        self.content = (b"OUTSIDE %d\n" % random.getrandbits(64)) * 4099
        self.files = {"file": self.content, "OUTSIDE-NAME": b"OUTSIDE", "victim": b"OUTSIDE victim", "old": b"OUTSIDE old"}
        for file, content in self.files.items():
            (self.folder / file).write_bytes(content)
            os.utime(self.folder / file, (981_173_106, 981_173_106))
            (self.folder / file).chmod(0o640)
        (self.folder / "empty-folder").mkdir()
        size = len(self.content)
        crc = zlib.crc32(self.content)
        self.marks = [b"OUTSIDE", str(size).encode(), str(size + self.content.count(b"\n")).encode(), b"20010203040506"]
        self.marks += [f"{crc:08X}".encode(), f"{crc:08x}".encode()]
        self.marks += [hashlib.new(name, self.content).hexdigest().encode() for name in ("sha256", "md5", "sha1")]
        self.before = self.look()

    def look(self):
        """All that can be seen of it: names, modes, times of modification, contents."""
        seen = {}
        for path in sorted(self.folder.rglob("*")):
            told = path.lstat()
            content = path.read_bytes() if path.is_file() else None
            seen[path.name] = (oct(told.st_mode), int(told.st_mtime) if content is not None else None, content)
        return seen

    def leaked_in(self, told):
        return [mark.decode() for mark in self.marks if mark in told]

    def is_left_by_mkd(self, name):
        """What decision 5 says can stay behind: an empty directory, made by path, that could not be removed again."""
        path = self.folder / name
        return name.startswith(".sluice-") and path.is_dir() and not any(path.iterdir())

    def must_be_untouched(self):
        now = {name: told for name, told in self.look().items() if not self.is_left_by_mkd(name)}
        changed = sorted(n for n in now.keys() | self.before.keys() if now.get(n) != self.before.get(n))
        assert not changed, f"changed outside: {', '.join(changed)}"


class Crowd:
    """Threads that repeat something until the time is over, and what they found."""

    def __init__(self, seconds=SECONDS):
        self.deadline = time.monotonic() + seconds
        self.leaks, self.errors, self.counts = [], [], {}
        self.threads = []

    def go(self, name, step):
        def run():
            try:
                while time.monotonic() < self.deadline and len(self.leaks) < 20:
                    step()
                    self.counts[name] = self.counts.get(name, 0) + 1
            except Exception as e:
                self.errors.append(f"{name}: {e!r}")

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        self.threads.append(thread)

    def wait(self, server):
        for thread in self.threads:
            thread.join(SECONDS + 10)
        server.must_live()
        assert not self.errors, f"sessions broke: {self.errors[:3]}"
        kinds = sorted({leak.split(" gave")[0] for leak in self.leaks})
        assert not self.leaks, f"{len(self.leaks)} leaks by {', '.join(kinds)}: {self.leaks[0]}"
        slow = [name for name in self.counts if self.counts[name] < 20]
        assert not slow, f"too few attempts to tell: {self.counts}"
        return f"{sum(self.counts.values())} attempts"


def asks(crowd, server, outside, command):
    """Sends command again and again over the control connection, and looks for what is outside in the replies."""
    client = Client(server)
    client.do("TYPE A" if command.startswith("SIZE") else "TYPE I")

    def step():
        found = outside.leaked_in(client.burst([command] * 32))
        if found:
            crowd.leaks.append(f"{command} gave {found[0]}")

    crowd.go(command, step)


def fetches(crowd, server, outside, command):
    """The same with what comes over data connections."""
    client = Client(server)
    client.do("TYPE I")

    def step():
        content, _ = client.fetch(command)
        found = outside.leaked_in(content)
        if found:
            crowd.leaks.append(f"{command} gave {found[0]}")

    crowd.go(command, step)


def make_inside(folder):
    """What a client may see."""
    folder.mkdir(parents=True)
    (folder / "file").write_bytes(b"inside, and of another length\n" * 7)
    (folder / "plain").write_bytes(b"inside")


def look_around(crowd, server, outside, folder):
    for command in ("XCRC", "HASH", "SIZE", "MLST", "STAT"):
        asks(crowd, server, outside, f"{command} {folder}/file")
    asks(crowd, server, outside, f"STAT {folder}")
    for command in ("LIST", "NLST", "MLSD"):
        fetches(crowd, server, outside, f"{command} {folder}")
    fetches(crowd, server, outside, f"RETR {folder}/file")


def rename(server, moves, until):
    with Client(server) as client:
        commands = [line for a, b in moves for line in (f"RNFR {a}", f"RNTO {b}")] * 16
        while time.monotonic() < until:
            codes = set(FINAL_LINE.findall(client.burst(commands)))
            if not codes <= {b"350", b"250", b"450", b"503", b"550", b"553"} or b"250" not in codes:
                os._exit(3)


class Other:
    """A process of its own, which does its mischief at full speed until the time is over."""

    def __init__(self, what, *arguments):
        self.process = multiprocessing.get_context("fork").Process(
            target=self._run, args=(what, *arguments), daemon=True)
        self.process.start()

    @staticmethod
    def _run(what, *arguments):
        try:
            what(*arguments)
        except (OSError, EOFError):
            os._exit(4)  # The check has failed meanwhile and its server is gone.

    def wait(self):
        self.process.join(SECONDS + 5)
        assert self.process.exitcode == 0, f"the other process ended with {self.process.exitcode}"


@check(40)
def folders_renamed_up_and_down_show_nothing_outside(ground):
    """Two folders take turns as /live, by FTP commands alone. In one of them t is a folder; in the other it is a relative
    link, which leads inside from where that folder comes from, and outside from /live, which is one higher.
    """
    server = ground.serve()
    outside = Outside(server)
    make_inside(server.root / "secret")
    make_inside(server.root / "folder" / "t")
    (server.root / "deep" / "out").mkdir(parents=True)
    (server.root / "deep" / "out" / "t").symlink_to("../../secret")
    live = "/live"
    crowd = Crowd()
    moves = [("/folder", live), (live, "/folder"), ("/deep/out", live), (live, "/deep/out")]
    renamer = Other(rename, server, moves, crowd.deadline)
    # On a server that renames on its loop, only what runs beside the loop can meet a rename half-way.
    for command in ("XCRC", "HASH", "SIZE"):
        asks(crowd, server, outside, f"{command} {live}/t/file")
    asks(crowd, server, outside, f"STAT {live}/t")
    fetches(crowd, server, outside, f"LIST {live}/t")
    fetches(crowd, server, outside, f"RETR {live}/t/file")
    told = crowd.wait(server)
    renamer.wait()
    server.serves()
    return told


# ---- a process on the same machine ----


def swap(path, link, until):
    """Lets a folder and a link take turns under one name, until the time is over."""
    libc = ctypes.CDLL(None)
    a, b = os.fsencode(path), os.fsencode(link)
    while time.monotonic() < until:
        for _ in range(100):
            if libc.renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE):
                os._exit(3)


def swapper(server, outside, crowd):
    """Lets /spot be a folder and a link to outside by turns."""
    spot, link = server.root / "spot", server.root / ".other"
    make_inside(spot)
    for name in ("victim", "old"):
        (spot / name).write_text("inside")
    link.symlink_to(outside.folder)
    return Other(swap, spot, link, crowd.deadline)


@check(40)
def a_local_swap_for_a_link_lets_nothing_out(ground):
    server = ground.serve()
    outside = Outside(server)
    crowd = Crowd()
    other = swapper(server, outside, crowd)
    look_around(crowd, server, outside, "/spot")
    told = crowd.wait(server)
    other.wait()
    server.serves()
    return told


@check(40)
def a_local_swap_for_a_link_lets_nothing_in(ground):
    """Nothing outside is made, changed, renamed or deleted."""
    server = ground.serve()
    outside = Outside(server)
    crowd = Crowd()
    (server.root / "plain").write_text("inside")
    other = swapper(server, outside, crowd)
    for commands in (
        ["MKD /spot/made", "RMD /spot/made", "RMD /spot/empty-folder"],
        ["DELE /spot/victim"],
        ["RNFR /spot/old", "RNTO /spot/new", "RNFR /spot/new", "RNTO /spot/old"],
        ["RNFR /plain", "RNTO /spot/come", "RNFR /spot/come", "RNTO /plain"],
        ["RNFR /spot/old", "RNTO /taken", "RNFR /taken", "RNTO /spot/old"],
        ["MFMT 20110203040506 /spot/file"],
        ["SITE CHMOD 666 /spot/file", "SITE UTIME 20110203040506 /spot/file"],
        ["MFF UNIX.mode=0666;modify=20110203040506; /spot/file"],
    ):
        changes(crowd, server, commands)
    stores(crowd, server, "STOR /spot/stored")
    stores(crowd, server, "STOR /spot/file")
    stores(crowd, server, "APPE /spot/file")
    stores(crowd, server, "STOU /spot/unique")
    told = crowd.wait(server)
    other.wait()
    outside.must_be_untouched()
    server.serves()
    return told


def changes(crowd, server, commands):
    client = Client(server)

    crowd.go(commands[0], lambda: client.burst(commands * 8))


def stores(crowd, server, command):
    client = Client(server)
    client.do("TYPE I")
    crowd.go(command, lambda: client.store(command, [b"from a client\n"]))
