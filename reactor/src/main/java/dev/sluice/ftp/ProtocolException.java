package dev.sluice.ftp;

import java.io.IOException;

/** The other side sent what is not FTP, or more of it than was allowed. The connection is of no further use. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    /** Makes one with a message for people: what was found, and what was expected. */
    public ProtocolException(String message) {
        super(message);
    }
}
