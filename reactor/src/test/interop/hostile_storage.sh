#!/usr/bin/env bash
# Attacks on the files, on what lies beside the folder that is served, and on the pool. What is tried is in attacks/.
. "$(dirname "$0")/lib.bash"
need python3

python3 -B "$checkout/reactor/src/test/interop/hostile.py" "$@" links pool writers
