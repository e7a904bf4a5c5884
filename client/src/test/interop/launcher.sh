#!/usr/bin/env bash
# The launcher: builds a fresh clone once, starts from anywhere, and says what is wrong when it can't start.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/../../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "launcher: $*" >&2
  exit 1
}

# Fails unless sluice ends with exit code 1 and says $1.
refuses() {
  local status=0
  "$sluice" --version >refusal 2>&1 || status=$?
  ((status == 1)) || fail "exit code $status instead of 1"
  grep -q "$1" refusal || fail "not '$1' but: $(cat refusal)"
}

git -C "$checkout" rev-parse --git-dir >/dev/null 2>&1 || {
  echo "this is no git checkout"
  exit 77
}
git clone -q "file://$checkout" "$work/a clone"
mkdir "$work/bin" "$work/elsewhere"
ln -s "$work/a clone/sluice" "$work/bin/sluice"
cd "$work/elsewhere"
sluice=$work/bin/sluice

# Two at once, and only one of them builds.
"$sluice" --version >one.out 2>one.err &
"$sluice" --version >two.out 2>two.err
wait $!
[[ $(cat one.err two.err | grep -c building) == 1 ]] || fail "not built once: $(cat one.err two.err)"
[[ $(cat one.out) == sluice\ * && $(cat one.out) == "$(cat two.out)" ]] || fail "no version: $(cat one.out two.out)"

for run in cold warm; do
  [[ $("$sluice" --version 2>&1) == "$(cat one.out)" ]] || fail "$run start is not quiet"
done
compgen -G "$work/a clone/client/target/quick/cds/*.jsa" >/dev/null || fail "no class archive was written"

status=0
"$sluice" no-such-command >/dev/null 2>&1 || status=$?
((status == 2)) || fail "exit code $status for a usage error"

# Passwords are in nobody's sight for as long as the server runs.
mkdir root
"$sluice" serve root --port 0 --port-file port --user ann:secret --read-only --user='bob:hid den' >serve.out 2>&1 &
server=$!
for ((i = 0; i < 300; i++)); do
  [[ ! -s port ]] || break
  sleep 0.1
done
[[ -s port ]] || fail "the server does not listen: $(cat serve.out)"
tr '\0' ' ' <"/proc/$server/cmdline" >cmdline
grep -q 'serve root --port 0 --port-file port --read-only $' cmdline || fail "not the arguments left: $(cat cmdline)"
! grep -Eq 'secret|hid' cmdline || fail "passwords in the command line: $(cat cmdline)"
exec 3<>"/dev/tcp/127.0.0.1/$(<port)"
printf 'USER ann\r\nPASS secret\r\nUSER bob\r\nPASS hid den\r\nQUIT\r\n' >&3
[[ $(grep -c '^230 ' <&3) == 2 ]] || fail "the users cannot log in"
exec 3>&-
kill "$server"
wait "$server" || fail "exit code $? after SIGTERM"

touch -d "1 minute ago" "$work/a clone/client/target/quick/sluice.jar"
touch "$work/a clone/client/src/main/java/dev/sluice/cli/Main.java"
"$sluice" --version 2>&1 | grep -q building || fail "not rebuilt after a change"
touch "$work/a clone/pom.xml"
"$sluice" --version >/dev/null 2>&1
[[ $("$sluice" --version 2>&1) != *building* ]] || fail "built again though nothing changed"

mkdir -p old/bin
printf '#!/bin/sh\n' >old/bin/java
printf 'JAVA_RUNTIME_VERSION="11.0.2+9"\n' >old/release
chmod +x old/bin/java
JAVA_HOME=$PWD/old refuses 'is Java 11.0.2+9, and 17 is the oldest'
JAVA_HOME=$PWD/none refuses 'no bin/java in JAVA_HOME'

echo 'no java' >"$work/a clone/client/src/main/java/dev/sluice/cli/Main.java"
refuses 'Main.java:\[1'
