"""Commands without number whose replies nobody reads."""
import contextlib
import os
import socket
import time

from attacks.client import Client
from attacks.ground import check

MIB = 2**20
SPARSE = 200 * 2**30


def sparse(server, name="sparse"):
    """A file of 200 GB that takes no room."""
    with open(server.root / name, "wb") as file:
        os.truncate(file.fileno(), SPARSE)
    return name


@contextlib.contextmanager
def hashing(server, count, source="127.0.0.2"):
    """So many clients that let the server hash a file of 200 GB."""
    name = sparse(server)
    clients = []
    try:
        for i in range(count):
            clients.append(Client(server, source))
        for i, client in enumerate(clients):
            client.send((f"HASH {name}", f"XCRC {name}")[i % 2] + "\r\n")
        time.sleep(0.3)
        yield clients
    finally:
        for client in clients:
            client.close()


def flood(server, client, command, most, others_work):
    """Sends command until the server leaves it lying or most bytes are sent; returns how many the server has read.

    A server that is slow is no server that pushes back: the latter rests, unless others keep it at work.
    """
    data = (command + "\r\n").encode() * 4096
    sent, quiet_since, deadline = 0, time.monotonic(), time.monotonic() + 8
    client.sock.setblocking(False)
    while sent < most and server.is_alive():
        try:
            # From where the last one broke off, so that every line is whole.
            sent += client.sock.send(data[sent % (len(command) + 2):])
            quiet_since = time.monotonic()
        except BlockingIOError:
            time.sleep(0.01)
        except ConnectionError:
            break
        if time.monotonic() > quiet_since + 1 and (others_work or server.is_quiet()):
            break
        assert time.monotonic() < deadline, f"{command}: it still reads and answers after 8 s"
    server.must_live()
    return server.taken(client.sock, sent)


def nothing(_, __):
    return contextlib.nullcontext()


def push_back(ground, commands, log_in=True, most=30 * MIB, before=nothing):
    """Each command must be pushed back long before most bytes of it; the attacker then reads nothing and leaves."""
    # A client that is not read is not seen to leave; its transfer times out.
    server = ground.serve("--data-timeout", "4", heap="256m")
    told = []
    for command in commands:
        with Client(server, log_in=log_in) as client, before(server, client), Client(server) as other:
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
            memory = server.memory()
            taken = flood(server, client, command, most, before is listing_behind_busy_pool)
            grown = max(0, server.memory() - memory)
            what = f"{command}: read {taken / MIB:.2f} MiB of it, and grew by {grown:.0f} MiB"
            # The kernel keeps some MiB of replies for a client that does not read.
            assert taken < 8 * MIB, what
            assert grown < 96, what
            start = time.monotonic()
            other.must("NOOP", 200)
            assert time.monotonic() < start + 1, "a NOOP of somebody else took more than a second"
            told.append(what)
    server.comes_to_rest()
    server.serves()
    return "; ".join(told)


@contextlib.contextmanager
def listing_behind_busy_pool(server, client):
    """The data connection is open, but the pool is busy with checksums."""
    with hashing(server, 6), client.data():
        client.must("LIST", 150)
        yield


@contextlib.contextmanager
def transfer_without_connection(_, client):
    client.epsv()
    client.must("RETR hello", 150)
    yield


@check(60)
def commands_behind_a_busy_pool_are_pushed_back(ground):
    """ABOR and STAT go ahead of what waits, so they must be bounded by themselves."""
    return push_back(ground, ["ABOR", "STAT", "NOOP"], before=listing_behind_busy_pool)


@check(60)
def commands_behind_a_waiting_transfer_are_pushed_back(ground):
    return push_back(ground, ["STAT", "NOOP", "HELP"], before=transfer_without_connection)


@check(60)
def replies_that_nobody_reads_push_back(ground):
    return push_back(ground, ["HELP", "FEAT", "STAT"])


@check()
def replies_before_the_login_push_back(ground):
    return push_back(ground, ["HELP"], log_in=False)
