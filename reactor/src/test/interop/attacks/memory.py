"""Thousands of sessions, each of which makes the server remember something, against a heap of 256 MiB."""
import contextlib
import os
import time

from attacks.client import Swarm, connect
from attacks.ground import Skipped, check

MIB = 2**20
ATTACKERS = [f"127.0.0.{i}" for i in range(11, 27)]
LOG_IN = b"USER anonymous\r\nPASS x\r\n"
# The greeting, and a reply to each of both.
LOGGED_IN = 3
AT_THE_LIMIT = {421, 425, 450}


def server_and_crowd(ground, count, data_timeout="7"):
    """A server with a small heap, and as many attackers as the descriptors of this machine allow."""
    # A client that is not read is not seen to leave; its transfer times out.
    server = ground.serve("--data-timeout", data_timeout, heap="256m")
    server.serves()
    return server, min(count, ground.descriptors // 4)


def answered(swarm, replies, seconds=20):
    """Everybody must have been answered; whoever was refused with a code that says so. Returns how many were."""
    swarm.listen(seconds, replies)
    silent = swarm.silent(replies)
    assert not silent, f"{len(silent)} of {len(swarm.socks)} sessions got no answer, one after {swarm.codes(silent[0])}"
    refused = 0
    for sock in swarm.socks:
        bad = {code for code in swarm.codes(sock) if code >= 400}
        assert bad <= AT_THE_LIMIT, f"a session was refused with {bad - AT_THE_LIMIT}"
        refused += bool(bad)
    return refused


def holds(server, what):
    """Somebody else is served while the attack is on, and afterwards all is given back."""
    took = server.serves()
    return f"{what}; {server.memory('VmHWM'):.0f} MiB at most, a stranger served in {took * 1000:.0f} ms"


def given_back(server, before):
    server.comes_to_rest(*before, seconds=20)
    server.serves()


def state(server):
    """What it holds with nobody there: connections, descriptors, and the live heap."""
    return server.connections(), server.descriptors(), server.live_heap()


@check(60)
def listings_to_which_nobody_connects(ground):
    server, count = server_and_crowd(ground, 4000)
    before = state(server)
    with Swarm(server, count, ATTACKERS) as swarm:
        swarm.send(LOG_IN + b"EPSV\r\nLIST\r\n")
        refused = answered(swarm, LOGGED_IN + 2)
        told = holds(server, f"{count} sessions, {refused} refused")
    given_back(server, before)
    return told


@check(60)
def texts_to_which_nobody_connects(ground):
    """TYPE A needs a buffer that the plain download does without."""
    server, count = server_and_crowd(ground, 4000)
    before = state(server)
    with Swarm(server, count, ATTACKERS) as swarm:
        swarm.send(LOG_IN + b"EPSV\r\nRETR hello\r\n")
        refused = answered(swarm, LOGGED_IN + 2)
        if before[2] is not None:
            each = (server.live_heap() - before[2]) * 1024 / count
            assert each < 16, f"each of {count} downloads that wait holds {each:.0f} KiB of heap"
        told = holds(server, f"{count} sessions, {refused} refused")
    given_back(server, before)
    return told


@check(60)
def empty_lines_behind_a_waiting_download(ground):
    server, count = server_and_crowd(ground, 1700)
    before = state(server)
    with Swarm(server, count, ATTACKERS) as swarm:
        swarm.send(LOG_IN + b"EPSV\r\nRETR hello\r\n")
        refused = answered(swarm, LOGGED_IN + 2)
        sent = sum(swarm.send(b"\n" * 8192) for _ in range(2))
        time.sleep(1.5)
        told = holds(server, f"{count} sessions, {refused} refused, {sent // MIB} MiB of line feeds")
    given_back(server, before)
    return told


def fill(server, names=10_000):
    """A folder whose listing has more than 2 MB."""
    big = server.root / "big"
    big.mkdir()
    for i in range(names):
        os.close(os.open(big / f"{i:05d}{'n' * 195}", os.O_CREAT | os.O_WRONLY))


@contextlib.contextmanager
def unread_listings(server, count):
    """So many listings of a large folder, with data connections that nobody reads; yields how many were refused."""
    unread = []
    with Swarm(server, count, ATTACKERS) as swarm:
        swarm.send(LOG_IN + b"EPSV\r\n")
        answered(swarm, LOGGED_IN + 1)
        for i, sock in enumerate(swarm.socks):
            told = bytes(swarm.heard[sock])
            if b"|||" in told:
                port = int(told.split(b"|||")[1].split(b"|")[0])
                unread.append(connect((server.address[0], port), ATTACKERS[i % len(ATTACKERS)]))
        swarm.send(b"LIST big\r\n")
        refused = answered(swarm, LOGGED_IN + 2)
        wait_for_memory(server)
        yield refused
    for sock in unread:
        sock.close()


@check(60)
def listings_that_nobody_reads(ground):
    server, count = server_and_crowd(ground, 200, "60")
    fill(server)
    before = state(server)
    with unread_listings(server, count) as refused:
        told = holds(server, f"{count} listings, {refused} refused")
    given_back(server, before)
    return told


@check(60)
def the_limit_of_memory_is_kept(ground):
    """--memory bounds what all sessions together borrow; what the sessions themselves are comes on top."""
    server = ground.serve("--memory", "16MiB", heap="256m")
    fill(server)
    server.serves()
    before = state(server)
    if before[2] is None:
        raise Skipped("there is no jcmd to look into the heap with")
    with unread_listings(server, 100) as refused:
        held = server.live_heap() - before[2]
        assert held < 16 + 16, f"with --memory 16MiB 100 listings hold {held:.0f} MiB of heap"
        told = holds(server, f"100 listings hold {held:.0f} MiB of heap, {refused} refused")
    given_back(server, before)
    return told


def wait_for_memory(server):
    """Until the attack has had its effect: the server has no more to do."""
    deadline, spent = time.monotonic() + 8, server.cpu() - 1
    while time.monotonic() < deadline and server.is_alive() and server.cpu() - spent > 0.05:
        spent = server.cpu()
        time.sleep(0.5)


@check(60)
def helps_before_the_login_that_nobody_reads(ground):
    server, count = server_and_crowd(ground, 2500)
    before = state(server)
    with Swarm(server, count, ATTACKERS) as swarm:
        sent = sum(swarm.send(b"HELP\r\n" * 1365) for _ in range(4))
        wait_for_memory(server)
        told = holds(server, f"{count} connections, {sent // MIB} MiB of HELPs")
    given_back(server, before)
    return told


@check(60)
def unfinished_lines(ground):
    server, count = server_and_crowd(ground, 4000)
    before = state(server)
    with Swarm(server, count, ATTACKERS) as swarm:
        swarm.send(b"A" * 4090)
        wait_for_memory(server)
        told = holds(server, f"{count} lines of 4 090 bytes")
        swarm.send(b"\r\n")
        # The greeting, and 500 or 530 or the like.
        swarm.listen(20, 2)
        silent = swarm.silent(2)
        assert not silent, f"{len(silent)} sessions heard nothing when their lines ended"
    given_back(server, before)
    return told
