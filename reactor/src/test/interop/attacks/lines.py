"""Lines that no client of good will sends."""
import re
import socket
import time

from attacks.client import Client, connect
from attacks.ground import check

IAC, SB = b"\xff", b"\xfa"
MIB = 2**20

# 4 KiB of what parsers stumble over; a line may have 4 096 bytes.
NASTY = {
    "options": "-a " * 1360,
    "options in one": "-" + "a" * 4080,
    "facts": "a=;" * 1200 + " hello",
    "brackets": "[" * 4080,
    "open classes": "[a" * 2040,
    "stars": "*a" * 2040,
    "stars alone": "*" * 4080,
    "question marks": "?" * 4080,
    "backslashes": "\\" * 4080,
    "quotes": '"' * 4080,
    "a quoted name and numbers": '"' + "a" * 2000 + '"' + " 1" * 1000,
    "parentheses": "(" * 4080,
    "spaces": " " * 4080,
    "digits": "9" * 4080,
    "numbers": "1 " * 2040,
    "semicolons": ";" * 4080,
    "commas": "1," * 2040,
    "bars": "|" * 4080,
    "slashes": "/" * 4000,
    "ups": "../" * 1300,
    "names of 255 bytes": "/".join(["x" * 255] * 15),
    "depth": "a/" * 2000,
    "percents": "%s%n" * 1000,
    "combining letters": "e\u0301" * 1300,
}
ENDS_SESSION = {"QUIT", "REIN", "USER"}


def verbs(client):
    told = client.must("HELP", 214).text.splitlines()[1:-1]
    return [verb for line in told for verb in re.findall(r"\b[A-Z]{3,4}\b", line)]


def survives(ground, server, lines):
    """Sends each line in a session; returns which ended the server, and the slowest answer in seconds."""
    killers, slowest = [], 0.0
    client = Client(server)
    for name, line in lines:
        start = time.monotonic()
        try:
            client.send(line + "\r\n")
            client.reply()
            client.must("NOOP", 200)
            slowest = max(slowest, time.monotonic() - start)
        except (EOFError, OSError) as e:
            client.close()
            if server.is_alive() and not isinstance(e, TimeoutError):
                time.sleep(0.3)  # It may be just about to die.
            if server.is_alive():
                raise AssertionError(f"{name} was not answered: {e!r}") from e
            killers.append(f"{name} (exit code {server.process.wait(5)})")
            if len(killers) == 8:
                break
            server = ground.serve()
            client = Client(server)
    client.close()
    if not killers:
        server.serves()
    return killers, slowest


@check(60)
def every_verb_takes_4_kib_of_anything(ground):
    server = ground.serve()
    with Client(server) as client:
        known = [verb for verb in verbs(client) if verb not in ENDS_SESSION]
    assert len(known) > 40, f"HELP lists only {known}"
    lines = [(f"{verb} with {name}", f"{verb} {text}") for verb in known for name, text in NASTY.items()]
    killers, slowest = survives(ground, server, lines)
    assert not killers, f"ended the server: {', '.join(killers)}"
    assert slowest < 1, f"one answer took {slowest:.1f} s"
    return f"{len(lines)} lines, slowest answer {slowest * 1000:.0f} ms"


@check()
def verbs_that_end_a_session_take_4_kib_of_anything(ground):
    server = ground.serve()
    for verb in sorted(ENDS_SESSION) + ["NONSENSE"]:
        for name, text in NASTY.items():
            with Client(server, log_in=False) as client:
                reply = client.do(f"{verb} {text}")
                assert 200 <= reply.code < 600, f"{verb} with {name}: {reply!r}"
    server.serves()


@check(40)
def a_line_without_end_costs_no_memory(ground):
    server = ground.serve(heap="64m")
    with Client(server) as client:
        before = server.memory()
        chunk = b"A" * MIB
        for _ in range(64):
            client.send(chunk)
        with_it = server.memory()
        client.send("\r\nNOOP\r\n")
        assert client.reply().code == 500
        assert client.reply().code == 200, "there is more than one reply to a line that is too long"
    server.serves()
    assert with_it < before + 48, f"64 MiB without LF took {with_it - before:.0f} MiB of memory"
    return f"64 MiB took {max(0, with_it - before):.0f} MiB of memory"


@check(40)
def telnet_and_nuls_are_bounded(ground):
    server = ground.serve(heap="32m")
    before = server.memory()
    for name, head, body in (
        ("an IAC SB without end", IAC + SB, b"x" * MIB),
        ("an IAC SB with escaped IACs", IAC + SB, (IAC + IAC) * (MIB // 2)),
        ("WILLs", b"", (IAC + b"\xfb" + b"\x01" + IAC + b"\xfd" + b"\x03") * (MIB // 6)),
        ("NULs", b"", b"\0" * MIB),
        ("CRs", b"", b"\r" * MIB),
        ("0xfe", b"NOOP ", b"\xfe" * MIB),
    ):
        with Client(server) as client:
            try:
                client.send(head)
                for _ in range(16):
                    client.send(body)
                server.serves()
                client.send(IAC + b"\xf0\r\n")
                client.reply()
            except TimeoutError as e:
                raise AssertionError(f"after {name} and a line's end the session is deaf") from e
            except (EOFError, ConnectionError):
                pass  # Closing on such a client is right too.
    assert server.memory() < before + 48, f"{server.memory() - before:.0f} MiB more"


@check()
def a_slow_line_does_not_keep_a_session(ground):
    """A byte a second is activity on the wire, but no command."""
    server = ground.serve("--login-timeout", "2", "--idle-timeout", "3", "--data-timeout", "2")
    before_login, after_login = Client(server, log_in=False), Client(server)
    waits, stalls = Client(server), Client(server)
    (server.root / "zeros").write_bytes(bytes(32 * MIB))
    waits.epsv()
    waits.must("RETR hello", 150)
    unread = connect((server.address[0], stalls.epsv()))
    stalls.must("RETR zeros", 150)
    start = time.monotonic()
    ended = {}
    slow = {"before the login": before_login, "after the login": after_login}
    while len(ended) < len(slow) and time.monotonic() < start + 9:
        for when, client in slow.items():
            if when not in ended:
                try:
                    client.sock.send(b"N")
                except ConnectionError:
                    ended[when] = time.monotonic() - start
                    continue
                if client.is_closed(0.5):
                    ended[when] = time.monotonic() - start
                    assert b"421 " in client.input, f"a slow line {when} ended without a 421: {client.input}"
    assert len(ended) == len(slow), f"a byte a second keeps a session open for ever; ended: {ended}"
    for client, code, what in ((waits, 425, "comes"), (stalls, 426, "is read")):
        got = client.reply().code
        assert got in (425, 426, 421), f"a data connection that never {what} gave {got}, not {code}"
    unread.close()
    server.serves()
    return ", ".join(f"{when} {seconds:.1f} s" for when, seconds in ended.items())


@check()
def urgent_bytes_and_bare_line_ends_do_no_harm(ground):
    server = ground.serve()
    with Client(server) as client:
        for data in (b"\xff\xf4\xff", b"\xf2", b"\r"):
            client.sock.send(data, socket.MSG_OOB)
        client.send("\nABOR\r\n\n\r\n\r\r\n")
        client.send("NOOP\r\n")
        codes = []
        while not codes or codes[-1] != 200:
            codes.append(client.reply().code)
        assert all(200 <= code < 600 for code in codes)
    server.serves()
