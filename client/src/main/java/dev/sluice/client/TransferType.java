package dev.sluice.client;

/** The representation type of a transfer (RFC 959 §3.1.1). */
public enum TransferType {
    /** TYPE I: the bytes as they are. */
    BINARY('I'),
    /** TYPE A: text, whose lines end in CR LF on the wire and in LF here. */
    ASCII('A');

    private final char code;

    TransferType(char code) {
        this.code = code;
    }

    char code() {
        return code;
    }
}
