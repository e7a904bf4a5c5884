#!/usr/bin/env bash
# rclone: a tree of nasty names and one of many files, copied, compared byte for byte, synchronised, moved and deleted.
. "$(dirname "$0")/lib.bash"
need rclone

rclone() {
  within 60 rclone --config "$work/rclone.conf" --transfers 8 --checkers 8 --retries 1 --low-level-retries 2 \
    --no-unicode-normalization "$@"
}

copy_samples "$here/samples"
# It lists folders, but makes none that hold nothing, unless it is told to.
make_many "$here/many"
make_big "$here/big"
start_server --user 'ann:pass word'
touch rclone.conf
export RCLONE_CONFIG_S_TYPE=ftp RCLONE_CONFIG_S_HOST=127.0.0.1 RCLONE_CONFIG_S_PORT=$port RCLONE_CONFIG_S_USER=ann
RCLONE_CONFIG_S_PASS=$(rclone obscure 'pass word')
# Without this rclone changes names that other systems can't have, such as "trailing space ".
export RCLONE_CONFIG_S_PASS RCLONE_CONFIG_S_ENCODING=Slash

rclone copy "$here" s:up
same_times "$here" "$served/up"
rclone check --download "$here" s:up
rclone copy s:up "$work/down"
same_times "$here" "$work/down"
was_sent MFMT
was_sent MLSD

# Nothing to do the second time; then what changed, and no more.
equal '' "$(rclone sync --dry-run "$here" s:up 2>&1 | grep -i skipped)" 'what sync would still do'
rm -r "$here/many/folder 03" "$here/samples/names/-rf"
echo new >"$here/many/folder 04/file-aa"
echo new >"$here/new"
rclone sync "$here" s:up
same_times "$here" "$served/up"

rclone moveto s:up/big s:up/moved/again
same "$here/big" "$served/up/moved/again"
equal "$(cksum <"$here/big")" "$(rclone cat s:up/moved/again | cksum)" cat
equal "$(tail -c 1000 "$here/big" | cksum)" "$(rclone cat --tail 1000 s:up/moved/again | cksum)" 'the tail'
equal "$(head -c 5000 "$here/big" | tail -c 1000 | cksum)" \
  "$(rclone cat --offset 4000 --count 1000 s:up/moved/again | cksum)" 'a part from the middle'
echo piped | rclone rcat s:up/piped
equal piped "$(<"$served/up/piped")" rcat
rclone touch --timestamp 2020-02-03T04:05:06 s:up/piped
equal 1580702706 "$(stat -c %Y "$served/up/piped")" touch
equal "$(find "$served/up" -type f | wc -l)" "$(rclone lsf --recursive --files-only s:up | wc -l)" 'the number of files'

rclone lsd s:no-such-folder 2>missing && fail 'a folder that is not there was listed'
grep -q 'directory not found' missing || fail "not 'directory not found' but: $(<missing)"
rclone delete s:up/many
equal 0 "$(find "$served/up/many" -type f | wc -l)" 'files left by delete'
rclone purge s:up
[[ ! -e $served/up ]] || fail 'purge left something'
stop_server
