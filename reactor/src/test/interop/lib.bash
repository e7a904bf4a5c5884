# What the scripts beside this file share; they source it. Each drives one client against a server of its own and ends
# with 0 when all went well, with 77 and the reason as its last line when the client is not here, else with what is wrong.
set -euo pipefail
export LC_ALL=C.UTF-8

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
work=$(mktemp -d)
# What the server serves, and what clients keep on their side.
served=$work/served
here=$work/here
mkdir "$served" "$here"
server=

say() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2
}

fail() {
  say "$*"
  [[ ! -s $work/server.log ]] || { echo "The server's last words:" && tail -n 40 "$work/server.log"; } >&2
  exit 1
}

on_exit() {
  local status=$? command=$BASH_COMMAND
  [[ -z $server ]] || { kill -KILL "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$work"
  ((status == 0 || status == 1 || status == 77)) || say "exit code $status of: $command"
}
trap on_exit EXIT
cd "$work"

# Goes on only where all commands $@ are installed.
need() {
  local command
  for command; do
    command -v "$command" >/dev/null || {
      echo "$command is not installed"
      exit 77
    }
  done
}

# Runs the command $2… for at most $1 seconds.
within() {
  timeout --kill-after=2 "$@"
}

# Waits until the command $2… succeeds, at most $1 seconds.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS <= deadline)) || fail "waited in vain for: $*"
    sleep 0.02
  done
}

# Serves $served with the further options $@; sets port and url. The launcher may have to build first.
start_server() {
  "$checkout/sluice" serve "$served" --port 0 --port-file "$work/port" --verbose "$@" >"$work/server.log" 2>&1 &
  server=$!
  wait_until 150 server_listens
  port=$(<"$work/port")
  url=ftp://127.0.0.1:$port
}

server_listens() {
  [[ -s $work/port ]] || { kill -0 "$server" 2>/dev/null || fail "the server did not start" && false; }
}

# Ends the server as an administrator would. It must go in peace, and with nothing to complain of but wrong passwords.
stop_server() {
  local status=0
  kill -TERM "$server"
  wait_until 20 server_ended
  wait "$server" || status=$?
  server=
  ((status == 0)) || fail "the server ended with exit code $status"
  [[ ! -e $work/port ]] || fail "the server left its port file behind"
  ! grep -E '^\S+ \S+ (WARN|ERROR) ' "$work/server.log" | grep -v ' WARN  login: Login failed: ' ||
    fail "the server complained"
}

server_ended() {
  ! kill -0 "$server" 2>/dev/null
}

# Fails unless $1 and $2 are the same files, byte for byte.
same() {
  diff -r --no-dereference "$1" "$2" >&2 || fail "$1 and $2 differ"
}

# Fails unless the files below $1 and $2 were also modified in the same second.
same_times() {
  same "$1" "$2"
  diff <(times "$1") <(times "$2") >&2 || fail "the times of $1 and $2 differ"
}

times() {
  (cd "$1" && find . -type f -printf '%p %T@\n' | sed 's/\.[0-9]*$//' | sort)
}

# Fails unless $2 is $1; $3 says what they are.
equal() {
  [[ $1 == "$2" ]] || fail "$3: '$1' was expected, but it is '$2'"
}

# Fails unless the server was sent a command that matches the pattern $1. Its log is written a moment after its replies.
was_sent() {
  wait_until 5 grep -qE "< $1" "$work/server.log"
}

# Makes $1 a copy of the sample files, modified long ago.
copy_samples() {
  cp -R "$checkout/sample-files" "$1"
  find "$1" -exec touch -d '2001-02-03 04:05:06 UTC' {} +
}

# Makes folder $1 with 2000 small files in twenty folders.
make_many() {
  local folder
  for folder in {01..20}; do
    mkdir -p "$1/folder $folder"
    seq "${folder#0}" 7 3000 | split -l 4 -a 2 - "$1/folder $folder/file-"
  done
  find "$1" -exec touch -d '2011-12-13 14:15:16 UTC' {} +
}

# Makes file $1 of 50 MB, different each time.
make_big() {
  head -c 50000000 /dev/urandom >"$1"
  touch -d '2021-12-31 23:59:58 UTC' "$1"
}
