#!/usr/bin/env bash
# curl: single files both ways, resumed both ways, ranges, listings, raw commands, active and passive data connections.
. "$(dirname "$0")/lib.bash"
need curl

curl() {
  within 30 curl --disable --silent --show-error "$@"
}

# The path $1 as a URL has it: every byte but the slashes as %xx.
encode() {
  printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g; s/%2f/\//g'
}

# The string $1 as curl's configuration files quote it.
quote() {
  printf '"%s"' "$(sed 's/[\\"]/\\&/g' <<<"$1")"
}

# Writes a configuration that does $1 (output or upload-file) with each file of the tree $2 and its counterpart at $url/$3.
for_each_file() {
  local path
  while IFS= read -r -d '' path; do
    # A "../" in a URL would go up; curl takes back encoded dots too.
    printf 'url = "%s/%s/%s"\n%s = %s\n' "$url" "$3" "$(encode "$path")" "$1" "$(quote "$4/$path")"
  done < <(cd "$2" && find . -type f -printf '%P\0')
}

copy_samples "$served/samples"
make_big "$served/big"
start_server --user 'ann:pa ss:word'
url=ftp://ann:pa%20ss%3Aword@127.0.0.1:$port

# The whole tree of nasty names, down with its times and up again, by CWD to each folder and by whole paths.
for_each_file output "$served/samples" samples "$here/samples" >get.conf
curl --globoff --remote-time --create-dirs --config get.conf
same_times "$served/samples" "$here/samples"
for method in multicwd nocwd singlecwd; do
  for_each_file upload-file "$here/samples" "$method" "$here/samples" >put.conf
  [[ $method == multicwd ]] || cp -R --attributes-only "$served/samples" "$served/$method"
  curl --globoff --ftp-create-dirs --ftp-method $method --config put.conf
  same "$served/samples" "$served/$method"
done
status=0
curl --upload-file get.conf --quote 'CWD no-such-folder' "$url/" || status=$?
equal 21 $status 'the exit code for a refused command'

# Each way to make the data connection.
for way in '' --disable-epsv '--ftp-port -' '--ftp-port - --disable-eprt'; do
  # shellcheck disable=SC2086 # options in words
  curl $way --output big "$url/big" --output listing "$url/"
  same big "$served/big"
  # shellcheck disable=SC2086
  curl $way --upload-file big "$url/big-again"
  same big "$served/big-again"
done
was_sent EPRT
was_sent PORT
was_sent PASV

# Ranges.
equal "$(dd if=big bs=1 skip=1000 count=2000 status=none | cksum)" "$(curl --range 1000-2999 "$url/big" | cksum)" range
equal "$(tail -c 500 big | cksum)" "$(curl --range -500 "$url/big" | cksum)" 'the last bytes'
status=0
curl --range 256- --output nothing "$url/samples/one-byte" 2>/dev/null || status=$?
equal 36 $status 'the exit code for a range beyond the end'
# Many ranges over one control connection: each transfer but the last is broken off by the client.
curl --range 0-99 "$url/big" "$url/big" "$url/big" "$url/big" >ranges
equal "$(for _ in 1 2 3 4; do head -c 100 big; done | cksum)" "$(cksum <ranges)" 'four ranges'

# A download, and an upload, resumed.
head -c 12345678 big >half
curl --continue-at - --output half "$url/big"
same half big
# Killed, and not by --max-time: then curl closes the data connection first, which says that the file is complete.
timeout --signal KILL 1 curl --disable --silent --limit-rate 20M --upload-file big "$url/broken" || true
wait_until 5 grep -q 'STOR /broken .* ABORTED' "$work/server.log"
curl --list-only "$url/" | grep broken && fail 'the part of an upload is listed'
curl "$url/broken" 2>/dev/null && fail 'the part of an upload can be read'
size=$(curl --head "$url/broken" | sed -n 's/Content-Length: \([0-9]*\).*/\1/p')
((size > 0 && size < 50000000)) || fail "the part has $size bytes"
curl --continue-at - --upload-file big "$url/broken"
was_sent 'APPE broken'
same big "$served/broken"
printf 'one\n' >line
curl --append --upload-file line "$url/lines" --append --upload-file line "$url/lines"
equal $'one\none' "$(<"$served/lines")" 'an appended file'

# Listings.
curl --list-only "$url/samples/names/" | tr -d '\r' | sort >names
diff <(ls -A "$served/samples/names" | sort) names
curl "$url/samples/" | grep -qE '^d[rwx-]{9} .* Feb  3  2001 names.?$' || fail 'LIST is not as ls -l has it'
curl --request MLSD "$url/samples/" >facts
grep -q 'type=file;size=1;modify=20010203040506;.* one-byte' facts || fail "MLSD: $(<facts)"
curl --head "$url/samples/one-byte" | grep -q 'Last-Modified: Sat, 03 Feb 2001 04:05:06 GMT' || fail 'no HEAD'
curl --time-cond 'Sun, 04 Feb 2001 04:05:06 GMT' --output not-newer "$url/samples/one-byte"
[[ ! -s not-newer ]] || fail 'an older file was fetched'

# Commands of our own choice, and text.
curl --quote 'MKD a folder' --quote 'RNFR lines' --quote 'RNTO a folder/renamed' --quote '-MFMT 20020304050607 big-again' \
  --quote 'SITE CHMOD 600 big-again' --quote 'SITE PID' --quote '*AUTH TLS' --quote 'DELE broken' --list-only "$url/" >left
equal '1015218367 600' "$(stat -c '%Y %a' "$served/big-again")" 'the file that was changed'
equal $'one\none' "$(<"$served/a folder/renamed")" 'the file that was renamed'
grep broken left && fail 'a file is there after DELE'
curl --use-ascii "$url/samples/text/lf.txt" >text
# Like most clients on Unix, curl takes the CR away again.
same text "$served/samples/text/lf.txt"
  was_sent "TYPE A"
curl --crlf --use-ascii --upload-file "$served/samples/text/lf.txt" "$url/text"
same "$served/text" "$served/samples/text/lf.txt"

# TLS that is not there is refused in a way that lets a client go on without.
curl --ssl --output one-byte "$url/samples/one-byte"
same one-byte "$served/samples/one-byte"
status=0
curl --ssl-reqd "$url/" 2>/dev/null || status=$?
equal 64 $status 'the exit code where TLS is demanded'
status=0
curl "ftp://ann:wrong@127.0.0.1:$port/" 2>/dev/null || status=$?
equal 67 $status 'the exit code for a wrong password'
stop_server

if [[ -e /proc/sys/net/ipv6/conf/lo/disable_ipv6 && $(</proc/sys/net/ipv6/conf/lo/disable_ipv6) == 0 ]]; then
  start_server --host ::1
  curl --output passive "ftp://[::1]:$port/big" --next --silent --ftp-port - --output active "ftp://[::1]:$port/big"
  same passive active
  was_sent 'EPRT \|2\|'
  stop_server
fi
