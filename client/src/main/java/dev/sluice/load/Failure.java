package dev.sluice.load;

import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * What went wrong, in terms that can be counted.
 *
 * @param kind the sort of thing
 * @param command the command under way; empty when none was
 * @param code of the reply that said so; 0 where none did
 */
public record Failure(Kind kind, String command, int code) {

    /** The sorts of failures. */
    public enum Kind {
        /** A control connection could not be made. */
        CONNECT,
        /** A data connection could not be made or broke. */
        DATA,
        /** The server refused, by a reply. */
        REPLY,
        /** The server closed the control connection, or it broke. */
        LOST,
        /** Nothing moved for too long. */
        TIMEOUT,
        /** The server said what is not FTP. */
        PROTOCOL,
        /** A download ended before the file did, though the server called it complete. */
        TRUNCATED,
        /** A download is not what the file is. */
        CORRUPT,
        /** The load generator itself could not go on. */
        LOCAL
    }

    static Failure of(Kind kind, String command) {
        return new Failure(kind, command, 0);
    }

    static Failure of(String command, Reply reply) {
        return new Failure(Kind.REPLY, command, reply.code());
    }

    static Failure ofConnect(IOException cause) {
        if (isLocal(cause)) {
            return of(Kind.LOCAL, "connect");
        }
        return of(cause instanceof SocketTimeoutException ? Kind.TIMEOUT : Kind.CONNECT, "connect");
    }

    /** The control connection broke while {@code command} was under way. */
    static Failure ofControl(String command, IOException cause) {
        return of(cause instanceof ProtocolException ? Kind.PROTOCOL : Kind.LOST, command);
    }

    static Failure ofData(String command, IOException cause) {
        return of(isLocal(cause) ? Kind.LOCAL : Kind.DATA, command);
    }

    /** Whether this end ran out of ports, addresses or descriptors. */
    private static boolean isLocal(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("assign requested address")
                || message.contains("Address already in use")
                || message.contains("Too many open files");
    }

    @Override
    public String toString() {
        String what = kind.name().toLowerCase(java.util.Locale.ROOT);
        return what + (code == 0 ? "" : " " + code) + (command.isEmpty() ? "" : " (" + command + ")");
    }
}
