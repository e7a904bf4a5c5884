#!/usr/bin/env bash
# Unpacks the FTP servers that PeersTest talks to side by side under a folder, without installing them: as packages they
# conflict with each other, and would start as services.
#
#   client/src/test/peers.sh target/peers && SLUICE_PEERS=$PWD/target/peers ./mvnw -pl client -am test -Dtest=PeersTest
set -euo pipefail

readonly packages=(
  vsftpd proftpd-core pure-ftpd pure-ftpd-common python3-pyftpdlib
  libwrap0 libhiredis0.14 libhashkit2 libmemcached11 libmemcachedutil2 libpcre2-posix3 libsodium23
)

(($# == 1)) || { echo "usage: $0 FOLDER" >&2; exit 2; }
command -v apt-get >/dev/null || { echo "$0: this needs Debian's apt-get" >&2; exit 77; }

mkdir -p "$1/deb"
folder=$(cd "$1" && pwd)
cd "$folder/deb"
for package in "${packages[@]}"; do
  apt-get -q download "$package" >/dev/null 2>&1 || { echo "no package $package; going on without" >&2; continue; }
  dpkg -x "$package"_*.deb "$folder"
done
