"""Calls every method of ftplib.FTP: python3 ftplib_methods.py PORT TREE COPY sends TREE to /up and fetches it into COPY."""
import ftplib
import io
import os
import socket
import sys

PORT, TREE, COPY = int(sys.argv[1]), sys.argv[2], sys.argv[3]
LINES = ["one", "two", "", "four"]


def connect():
    ftp = ftplib.FTP(timeout=20)
    assert ftp.connect("127.0.0.1", PORT).startswith("220 ")
    assert "pid" in ftp.getwelcome()
    assert ftp.login("ann", "secret").startswith("230 ")
    return ftp


def refused(code, call, *arguments):
    try:
        call(*arguments)
    except ftplib.Error as error:
        assert str(error).startswith(code), error
    else:
        raise AssertionError(f"{call.__name__}{arguments} was not refused")


def put_tree(ftp):
    ftp.mkd("/up")
    for folder, names, files in os.walk(TREE):
        remote = "/up" + folder[len(TREE):]
        for name in names:
            assert ftp.mkd(f"{remote}/{name}") == f"{remote}/{name}"
        ftp.cwd(remote)
        assert ftp.pwd() == remote
        for name in files:
            with open(f"{folder}/{name}", "rb") as file:
                assert ftp.storbinary(f"STOR {name}", file).startswith("226")
    ftp.cwd("/")


def get_tree(ftp, remote, local):
    os.mkdir(local)
    entries = list(ftp.mlsd(remote, ["type", "size"]))
    assert sorted(ftp.nlst(remote)) == sorted(f"{remote}/{name}" for name, _ in entries)
    for name, facts in entries:
        if facts["type"] == "dir":
            get_tree(ftp, f"{remote}/{name}", f"{local}/{name}")
        else:
            with open(f"{local}/{name}", "wb") as file:
                assert ftp.retrbinary(f"RETR {remote}/{name}", file.write).startswith("226")
            assert int(facts["size"]) == os.path.getsize(f"{local}/{name}")


def transfers(ftp):
    big = open(f"{TREE}/big", "rb").read()
    rest = io.BytesIO()
    ftp.retrbinary("RETR /up/big", rest.write, blocksize=100_000, rest=49_999_000)
    assert rest.getvalue() == big[49_999_000:]
    ftp.storbinary("STOR again", io.BytesIO(big[:1000]))
    ftp.storbinary("STOR again", io.BytesIO(big[1000:]), rest=1000)
    got = io.BytesIO()
    ftp.retrbinary("RETR again", got.write)
    assert got.getvalue() == big
    assert ftp.size("again") == len(big)

    ftp.storlines("STOR lines", io.BytesIO("\n".join(LINES).encode()))
    lines = []
    ftp.retrlines("RETR lines", lines.append)
    assert lines == LINES, lines

    ftp.voidcmd("TYPE I")  # retrlines has left TYPE A behind, where nobody knows the size.
    data, size = ftp.ntransfercmd("RETR again", rest=1)
    assert size == len(big) - 1, size
    assert data.recv(100)
    data.close()
    assert ftp.getmultiline().startswith("426")
    with ftp.transfercmd("RETR again") as data:
        assert data.recv(100)
        # 426 for the transfer, and then 226 for ABOR itself (RFC 959 section 4.1.3).
        assert ftp.abort().startswith("426")
        assert ftp.getmultiline().startswith("226")
    assert ftp.voidcmd("NOOP").startswith("200")


def listings(ftp):
    lines = []
    ftp.dir("/up", lines.append)
    assert sum(line.endswith(" big") for line in lines) == 1, lines
    assert [facts["type"] for name, facts in ftp.mlsd() if name == "lines"] == ["file"]
    assert "lines" in ftp.nlst()
    refused("550", ftp.nlst, "/no-such-folder")
    refused("550", list, ftp.mlsd("/no-such-folder"))


def names(ftp):
    assert ftp.mkd('a "quoted" folder') == '/a "quoted" folder'
    ftp.cwd('a "quoted" folder')
    assert ftp.pwd() == '/a "quoted" folder'
    ftp.cwd("..")
    ftp.rename("lines", 'a "quoted" folder/renamed')
    refused("550", ftp.rename, "lines", "x")
    refused("550", ftp.rmd, 'a "quoted" folder')
    ftp.delete('a "quoted" folder/renamed')
    refused("550", ftp.delete, 'a "quoted" folder/renamed')
    ftp.rmd('a "quoted" folder')
    with connect() as other:
        refused("530", other.login, "ann", "wrong")


def odds(ftp):
    assert ftp.sendcmd("SYST") == "215 UNIX Type: L8"
    assert ftp.voidcmd("TYPE I").startswith("200")
    assert ftp.acct("none").startswith("202")
    listener = ftp.makeport()
    listener.close()
    assert ftp.makepasv()[0] == "127.0.0.1"
    # Refused: only the client's own address, and no port that a service may have.
    refused("504", ftp.sendport, "127.0.0.2", 50_000)
    refused("504", ftp.sendport, "127.0.0.1", 25)
    assert ftp.sendeprt("127.0.0.1", 50_000).startswith("200")


def main():
    with connect() as ftp:
        put_tree(ftp)
        get_tree(ftp, "/up", COPY)
    with connect() as ftp:
        for active in False, True:
            ftp.set_pasv(not active)
            transfers(ftp)
            listings(ftp)
            names(ftp)
        ftp.set_pasv(True)
        # Believes the address in a 227, as older versions do.
        ftp.trust_server_pasv_ipv4_address = True
        transfers(ftp)
        odds(ftp)
        assert ftp.quit().startswith("221")
    ftp = connect()
    # What it does on IPv6 alone: EPSV.
    ftp.af = socket.AF_INET6
    listings(ftp)
    ftp.close()


main()
