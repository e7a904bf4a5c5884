#!/usr/bin/env bash
# tnftp, the ftp of the BSDs and of macOS: a scripted session, with EPSV and without, and whole URLs.
. "$(dirname "$0")/lib.bash"
need tnftp

# Runs the commands on standard input in one session.
session() {
  : >log
  { echo "user anonymous me@example.net" && cat; } | within 60 tnftp -n -i -v "$@" 127.0.0.1 "$port" >>log 2>&1
}

copy_samples "$served/samples"
make_big "$served/big"
mkdir "$served/folder"
for number in {1..50}; do echo "$number" >"$served/folder/file $number"; done
copy_samples "$here/samples"
start_server

# The ways to make the data connection, as tnftp is told them and as they are sent.
for way in 'passive on:EPSV' 'passive on;epsv4 off:PASV' 'passive off:EPRT' 'passive off;epsv4 off:PORT'; do
  rm -rf "$served/up" "$served/unique"* "$served/appended" many*
  mkdir many
  head -c 12345678 "$served/big" >big
  : >tail
  session <<END
$(tr ';' '\n' <<<"${way%:*}")
binary
reget big
modtime big
size big
mkdir up
cd up
lcd $served/folder
mput file*
lcd $work
cd ../folder
lcd many
mget file*
cd ..
lcd ..
restart 49999000
get big tail
ascii
get samples/text/lf.txt text
binary
rename "up/file 1" up/renamed
delete "up/file 2"
chmod 600 up/renamed
append $here/samples/one-byte appended
append $here/samples/one-byte appended
sunique
put $here/samples/one-byte unique
put $here/samples/one-byte unique
sunique
ls samples/names names
nlist samples/names nlist
mlsd samples/names
mls samples folder many.txt
mlst big
system
features
rstatus
rstatus big
pwd
cdup
site pid
remopts utf8 on
umask
idle
remotehelp stor
newer samples/one-byte one-byte
reset
bye
END
  was_sent "${way#*:}"
  same "$served/big" big
  equal 'Fri Dec 31 23:59:58 UTC 2021' "$(TZ=UTC date -r big '+%a %b %d %T %Z %Y')" 'the time of a download'
  same "$served/folder" many
  mv "$served/up/renamed" "$served/up/file 1"
  cp "$served/folder/file 2" "$served/up"
  same "$served/folder" "$served/up"
  # It writes where the server begins to read.
  equal "$(tail -c 1000 big | cksum)" "$(tail -c +49999001 tail | cksum)" 'the rest after restart'
  same text "$here/samples/text/lf.txt"
  equal 2 "$(stat -c %s "$served/appended")" 'the size after two appends'
  equal 2 "$(find "$served" -name 'unique*' | wc -l)" 'unique files'
  for listing in names nlist; do
    equal "$(find "$here/samples/names" -type f | wc -l)" "$(grep -c . $listing)" "lines in $listing"
  done
done

# Uploads that go on where the server's file ends.
head -c 12345678 big >"$served/half"
mv big half
session <<<$'passive\nbinary\nrestart 12345678\nput half\nbye'
same half "$served/half"

# Whole URLs.
within 20 tnftp -o by-url "$url/half" >>log
same half by-url
within 20 tnftp -u "$url/by-url" half >>log
same half "$served/by-url"
stop_server
