#!/usr/bin/env bash
# lftp: whole trees both ways over eight connections, from server to server while it polls with STAT, find, du, globs,
# transfers in segments, resumed and broken off, and active mode.
. "$(dirname "$0")/lib.bash"
need lftp

# Runs the lftp commands $1 on a connection to the server, and ends at the first that fails.
lftp() {
  within 60 lftp --norc -c "
    set cmd:fail-exit true; set net:max-retries 2; set net:timeout 20; set cache:enable false; set xfer:clobber true
    open $url; $1"
}

copy_samples "$served/samples"
make_many "$served/many"
make_big "$served/big"
start_server

# Down and up again, with names and times.
lftp "mirror --parallel=8 / $here/down"
same_times "$served" "$here/down"
lftp "mirror --parallel=8 --reverse $here/down /up"
same_times "$here/down" "$served/up"
was_sent MLSD
was_sent MFMT
# Nothing is left to do then; going up, lftp would always make the folder.
equal '' "$(lftp "mirror --dry-run --delete /up $here/down")" 'what mirror would still do'
equal 1 "$(lftp "mirror --dry-run --delete --reverse $here/down /up" | wc -l)" 'what mirror --reverse would still do'
lftp 'rm -r /up'
[[ ! -e $served/up ]] || fail 'rm -r left something'
# All that an older lftp has is LIST, which trims no names and is exact to the minute or day.
lftp "set ftp:use-mlsd false; mirror --parallel=8 /samples $here/list"
same "$served/samples" "$here/list"
was_sent LIST

# Listings that it makes of the server's.
equal "$(cd "$served/many" && find . -type f | sort)" "$(lftp 'cd many; find .' | grep -v '/$' | sort)" find
equal 50000000 "$(lftp 'du --bytes big' | cut -f1)" du
equal "$(cd "$served/many" && ls -- */file-a[b-d])" "$(lftp 'cd many; glob cls --quiet -1 */file-a[b-d]')" 'a glob'
lftp 'cd samples/names; nlist' | sort >names
diff <(ls -A "$served/samples/names" | sort) names

# One file in segments, each broken off by ABOR where the next begins; and one whose reader goes away.
lftp "set net:limit-rate 20M; pget -n 5 big -o $here/segments"
same "$served/big" "$here/segments"
was_sent 'REST [1-4]0000000'
lftp 'cat big | head -c 1000 >head; cat /samples/one-byte' >one-byte
same one-byte "$served/samples/one-byte"
equal "$(head -c 1000 "$served/big" | cksum)" "$(cksum <head)" 'the head of a file'

# Resumed downloads and uploads.
head -c 12345678 "$served/big" >half
cp half "$served/half"
lftp "get -c big -o $PWD/half"
same half "$served/big"
lftp "put -c half -o half"
same half "$served/half"

# Names and modes.
lftp 'mkdir -p a/b/c; mv half a/b/c/whole; chmod 640 a/b/c/whole; mrm samples/text/*.txt'
equal '640 50000000' "$(stat -c '%a %s' "$served/a/b/c/whole")" 'the file that was moved'
equal 0 "$(find "$served/samples/text" -type f | wc -l)" 'files left by mrm'

# Between two sessions of the server itself, which lftp asks every second how far they are; big enough to take two.
truncate --size 2G "$served/sparse"
lftp "get sparse -o $url/copied"
cmp "$served/sparse" "$served/copied"
rm "$served/sparse" "$served/copied"
was_sent STAT

# Active mode.
lftp "set ftp:passive-mode off; mirror --parallel=8 /many $here/active; mirror --parallel=8 -R $here/active /active"
same_times "$served/many" "$served/active"
was_sent PORT
stop_server
