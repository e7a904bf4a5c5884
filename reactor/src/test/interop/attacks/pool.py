"""Work that takes long, for others to wait behind."""
import os
import threading
import time

from attacks.client import STRANGER, Client, reset
from attacks.ground import check
from attacks.queues import hashing

ANN = ("ann", "correct horse")


def timed(what, limit, function):
    """Calls function, which must not take longer than limit; returns its seconds."""
    start = time.monotonic()
    try:
        function()
    except TimeoutError:
        raise AssertionError(f"{what} had no answer in {time.monotonic() - start:.1f} s") from None
    took = time.monotonic() - start
    assert took <= limit, f"{what} took {took:.2f} s"
    return took


@check(60)
def checksums_of_huge_files_hold_up_nobody(ground):
    server = ground.serve(user=ANN)
    (server.root / "text").write_bytes(b"line\n" * 1000)
    rest = server.connections()
    with hashing(server, 8), Client(server, STRANGER, timeout=5, log_in=False) as client:
        took = {"login": timed("a login with a password", 1, client.log_in)}

        def fetched(command, size):
            content, reply = client.fetch(command)
            assert reply.code == 226 and len(content) >= size, f"{command} gave {len(content)} bytes and {reply!r}"

        for command, size in (("LIST", 20), ("MLSD", 20), ("RETR text", 6000)):
            took[command] = timed(command, 1, lambda c=command, s=size: fetched(c, s))
        took["XCRC of a small file"] = timed("XCRC of a small file", 5, lambda: client.must("XCRC hello", 250, 450))
    server.comes_to_rest(rest, seconds=15)
    return ", ".join(f"{what} {seconds * 1000:.0f} ms" for what, seconds in took.items())


def many(folder, names):
    folder.mkdir()
    handle = os.open(folder, os.O_RDONLY)
    for name in names:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o644, dir_fd=handle))
    os.close(handle)


@check(60)
def abandoned_listings_cost_little(ground):
    """A pattern that fits nothing sends nothing, so that only a look at the client tells that it has gone."""
    server = ground.serve()
    many(server.root / "big", (f"a file in a large folder {i:06d}" for i in range(50_000)))
    server.serves()
    before = server.cpu()
    for _ in range(40):
        client = Client(server)
        data = client.data()
        client.send("LIST big/*zzz\r\n")
        client.reply()
        reset(data)
        reset(client.sock)
    took = server.serves()
    until_idle(server, 20)
    spent = server.cpu() - before
    assert spent < 5, f"40 abandoned listings burnt {spent:.1f} s of CPU"
    server.comes_to_rest()
    return f"{spent:.1f} s of CPU; a client right afterwards was served in {took * 1000:.0f} ms"


def until_idle(server, seconds):
    deadline = time.monotonic() + seconds
    while not server.is_quiet() and time.monotonic() < deadline:
        pass


@check(60)
def patterns_that_try_every_way_cost_little(ground):
    """Names and patterns in which a careless matcher tries all ways."""
    server = ground.serve()
    many(server.root / "names", ("a" * 250 + f"{i:03d}" for i in range(1000)))
    with Client(server, timeout=5) as client:
        before = server.cpu()
        for pattern in ("*a" * 60 + "b", "*" * 120 + "b", "*?" * 60 + "b", "[a]*" * 50 + "[!a]b", "*[a-z]" * 40 + "!"):
            timed(f"LIST names/{pattern}", 3, lambda p=pattern: client.fetch(f"LIST names/{p}"))
        spent = server.cpu() - before
    server.serves()
    return f"{spent:.1f} s of CPU"


@check(90)
def removing_a_folder_full_of_parts_holds_up_nobody(ground):
    server = ground.serve()
    folder = server.root / "parts"
    many(folder, (f".sluice-{i:032x}.part" for i in range(150_000)))
    for part in os.scandir(folder):
        os.utime(part.path, (1, 1))  # An empty one that is young may be somebody's upload that begins just now.
    removed = {}

    def remove():
        with Client(server, "127.0.0.2", timeout=40) as client:
            start = time.monotonic()
            removed["reply"] = client.do("RMD parts")
            removed["seconds"] = time.monotonic() - start

    slowest, noops = 0.0, 0
    thread = threading.Thread(target=remove, daemon=True)
    with Client(server, STRANGER, timeout=30) as client:
        client.must("NOOP", 200)
        thread.start()
        while thread.is_alive() or noops < 20:
            start = time.monotonic()
            client.must("NOOP", 200)
            slowest, noops = max(slowest, time.monotonic() - start), noops + 1
            time.sleep(0.01)
    thread.join()
    reply = removed["reply"]
    assert reply.code == 250 and not folder.exists(), f"RMD gave {reply!r}, and the folder is there: {folder.exists()}"
    assert slowest < 0.5, f"a NOOP took {slowest:.2f} s, while RMD took {removed['seconds']:.1f} s"
    server.serves()
    return f"slowest of {noops} NOOPs {slowest * 1000:.0f} ms, RMD {removed['seconds']:.1f} s: {reply!r}"
