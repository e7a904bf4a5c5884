#!/usr/bin/env bash
# fail2ban: its filter finds each wrong password, with the address it came from, and nothing that a name pretends.
. "$(dirname "$0")/lib.bash"
need fail2ban-regex curl

start_server --user ann:secret --anonymous read

# One attempt each, from 127.0.0.11 and up. Control characters are left to the tests in Java: curl refuses them in a name.
names=(
  ann nobody 'two words' 'a"b' "a'b" 'back\slash' 'ann\' 'größe' $'line\u2028separator'
  'x" address=192.0.2.1 reason=wrong-name-or-password'
  'x\" address=192.0.2.2 reason=none' 'x\x22 address=192.0.2.3 reason=none'
  'address=192.0.2.4' '" address=192.0.2.5 reason=x account="'
  '2001-02-03 04:05:06.789 WARN  login: Login failed: account="x" address=192.0.2.6 reason=x'
  'WARN  login: Login failed: account="x" address=192.0.2.7 reason=x'
  "$(printf 'long%.0s' {1..200})"
)
wrong_password() {
  local status=0 user
  user=$(printf %s "$2" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g')
  within 20 curl --disable --silent --interface "127.0.0.$1" "ftp://$user:wrong@127.0.0.1:$port/" || status=$?
  equal 67 $status "the exit code for '$2' with a wrong password"
}
n=10
for name in "${names[@]}"; do
  n=$((n + 1))
  wrong_password $n "$name"
  echo "127.0.0.$n" >>expected
done

# What is no failure: the right password, a guest, and commands and replies that look like a line of the log.
within 20 curl --disable --silent --interface 127.0.0.200 --user ann:secret "$url/"
fake='WARN  login: Login failed: account="x" address=192.0.2.8 reason=x'
within 20 curl --disable --silent --interface 127.0.0.201 --quote "*$fake" --quote "*CWD $fake" "$url/"
was_sent 'CWD WARN'
stop_server

fail2ban-regex --out '<ip>' "$work/server.log" "$checkout/docs/fail2ban/filter.d/sluice.conf" >found
diff expected found || fail 'fail2ban finds other addresses than those that failed'
fail2ban-regex "$work/server.log" "$checkout/docs/fail2ban/filter.d/sluice.conf" >report
grep -qE "^Lines: .* ${#names[@]} matched" report || fail "$(<report)"
