#!/usr/bin/env bash
# Everything that a stranger can try with a socket: lines, the door, ports, phases; and what the server tells to whom.
# What is tried is in attacks/.
. "$(dirname "$0")/lib.bash"
need python3

python3 -B "$checkout/reactor/src/test/interop/hostile.py" "$@" lines door ports phases disclosure
