"""Many who write the same files, through two servers, and servers that die in the middle."""
import hashlib
import json
import os
import random
import threading
import time

from attacks.client import STRANGER, Client
from attacks.ground import HELLO, check, until

NAMES = [f"shared-{i:02d}" for i in range(20)]
WRITERS = 8
REFUSED = {425, 426, 450, 451, 550}


def content(writer, name):
    """A file that tells who wrote it, and whether it is whole."""
    body = random.Random(f"{writer} {name}").randbytes(20_000 + 7_000 * (writer % 5))
    head = json.dumps({"writer": writer, "name": name, "bytes": len(body), "sum": hashlib.sha256(body).hexdigest()})
    return head.encode() + b"\n" + body


def fault(name, got):
    """What is wrong with a file that was read; empty when it is one writer's whole upload."""
    try:
        head, body = got.split(b"\n", 1)
        told = json.loads(head)
    except ValueError:
        return f"{name} has {len(got)} bytes without a head"
    if told["name"] != name or told["bytes"] != len(body) or told["sum"] != hashlib.sha256(body).hexdigest():
        return f"{name} has {len(body)} bytes of body, and {told['bytes']} were uploaded by writer {told['writer']}"
    return ""


def in_chunks(data, pause):
    step = len(data) // 4 + 1
    for at in range(0, len(data), step):
        yield data[at:at + step]
        time.sleep(pause)


class Writers:
    """Clients of one server that upload all names, each in an order of its own."""

    def __init__(self, server, first, pause=0.01, names=NAMES):
        self.server, self.codes, self.faults = server, {}, []
        self.pause, self.names, self.stop = pause, names, False
        self.threads = [threading.Thread(target=self._write, args=(first + i,), daemon=True) for i in range(WRITERS)]
        for thread in self.threads:
            thread.start()

    def _write(self, writer):
        names = random.Random(writer).sample(self.names, len(self.names))
        try:
            with Client(self.server, timeout=15) as client:
                client.do("TYPE I")
                for name in names:
                    reply = client.store(f"STOR {name}", in_chunks(content(writer, name), self.pause))
                    self.codes.setdefault(name, []).append(reply.code)
                    if reply.code not in REFUSED | {226}:
                        self.faults.append(f"STOR {name}: {reply!r}")
                    if self.stop:
                        return
        except (OSError, EOFError) as e:
            if not self.stop:
                self.faults.append(f"writer {writer}: {e!r}")

    def wait(self):
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), "an upload does not end"


def parts(folder):
    return [name for name in os.listdir(folder) if name.startswith(".sluice-")]


def must_be_whole(servers, names):
    """Each published file is one writer's whole upload, whichever server tells, and SIZE answers its length."""
    for server in servers:
        with Client(server) as client:
            client.must("TYPE I", 200)
            for name in names:
                got, reply = client.fetch(f"RETR {name}")
                assert reply.code == 226, f"RETR {name}: {reply!r}"
                assert not fault(name, got), fault(name, got)
                told = client.must(f"SIZE {name}", 213).text
                assert told == f"213 {len(got)}", f"SIZE {name} said {told}, and it has {len(got)} bytes"


def two_servers(ground):
    one = ground.serve()
    return one, ground.serve(root=one.root)


@check(60)
def two_servers_on_one_folder_publish_whole_files(ground):
    servers = two_servers(ground)
    crowds = [Writers(server, 100 * i) for i, server in enumerate(servers)]
    torn = []
    with Client(servers[0], STRANGER, timeout=15) as reader:
        reader.must("TYPE I", 200)
        while any(thread.is_alive() for crowd in crowds for thread in crowd.threads):
            name = random.choice(NAMES)
            got, reply = reader.fetch(f"RETR {name}")
            if reply.code == 226 and fault(name, got):
                torn.append(fault(name, got))
    for crowd in crowds:
        crowd.wait()
    faults = torn + crowds[0].faults + crowds[1].faults
    assert not faults, f"{len(faults)} faults: {faults[0]}"
    codes = [code for crowd in crowds for all in crowd.codes.values() for code in all]
    confirmed = {name for crowd in crowds for name, all in crowd.codes.items() if 226 in all}
    missing = [name for name in confirmed if not (servers[0].root / name).exists()]
    assert not missing, f"confirmed by a 226 and not there: {missing}"
    must_be_whole(servers, sorted(confirmed))
    with Client(servers[0]) as client:
        for name in set(NAMES) - confirmed:
            reply = client.do(f"SIZE {name}")
            assert reply.code == 550, f"nobody has uploaded {name} to its end, but SIZE says {reply!r}"
    assert set(codes) - {226}, "the writers never met, so this shows nothing"
    left = parts(servers[0].root)
    assert not left, f"part files left behind: {left}"
    for server in servers:
        server.serves()
    return f"{len(codes)} uploads, {codes.count(226)} confirmed"


@check(60)
def a_server_killed_in_the_middle_does_not_block_the_other(ground):
    killed, other = two_servers(ground)
    for name in NAMES[:10]:
        (killed.root / name).write_bytes(content(999, name))
    crowd = Writers(killed, 0, pause=0.15)
    time.sleep(0.5)
    crowd.stop = True
    killed.kill()
    crowd.wait()
    left = len(parts(other.root))
    assert left, "no upload was under way, so this shows nothing"
    with Client(other, timeout=5) as client:
        client.must("TYPE I", 200)
        for name in NAMES:
            reply = client.store(f"STOR {name}", [content(1000, name)])
            assert reply.code == 226, f"STOR {name} through the other server: {reply!r}"
    must_be_whole([other], NAMES)
    with Client(other) as client:
        for name in NAMES:
            client.must(f"DELE {name}", 250)
            reply = client.do(f"SIZE {name}")
            assert reply.code == 550, f"{name} is deleted, but SIZE says {reply!r}"
    other.serves()
    return f"{left} parts were left by the one that was killed"


@check()
def a_part_left_by_a_killed_server_does_not_outlive_its_file(ground):
    server = ground.serve()
    with Client(server) as client:
        client.must("TYPE I", 200)
        data = client.data()
        client.must("STOR hello", 150)
        data.sendall(b"half of what replaces it" * 1000)
        deadline = time.monotonic() + 5
        while not parts(server.root) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert parts(server.root), "there is no part to leave behind, so this shows nothing"
        server.kill()
        data.close()
    again = ground.serve(root=server.root)
    with Client(again) as client:
        client.must("TYPE I", 200)
        told = client.must("SIZE hello", 213).text
        assert told == f"213 {len(HELLO)}", f"SIZE says {told} of a file with {len(HELLO)} bytes"
        client.must("DELE hello", 250)
        reply = client.do("SIZE hello")
        assert reply.code == 550, f"after DELE of the file SIZE says {reply!r}"
        # An empty part counts as somebody's for half a second.
        until(5, lambda: client.store("STOR hello", [HELLO]).code == 226, "the name can be uploaded again")
    again.serves()
