#!/usr/bin/env bash
# Attacks on the server's memory: thousands of sessions, and replies that nobody reads. What is tried is in attacks/.
. "$(dirname "$0")/lib.bash"
need python3

python3 -B "$checkout/reactor/src/test/interop/hostile.py" "$@" memory queues
