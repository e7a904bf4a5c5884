"""Data connections: to whom they may go, from whom they may come, and how many ports there are."""
import re
import socket
import time

from attacks.client import Client, connect, read_all
from attacks.ground import HELLO, check, free_ports, until


@check()
def a_port_held_by_another_program_is_used_once_it_is_free(ground):
    ports = free_ports(3)
    holder = socket.create_server(("127.0.0.1", ports[1]))
    server = ground.serve("--passive-ports", f"{ports[0]}-{ports[2]}")

    def lent():
        """What three sessions of one address get at the same time."""
        told = set()
        clients = [Client(server) for _ in range(3)]
        for client in clients:
            reply = client.must("EPSV", 229, 425)
            if reply.code == 229:
                told.add(int(re.search(r"\|\|\|(\d+)\|", reply.text)[1]))
        for client in clients:
            client.close()
        return told

    assert ports[1] not in lent(), "a port that another program holds was lent"
    holder.close()
    until(12, lambda: lent() == set(ports), f"all of {ports} are lent, of which {ports[1]} is free again")
    server.serves()


def steal(server, thief, victim_waits):
    """Whether an address other than the victim's gets the victim's file."""
    with Client(server, "127.0.0.31") as victim:
        victim.must("TYPE I", 200)
        port = victim.epsv()
        stolen = connect((server.address[0], port), thief, 2)
        if victim_waits:
            time.sleep(0.02)
        data = connect((server.address[0], port), victim.source, 2)
        victim.must("RETR hello", 150)
        mine, reply = read_all(data, 5), victim.reply()
        stolen.settimeout(1)
        try:
            theirs = stolen.recv(65536)
        except (ConnectionResetError, TimeoutError):
            theirs = b""
        stolen.close()
        data.close()
        assert not theirs, f"{thief} got {len(theirs)} bytes of somebody else's file"
        assert mine == HELLO and reply.code == 226, f"the victim got {len(mine)} bytes and {reply!r}"


@check()
def another_address_cannot_take_a_passive_port(ground):
    server = ground.serve()
    for i in range(40):
        steal(server, f"127.0.0.{32 + i % 4}", i % 2)
    server.comes_to_rest()


@check()
def the_log_tells_which_connection_was_accepted(ground):
    """From the victim's own address theft cannot be prevented, but it must be seen."""
    server = ground.serve("--verbose")
    ends = []
    with Client(server, "127.0.0.31") as client:
        for _ in range(3):
            data = client.data()
            ends.append(data.getsockname()[1])
            client.must("RETR hello", 150)
            read_all(data, 5)
            data.close()
            client.reply()
    for port in ends:
        until(3, lambda: re.search(rf"127\.0\.0\.31\b\D{{0,20}}{port}\b", server.words(1 << 20)),
              f"the log tells that a data connection came from 127.0.0.31, port {port}")


@check()
def bouncing_is_refused(ground):
    """PORT and EPRT to other addresses, or to ports where services live, and nobody is called."""
    server = ground.serve()
    traps = [socket.create_server(("127.0.0.77", 0)), socket.create_server(("127.0.0.1", 0))]
    other = traps[0].getsockname()[1]
    with Client(server, "127.0.0.1") as client:
        for line in (
            f"PORT 127,0,0,77,{other >> 8},{other & 255}",
            f"EPRT |1|127.0.0.77|{other}|",
            f"EPRT |2|::ffff:127.0.0.77|{other}|",
            "PORT 127,0,0,1,0,22",
            "PORT 127,0,0,1,3,255",
            "PORT 127,0,0,1,0,0",
            "EPRT |1|127.0.0.1|25|",
            "EPRT |1|127.0.0.1|0|",
            "EPRT |1|127.0.0.1|65536|",
            "EPRT |1|127.0.0.1|-1|",
            "EPRT |1|0.0.0.0|40000|",
            "EPRT |1|127.1|40000|",
            "EPRT |1|localhost|40000|",
            "EPRT |2|::1|40000|",
            "EPRT |2|fe80::1%lo|40000|",
            "PORT 0,0,0,0,200,1",
            "PORT 255,255,255,255,200,1",
            "PORT 224,0,0,1,200,1",
            "PORT 127,0,0,1,256,1",
            "PORT 127,0,0,1,-1,1",
            "PORT 127,0,0,1,200",
            "PORT 127,0,0,1,200,1,1",
            "PORT 4294967423,0,0,1,200,1",
        ):
            reply = client.do(line)
            assert 500 <= reply.code < 600, f"{line} was answered with {reply!r}"
            refused = client.do("RETR hello")
            assert refused.code == 425, f"after {line} RETR was answered with {refused!r}"
    traps[0].settimeout(0.3)
    try:
        traps[0].accept()
        raise AssertionError("the server has called an address that is not the client's")
    except TimeoutError:
        pass
    # The client's own address does work, or else all this shows nothing.
    own = traps[1].getsockname()[1]
    with Client(server, "127.0.0.1") as client:
        client.must(f"PORT 127,0,0,1,{own >> 8},{own & 255}", 200)
        client.must("RETR hello", 150)
        traps[1].settimeout(3)
        traps[1].accept()[0].close()
    for trap in traps:
        trap.close()
    server.serves()


@check()
def a_thousand_ports_asked_for_and_not_used(ground):
    server = ground.serve()
    before = server.descriptors()
    with Client(server) as client:
        for i in range(1000):
            client.must(("PASV", "EPSV")[i % 2], 227, 229)
        held = server.descriptors() - before
    # Some ports are bound ahead, to choose from.
    assert held < 500, f"one session holds {held} descriptors after 1 000 PASV"
    crowd = [Client(server, f"127.0.0.{40 + i % 5}") for i in range(500)]
    for client in crowd:
        client.must("PASV", 227, 425, 421)
        client.must("PASV", 227, 425, 421)
    server.serves()
    for client in crowd:
        client.close()
    server.comes_to_rest(0, before)
    return f"{held} descriptors for 1 000 PASV in a session"


@check()
def connections_without_commands_and_commands_without_connections(ground):
    server = ground.serve("--data-timeout", "2")
    with Client(server, timeout=6) as client:
        # A data connection and no command; then one that has gone when the command comes.
        data = client.data()
        assert client.must("NOOP", 200)
        data.close()
        reply = client.do("LIST")
        while reply.code == 150:
            reply = client.reply()
        assert reply.code in (226, 425, 426), f"LIST to a connection that has gone: {reply!r}"
        # A command and no connection.
        client.epsv()
        client.must("RETR hello", 150)
        assert client.reply().code == 425
        # A port where nobody listens.
        closed = free_ports(1)[0]
        client.must(f"EPRT |1|127.0.0.1|{closed}|", 200)
        client.must("RETR hello", 150)
        assert client.reply().code == 425
        # More connections than one to the same port: the others are closed.
        port = client.epsv()
        several = [connect((server.address[0], port)) for _ in range(3)]
        client.must("RETR hello", 150)
        got = []
        for data in several:
            try:
                got.append(read_all(data, 3))
            except ConnectionResetError:
                got.append(b"")
            data.close()
        assert client.reply().code == 226
        assert sum(bool(each) for each in got) == 1, f"{sum(bool(each) for each in got)} connections got the file"
    server.comes_to_rest()
    server.serves()
