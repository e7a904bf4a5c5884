"""What the server tells to whom: in its log, its greeting, its command line; and what it must not open."""
import os
import pathlib
import re
import shutil
import time

from attacks.client import Client
from attacks.ground import Skipped, check, until

# Escape, the line and paragraph separators, and what reorders letters, in UTF-8 as they would be in the log.
EVIL = ["\x1b[2J", "\x1b]0;title\x07", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f", "\x9b31m", "\x7f", "\x08"]


@check()
def no_control_character_reaches_the_log(ground):
    server = ground.serve("--verbose", "--xferlog", str(ground.work / "xferlog"))
    for i, evil in enumerate(EVIL):
        (server.root / f"made here {i} {evil}").write_text("x")
        lines = (evil, *(f"{verb} {evil}" for verb in ("USER", "PASS", "NOOP", "CLNT", "HOST", "HELP")))
        for j, line in enumerate(lines):
            # Each from an address of its own, or the wrong passwords would have to wait for one another.
            with Client(server, f"127.0.{20 + i}.{1 + j}", log_in=False) as client:
                client.do(line)
                client.do(f"USER no{evil}body{j}")
                client.do("PASS sec" + evil + "ret")
        with Client(server) as client:
            client.must("TYPE I", 200)
            for line in (f"MKD made{evil}", f"CWD made{evil}", "PWD", "CDUP", f"RNFR made{evil}", f"RNTO more{evil}"):
                client.do(line)
            for verb in ("DELE", "SITE", "OPTS", "MLST", "XCRC", "ALLO", "TYPE"):
                client.do(f"{verb} {evil}")
            client.store(f"STOR up{evil}", [b"x"])
            client.fetch(f"RETR up{evil}")
            client.fetch("LIST")
            client.send(b"NOOP\0\xff\xfe \x1b" + evil.encode() + b"\r\n")
            client.reply()
    server.serves()
    marks = {evil.encode() for evil in "\x1b\x07\x7f\x08\u2028\u2029\u202e\u2066\u200f\x9b\0\r"}
    for log in (server.log, ground.work / "xferlog"):
        until(3, lambda: b"hello" in log.read_bytes(), f"{log.name} is written")
        told = log.read_bytes()
        assert b"made here" in told or b"up" in told, f"{log.name} tells nothing of all this"
        for mark in sorted(marks):
            at = told.find(mark)
            assert at < 0, f"{log.name} contains {mark!r}: {told[max(0, at - 80):at + 20]!r}"


@check()
def the_log_never_contains_a_password(ground):
    secret = "S3cret-of-ann"
    server = ground.serve("--verbose", user=("ann", secret))
    with Client(server, log_in=False) as client:
        client.must("USER ann", 331)
        client.must(f"PASS {secret}", 230)
        client.do(f"pass  {secret}")
        client.do(f"USER ann\r\nPASS wrong-{secret}")
        client.reply()
        client.do(f" PASS {secret}")
        client.do(f"PASS\t{secret}")
    server.serves()
    until(3, lambda: "RETR" in server.words(1 << 20), "the log is written")
    told = [line for line in server.words(1 << 20).splitlines() if secret in line]
    assert not told, f"the log tells the password: {told[0]}"


@check()
def strangers_are_not_told_the_pid(ground):
    server = ground.serve("--anonymous", "read", host="0.0.0.0")
    with Client(server, log_in=False) as client:
        told = client.greeting.text
        assert "pid" not in told.lower() and str(server.pid) not in told, f"the greeting of 0.0.0.0 says {told}"
        for line in ("STAT", "SITE PID", "SYST", "HELP", "FEAT"):
            reply = client.do(line)
            assert not re.search(rf"\b{server.pid}\b", reply.text), f"{line} tells the pid: {reply!r}"


@check()
def ipv4_wildcard_opens_nothing_on_ipv6(ground):
    server = ground.serve("--anonymous", "read", host="0.0.0.0")
    with Client(server) as client:
        client.epsv()
        client.must("PASV", 227)
        sockets = [local for local, _, state, _ in server.sockets("tcp6") if state == "0A"]
        assert len(server.sockets("tcp")) + len(sockets) > 2, "no passive port is open, so this shows nothing"
        assert not sockets, f"it listens on IPv6 as well: {sockets}"


def as_nobody(path):
    """What goes before a command that cannot read everything, and whether path is within its reach."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise Skipped("root may read everything, and there is no setpriv")
    for place in [path, *path.parents]:
        if not place.stat().st_mode & 0o005:
            raise Skipped(f"nobody cannot enter {place}, where the server is")
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]


@check()
def a_folder_that_cannot_be_read_is_not_served(ground):
    run = as_nobody(pathlib.Path(ground.sluice).resolve().parent)
    folder = ground.work / "closed"
    folder.mkdir()
    folder.chmod(0)
    server = None
    try:
        server = ground.serve(root=None, run=[])  # Builds, if that is due; nobody could not.
        server.kill()
        closed = starts(ground, folder, run)
        assert closed.process.poll() is not None, "it serves a folder that it cannot read"
        assert closed.process.poll() != 0, "it ends with exit code 0"
        assert "closed" in closed.words(), f"it does not say which folder cannot be read: {closed.words()!r}"
        assert "\tat " not in closed.words(), f"it prints a stack trace: {closed.words()!r}"
        folder.chmod(0o755)
        opened = starts(ground, folder, run)
        assert opened.process.poll() is None, f"nor does it serve one that it can read: {opened.words()!r}"
    finally:
        folder.chmod(0o755)
    return closed.words(120)


def starts(ground, folder, run):
    """A server that may refuse to start, after some seconds."""
    server = ground.begin(root=folder, run=run)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and server.process.poll() is None and not server.port_file.exists():
        time.sleep(0.05)
    return server


def processes():
    """The command lines of all processes, as ps shows them to everybody."""
    told = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                told[int(entry)] = pathlib.Path(f"/proc/{entry}/cmdline").read_bytes()
            except OSError:
                pass
    return told


@check()
def ps_does_not_show_the_password(ground):
    """But for the moment in which the launcher starts Java, which nobody but its caller can help."""
    secret = b"S3cret-in-the-command-line"
    server = ground.serve(user=("ann", secret.decode()))
    told = [line.replace(b"\0", b" ").decode() for line in processes().values() if secret in line]
    assert not told, f"ps shows the password: …{told[0][-120:]}"
    server.serves()
