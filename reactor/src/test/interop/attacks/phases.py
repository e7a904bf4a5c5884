"""Clients that vanish, half-close or say QUIT, in every phase of a session."""
import contextlib
import os
import socket
import time

from attacks.client import Client, connect, read_all, reset
from attacks.ground import check, until

MIB = 2**20


def prepare(server):
    with open(server.root / "big", "wb") as file:
        file.write(os.urandom(MIB) * 16)
    (server.root / "many").mkdir()
    for i in range(2000):
        (server.root / "many" / f"{i:04d}{'n' * 150}").touch()
    (server.root / "from").write_text("renamed")


def connected(server, data):
    return Client(server, log_in=False, greeted=False)


def greeted(server, data):
    return Client(server, log_in=False)


def named(server, data):
    client = Client(server, log_in=False)
    client.must("USER anonymous", 331)
    return client


def logged_in(server, data):
    return Client(server)


def half_a_command(server, data):
    client = Client(server)
    client.send("NOO")
    return client


def listening(server, data):
    client = Client(server)
    client.epsv()
    return client


def data_connected(server, data):
    client = Client(server)
    data.append(client.data())
    return client


def transferring(command, chunk=b""):
    def phase(server, data):
        client = Client(server)
        client.must("TYPE A" if command.endswith("big ") else "TYPE I", 200)
        data.append(client.data())
        client.must(command.strip(), 150)
        if chunk:
            data[0].sendall(chunk)
        return client

    phase.__name__ = command.strip().lower().replace(" ", "_")
    return phase


def waiting(server, data):
    client = Client(server)
    client.epsv()
    client.must("RETR big", 150)
    return client


def calling(server, data):
    """The server is to connect to where nobody takes the connection."""
    client = Client(server)
    trap = socket.create_server(("127.0.0.1", 0), backlog=0)
    data.append(trap)
    client.must(f"EPRT |1|127.0.0.1|{trap.getsockname()[1]}|", 200)
    client.must("RETR big", 150)
    return client


def hashing(server, data):
    client = Client(server)
    client.send("HASH big\r\n")
    return client


def renaming(server, data):
    client = Client(server)
    client.must("RNFR from", 350)
    return client


def piped(server, data):
    client = Client(server)
    client.send("NOOP\r\nSTAT many\r\nXCRC big\r\nMLST big\r\n" * 20)
    return client


def aborting(server, data):
    client = Client(server)
    data.append(client.data())
    client.must("STOR aborted", 150)
    data[0].sendall(b"x" * MIB)
    client.send("ABOR\r\n")
    return client


PHASES = [
    connected, greeted, named, logged_in, half_a_command, listening, data_connected, waiting, calling, hashing, renaming,
    piped, aborting, transferring("RETR big"), transferring("RETR big "), transferring("LIST many"),
    transferring("MLSD many"), transferring("STOR stored", b"x" * MIB), transferring("STOR fresh"),
    transferring("APPE stored", b"x" * 10), transferring("STOU", b"x" * MIB),
]


def in_every_phase(ground, attack, times=1):
    """Brings a session into each phase, attacks, and expects that nothing stays behind."""
    # Who half-closes gets what is under way, for as long as the data connection is read.
    server = ground.serve("--data-timeout", "2", "--idle-timeout", "3", "--login-timeout", "3")
    prepare(server)
    rest = server.descriptors()
    for phase in PHASES * times:
        data = []
        client = phase(server, data)
        try:
            attack(client, data)
        except Exception as e:
            raise AssertionError(f"in the phase {phase.__name__}: {e!r}") from e
        finally:
            client.close()
            for sock in data:
                sock.close()
        server.must_live()
    server.serves()
    server.comes_to_rest(0, rest, seconds=15)
    free_again(server)
    return f"{len(PHASES)} phases"


def free_again(server):
    """What was being uploaded is not claimed by those who have gone."""
    with Client(server) as client:
        client.must("TYPE I", 200)
        for name in ("stored", "aborted", "fresh"):
            reply = client.store(f"STOR {name}", [b"whole"])
            assert reply.code == 226, f"STOR {name} afterwards: {reply!r}"
            got, _ = client.fetch(f"RETR {name}")
            assert got == b"whole", f"{name} has {len(got)} bytes afterwards"


@check(60)
def resets_in_every_phase_leave_nothing_behind(ground):
    def attack(client, data):
        reset(client.sock)
        for sock in data:
            reset(sock)

    return in_every_phase(ground, attack, times=5)


@check(60)
def resets_of_the_data_connection_alone_leave_nothing_behind(ground):
    def attack(client, data):
        for sock in data:
            reset(sock)
        with contextlib.suppress(TimeoutError, EOFError, ConnectionError):
            client.timeout = 0.2
            client.reply()

    return in_every_phase(ground, attack)


@check(60)
def half_closes_in_every_phase_leave_nothing_behind(ground):
    def attack(client, data):
        client.sock.shutdown(socket.SHUT_WR)
        for sock in data:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_WR)
        time.sleep(0.02)

    return in_every_phase(ground, attack)


@check(60)
def quit_in_every_phase_is_answered(ground):
    def attack(client, data):
        client.send("\r\nQUIT\r\n")
        for sock in data:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_WR)
                read_all(sock, 0.5)
            sock.close()
        # A download to which nobody connects takes its two seconds.
        assert client.is_closed(6), f"after QUIT the session goes on; the last words are {client.input[-200:]}"
        assert b"221 " in client.input, f"QUIT was not answered; the last words are {client.input[-200:]}"

    return in_every_phase(ground, attack)


@check()
def half_closed_clients_still_get_their_replies(ground):
    """What was asked before the client closed its side is answered (docs/protocol.md)."""
    server = ground.serve()
    (server.root / "big").write_bytes(bytes(4 * MIB))
    with Client(server) as client:
        client.must("TYPE I", 200)
        data = client.data()
        client.send("RETR big\r\nNOOP\r\nSIZE big\r\n")
        client.sock.shutdown(socket.SHUT_WR)
        assert len(read_all(data, 5)) == 4 * MIB
        codes = [client.reply().code for _ in range(4)]
        assert codes == [150, 226, 200, 213], f"the replies were {codes}"
    server.comes_to_rest()


@check()
def an_upload_whose_client_vanishes_is_not_published(ground):
    """Killed clients end both connections; what came until then is not the file."""
    server = ground.serve()
    for i in range(20):
        client = Client(server)
        data = client.data()
        client.must(f"STOR torn-{i}", 150)
        data.sendall(b"half" * 10_000)
        if i % 2:
            reset(client.sock)
            data.close()
        else:
            data.close()
            reset(client.sock)
    until(5, lambda: server.connections() == 0, "all connections are gone")
    published = [name for name in os.listdir(server.root) if name.startswith("torn-")]
    assert not published, f"half a file was published as {published}"
    server.serves()
