#!/usr/bin/env bash
# NcFTP: its batch programs ncftpls, ncftpget and ncftpput, and a scripted session of ncftp itself.
. "$(dirname "$0")/lib.bash"
need ncftp ncftpget ncftpls ncftpput

# Both keep their notes in $HOME.
export HOME=$work/home
mkdir "$HOME"

copy_samples "$served/samples"
# Too much like ".." for NcFTP.
rm "$served/samples/names/..."
make_many "$served/many"
make_big "$served/big"
start_server --user ann:secret
login=(-t 20 -r 1 -u ann -p secret -P "$port")

# Trees, and their times; -T, because it would ask for them as tar files first.
within 60 ncftpget -V -T -R "${login[@]}" 127.0.0.1 "$here" /samples /many
same_times "$served/samples" "$here/samples"
same_times "$served/many" "$here/many"
within 60 ncftpput -V -R -m "${login[@]}" 127.0.0.1 /up/there "$here/samples" "$here/many"
same_times "$here" "$served/up/there"

# Listings.
within 20 ncftpls -1 "${login[@]}" "ftp://127.0.0.1/samples/names/" | sort >names
diff <(ls -A "$served/samples/names" | sort) names
within 20 ncftpls -l "${login[@]}" "ftp://127.0.0.1/" | grep -q ' 50000000 .* big$' || fail 'ncftpls -l shows no big file'

# Both ways to make the data connection, going on with what was broken off, and text.
for way in -E -F; do
  head -c 12345678 "$served/big" >big
  within 30 ncftpget -V $way -z "${login[@]}" 127.0.0.1 . /big
  same big "$served/big"
  head -c 12345678 "$served/big" >"$served/again"
  cp big again
  # -s, because with sendfile(2) it would send the file from its beginning.
  within 30 ncftpput -V $way -s -z "${login[@]}" 127.0.0.1 / again
  same again "$served/again"
done
within 20 ncftpget -V -a "${login[@]}" 127.0.0.1 . /samples/text/lf.txt
same lf.txt "$served/samples/text/lf.txt"
within 20 ncftpput -V -A "${login[@]}" 127.0.0.1 / lf.txt lf.txt
equal 670 "$(stat -c %s "$served/lf.txt")" 'the size after two uploads with append'

within 60 ncftp -u ann -p secret -P "$port" 127.0.0.1 >session 2>&1 <<END
cd samples
pwd
ls -la names
dir
mkdir "new folder"
cd "new folder"
put "$PWD/lf.txt"
rename lf.txt "renamed file"
chmod 600 "renamed file"
cd ..
rm one-byte
rmdir empty-folder/.gitkeep
site pid
mls
quote stat
get big
quit
END
same lf.txt "$served/samples/new folder/renamed file"
[[ ! -e $served/samples/one-byte ]] || fail 'rm left a file'
stop_server
