"""At the door: guessing, crowding, storming, and coming back after a long pause."""
import os
import re
import signal
import threading
import time

from attacks.client import STRANGER, Client, Swarm, connect, read_all, reset
from attacks.ground import check, until

ANN, BOB = ("ann", "correct horse"), ("bob", "battery staple")


class Guesser:
    """A session that tries passwords until it is sent away or the time is over, and then comes again."""

    def __init__(self, server, source, until_when):
        self.refused, self.sent_away = 0, 0
        self.server, self.source, self.until_when = server, source, until_when
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while time.monotonic() < self.until_when:
            try:
                with Client(self.server, self.source, timeout=4, log_in=False) as client:
                    if client.greeting.code != 220:
                        self.sent_away += 1
                        time.sleep(0.05)
                        continue
                    while time.monotonic() < self.until_when:
                        if client.do("USER ann").code == 421:
                            break
                        code = client.do(f"PASS guess-{self.refused}").code
                        # A 421 may mean that the password was not even looked at.
                        self.refused += code == 530
                        self.sent_away += code == 421
                        if code == 421:
                            break
            except (OSError, EOFError):
                self.sent_away += 1
                time.sleep(0.05)


@check()
def guessing_passwords_is_slow_and_logged(ground):
    server = ground.serve("--user", ":".join(BOB), user=ANN)
    # From here ann comes as a rule; a server may trust it more than others.
    server.serves("127.0.0.6")
    deadline = time.monotonic() + 3
    guessers = [Guesser(server, "127.0.0.5", deadline) for _ in range(20)]
    time.sleep(1.5)
    took = server.serves("127.0.0.6")
    start = time.monotonic()
    with Client(server, "127.0.0.7", log_in=False) as client:
        client.log_in(*BOB)
    assert time.monotonic() < start + 1, "the login of another account from another address took more than a second"
    for guesser in guessers:
        guesser.thread.join(15)
    tries = sum(guesser.refused for guesser in guessers)
    away = sum(guesser.sent_away for guesser in guessers)
    assert tries >= 2, f"only {tries} guesses were answered, so this shows nothing"
    assert tries <= 60, f"{tries} passwords were tried in 3 s from one address"
    assert away, "nobody was told 421 or sent away"
    logged = [line for line in server.words(1 << 22).splitlines() if re.search(r"\bann\b", line) and "127.0.0.5" in line]
    assert len(logged) >= tries, f"{tries} guesses failed, and {len(logged)} lines of the log tell of ann and 127.0.0.5"
    undated = [line for line in logged if not re.match(r"\d{4}-\d\d-\d\d", line)]
    assert not undated, f"a line of the log has no date: {undated[0]}"
    server.serves("127.0.0.6")
    return f"{tries} tries, {away} sent away; somebody else logged in meanwhile in {took * 1000:.0f} ms"


@check()
def a_full_house_turns_everybody_away_at_once(ground):
    server = ground.serve("--max-sessions", "5")
    inside = [Client(server) for _ in range(5)]
    start = time.monotonic()
    with Swarm(server, 200, [f"127.0.1.{i}" for i in range(1, 9)]) as crowd:
        # At its end is who has heard a 421 and then EOF; none of them closes its side.
        crowd.listen(max(0.1, start + 2 - time.monotonic()), 2)
        took = time.monotonic() - start
        told = [sock for sock in crowd.socks if 421 in crowd.codes(sock)]
        assert len(told) == 200, f"{len(told)} of 200 heard 421 in {took:.1f} s, while the house was full"
        ended = [sock for sock in told if sock in crowd.over]
        assert len(ended) == 200, f"after their 421 only {len(ended)} of 200 saw the end of the connection in {took:.1f} s"
        for client in inside:
            client.must("NOOP", 200)
        leaving = inside.pop()
        leaving.must("QUIT", 221)
        leaving.close()
        left = time.monotonic()
        until(1, lambda: admitted(server), "a newcomer is admitted within a second after one has left")
        again = time.monotonic() - left
    for client in inside:
        client.close()
    server.comes_to_rest()
    server.serves()
    return f"all turned away in {took:.2f} s, a newcomer admitted after {again:.2f} s"


