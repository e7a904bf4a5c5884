#!/usr/bin/env bash
# Python's ftplib: every method of its FTP class; what they do is in ftplib_methods.py.
. "$(dirname "$0")/lib.bash"
need python3

copy_samples "$here/samples"
make_big "$here/big"
start_server --user ann:secret
within 60 python3 "$checkout/reactor/src/test/interop/ftplib_methods.py" "$port" "$here" "$work/down"
same "$here" "$work/down"
same "$here" "$served/up"
was_sent EPSV
was_sent PASV
was_sent PORT
was_sent ABOR
stop_server
