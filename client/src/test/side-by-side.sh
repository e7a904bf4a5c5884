#!/usr/bin/env bash
# Times sluice, curl and lftp against the same server, taking turns: 1 GiB and 10 000 files of 1 KiB, down and up.
# Everything is in FOLDER, which should be on tmpfs and hold 6 GB. Prints medians, their spread, and CPU seconds.
#
#   client/src/test/side-by-side.sh /dev/shm/side-by-side [ROUNDS]
set -euo pipefail

(($# >= 1)) || { echo "usage: $0 FOLDER [ROUNDS]" >&2; exit 2; }
for needed in curl lftp python3 /usr/bin/time; do
  command -v "$needed" >/dev/null || { echo "$0: $needed is not installed" >&2; exit 77; }
done
sluice=$(cd "$(dirname "$0")/../../.." && pwd)/sluice
rounds=${2:-5}
mkdir -p "$1/srv/many"
cd "$1"

[[ -s srv/g ]] || head -c 1073741824 /dev/urandom >srv/g
python3 -c 'import os
for i in range(10000): open("srv/many/f%05d" % i, "wb").write(os.urandom(1024))'
"$sluice" serve srv --port 0 --port-file port --user u:p >serve.log 2>&1 &
server=$!
trap 'kill $server' EXIT
until [[ -s port ]]; do kill -0 $server; done
url=ftp://u:p@127.0.0.1:$(<port)
for i in $(seq -f %05g 0 9999); do
  printf 'url=%s/many/f%s\noutput=many-curl/f%s\n' "$url" "$i" "$i" >&3
  printf 'url=%s/upc/f%s\nupload-file=srv/many/f%s\n' "$url" "$i" "$i" >&4
done 3>down.cfg 4>up.cfg

run() { /usr/bin/time -a -o times.txt -f "$1 %e %U %S" "${@:2}" >/dev/null; }
: >times.txt
for ((round = 0; round < rounds; round++)); do
  rm -rf g-* many-* srv/up*
  run "1GiB-down sluice" "$sluice" get -q "$url/g" -o g-sluice
  run "1GiB-down curl" curl -s "$url/g" -o g-curl
  run "1GiB-down lftp" lftp -c "get $url/g -o g-lftp"
  run "1GiB-up sluice" "$sluice" put -q g-sluice "$url/up-sluice"
  run "1GiB-up curl" curl -s -T g-sluice "$url/up-curl"
  run "1GiB-up lftp" lftp -c "open $url; put g-sluice -o up-lftp"
  rm -f g-* srv/up-*
  mkdir many-curl srv/upc
  run "10000-down sluice" "$sluice" get -q -r "$url/many" -o many-sluice --parallel 8
  run "10000-down curl" curl -s -Z --parallel-max 8 --no-progress-meter -K down.cfg
  run "10000-down lftp" lftp -c "open $url; mirror --parallel=8 many many-lftp"
  run "10000-up sluice" "$sluice" put -q -r srv/many "$url/ups" --parallel 8
  run "10000-up curl" curl -s -Z --parallel-max 8 --no-progress-meter -K up.cfg
  run "10000-up lftp" lftp -c "open $url; mirror -R --parallel=8 srv/many upl"
  run "ls sluice" "$sluice" ls "$url/"
done

python3 - <<'END'
import collections, statistics
runs = collections.defaultdict(list)
for line in open("times.txt"):
    what, who, wall, user, system = line.split()
    runs[what, who].append((float(wall), float(user) + float(system)))
for (what, who), values in runs.items():
    walls = [wall for wall, cpu in values]
    cpu = statistics.median(cpu for wall, cpu in values)
    print(f"{what:12} {who:7} {statistics.median(walls):6.2f} s ({min(walls):.2f} to {max(walls):.2f}), CPU {cpu:.2f} s")
END