def admitted(server):
    try:
        with Client(server, STRANGER, timeout=1) as client:
            return client.do("QUIT").code == 221
    except (OSError, EOFError, AssertionError):
        return False


@check()
def a_crowd_from_one_address_leaves_room_for_others(ground):
    server = ground.serve("--max-sessions-per-address", "10")
    with Swarm(server, 100, ["127.0.0.5"]) as crowd:
        crowd.listen(2, 1)
        codes = [crowd.codes(sock)[:1] for sock in crowd.socks]
        assert codes.count([220]) == 10, f"{codes.count([220])} sessions of one address were admitted, 10 may be"
        assert codes.count([421]) == 90, f"{codes.count([421])} of 90 heard 421"
        server.serves()
    server.comes_to_rest()


@check(60)
def a_pause_of_the_machine_costs_nobody_the_session(ground):
    """What was sent in time must be answered, however late the server is woken up."""
    count = min(2000, ground.descriptors // 4)
    server = ground.serve("--idle-timeout", "4", "--login-timeout", "60")
    with Swarm(server, count, [f"127.0.0.{i}" for i in range(11, 19)]) as crowd:
        crowd.send(b"USER anonymous\r\nPASS x\r\n")
        crowd.listen(10, 3)
        # All are idle from about now on.
        crowd.send(b"NOOP\r\n")
        crowd.listen(10, 4)
        assert not crowd.silent(4), f"{len(crowd.silent(4))} sessions did not even begin"
        os.kill(server.pid, signal.SIGSTOP)
        try:
            time.sleep(0.2)
            crowd.send(b"NOOP\r\n")
            time.sleep(4.5)
        finally:
            os.kill(server.pid, signal.SIGCONT)
        crowd.listen(3, 5)
        lost = [sock for sock in crowd.socks if crowd.codes(sock)[4:5] != [200]]
        closed = [sock for sock in crowd.socks if 421 in crowd.codes(sock) or sock in crowd.over]
        assert not lost, f"{len(lost)} of {count} NOOPs sent in the pause were not answered, {len(closed)} sessions closed"
        # The deadline still works.
        crowd.listen(8, 6)
        left = [sock for sock in crowd.socks if 421 not in crowd.codes(sock)]
        assert not left, f"{len(left)} sessions were idle for longer than --idle-timeout and not told so"
    server.comes_to_rest()
    server.serves()
    return f"{count} sessions"


def storm(address, until_when, count):
    """Connects and resets, 2 000 a second in all, from many addresses."""
    i = 0
    start = time.monotonic()
    while time.monotonic() < until_when:
        try:
            reset(connect(address, f"127.0.{2 + i % 3}.{1 + i % 200}", 2))
        except OSError:
            count["refused"] = count.get("refused", 0) + 1
        i += 1
        count["done"] = count.get("done", 0) + 1
        time.sleep(max(0, start + i / 1000 - time.monotonic()))


@check()
def a_storm_of_connections_does_not_stop_a_transfer(ground):
    server = ground.serve()
    size = 8 * 2**20
    block = os.urandom(2**20)
    (server.root / "big").write_bytes(block * 8)
    count, slowest, fetched = {}, 0.0, 0
    with Client(server, STRANGER) as client:
        client.must("TYPE I", 200)
        deadline = time.monotonic() + 3
        stormers = [threading.Thread(target=storm, args=(server.address, deadline, count), daemon=True) for _ in range(2)]
        for stormer in stormers:
            stormer.start()
        while time.monotonic() < deadline:
            start = time.monotonic()
            data = client.data()
            client.must("RETR big", 150)
            content = read_all(data, 10)
            data.close()
            assert client.reply().code == 226
            assert len(content) == size and content[:2**20] == block, "the file came wrong"
            slowest, fetched = max(slowest, time.monotonic() - start), fetched + 1
        for stormer in stormers:
            stormer.join(10)
    assert count["done"] > 1000, f"a storm of {count} is none"
    assert slowest < 2, f"8 MiB took {slowest:.1f} s"
    server.serves()
    server.comes_to_rest()
    return f"{count['done']} connects and resets; {fetched} files of 8 MiB meanwhile, the slowest in {slowest:.2f} s"
