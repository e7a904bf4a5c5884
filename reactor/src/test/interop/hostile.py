"""Attacks a server as a stranger could: python3 hostile.py [--sluice PATH] [--only NAME] GROUP...

Each group is a module in attacks/, each check a function in it. A check that fails says why; the exit code is 1 then.
"""
import argparse
import importlib
import os
import signal
import sys
import time
import traceback

from attacks import ground

HERE = os.path.dirname(os.path.abspath(__file__))


class TookTooLong(Exception):
    """A check did not end in its time."""


def ring(*_):
    raise TookTooLong("the check did not end in its time")


def stop(*_):
    sys.exit("stopped from outside")


def reason(error):
    """One line: what was wrong, and where in the check that was found."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f"{os.sep}attacks{os.sep}" in f.filename]
    where = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno}" for f in reversed(frames[-3:]))
    what = str(error) if isinstance(error, AssertionError) and str(error) else repr(error)
    return f"{what} ({where})"


def run(place, name, function, seconds):
    """Runs one check and returns how it ended."""
    start = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        outcome, told = "PASS", function(place)
    except ground.Skipped as e:
        outcome, told = "SKIP", str(e)
    except Exception as e:
        outcome, told = "FAIL", reason(e)
        dead = [s for s in place.servers if not s.is_alive()]
        told += "".join(f"\n  a server had ended with exit code {s.process.poll()}: …{s.words(300)}" for s in dead)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        place.clear()
    print(f"{outcome} {name} ({time.monotonic() - start:.1f} s)" + (f": {told}" if told else ""), flush=True)
    return outcome


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sluice", default=os.path.join(HERE, *[os.pardir] * 4, "sluice"))
    parser.add_argument("--only", default="", help="run the checks whose name contains this")
    parser.add_argument("groups", nargs="+")
    arguments = parser.parse_args()
    for group in arguments.groups:
        importlib.import_module(f"attacks.{group}")
    signal.signal(signal.SIGALRM, ring)
    signal.signal(signal.SIGTERM, stop)
    place = ground.Ground(os.path.abspath(arguments.sluice))
    outcomes = []
    try:
        for group, function, seconds in ground.CHECKS:
            name = f"{group}.{function.__name__}"
            if group in arguments.groups and arguments.only in name:
                outcomes.append(run(place, name, function, seconds))
    finally:
        place.close()
    counts = {outcome: outcomes.count(outcome) for outcome in ("PASS", "FAIL", "SKIP")}
    print(f"{counts['PASS']} passed, {counts['FAIL']} failed, {counts['SKIP']} skipped")
    sys.exit(1 if counts["FAIL"] or not counts["PASS"] else 0)


main()
