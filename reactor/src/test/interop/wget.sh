#!/usr/bin/env bash
# wget: a recursive download only what is newer, going on with a broken one, and active mode.
. "$(dirname "$0")/lib.bash"
need wget

wget() {
  within 60 wget --no-config --no-verbose --tries 2 --timeout 20 --no-host-directories "$@" 2>>log || {
    cat log >&2
    return 1
  }
}

copy_samples "$served/samples"
# wget trims this name, decodes this one, and shortens these two.
rm "$served/samples/names"/{" leading space",%2e%2e%2f,long-*,水水*}
make_many "$served/many"
make_big "$served/big"
start_server

wget --mirror --no-parent --restrict-file-names=nocontrol --directory-prefix "$here" "$url/"
find "$here" -name .listing -delete
# Not the times: those of LIST have no seconds, and no time of day when they are old.
same "$served" "$here"
was_sent 'LIST -a'
# Again, when nothing has changed.
: >log
wget --mirror --directory-prefix "$here" "$url/many/"
equal 0 "$(grep -c 'file-' log)" 'files fetched again'

for way in --passive-ftp --no-passive-ftp; do
  head -c 23456789 "$served/big" >big
  wget $way --continue "$url/big"
  same big "$served/big"
  wget $way --output-document=glob "$url/many/folder%2007/file-a*"
  equal "$(cat "$served/many/folder 07"/file-a* | cksum)" "$(cksum <glob)" 'the files of a pattern'
done
was_sent 'REST 23456789'
was_sent PORT
wget --output-document=missing "$url/missing" 2>/dev/null && fail 'a file that is not there was fetched'
stop_server
