package dev.sluice.ftpd;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.Reply;
import dev.sluice.ftpd.Command.Refusal;
import dev.sluice.storage.StorageException;
import java.util.Optional;
import java.util.Set;

/** Logging in and out (RFC 959 §4.1.1). */
final class AccessCommands {

    private static final Set<String> HTTP_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH", "TRACE", "PRI");

    private AccessCommands() {}

    static void user(FtpSession session, String name) throws Refusal {
        session.logOut();
        boolean guest = LoginReplies.guest(session, name).isPresent();
        session.parameters().user(Optional.of(name));
        session.reply(331, guest ? "Anonymous login: any password will do." : "Password required.");
    }

    static void pass(FtpSession session, String password) throws StorageException, Refusal {
        if (session.user().isLoggedIn()) {
            throw new Refusal(503, "Already logged in; send USER to log in as somebody else.");
        }
        String name = session.parameters().user().orElseThrow(() -> new Refusal(503, "Send USER first."));
        session.parameters().user(Optional.empty());
        LoginReplies.begin(session, name, password);
    }

    static void acct(FtpSession session, String name) {
        session.reply(202, "No account is needed here.");
    }

    static void rein(FtpSession session, String none) {
        session.logOut();
        session.reply(220, "Ready for a new user.");
    }

    static void quit(FtpSession session, String none) {
        session.leave(Reply.of(221, "Goodbye."));
    }

    /** RFC 7151: there is one host here, whatever it is called. */
    static void host(FtpSession session, String name) {
        session.reply(504, "There are no virtual hosts here; go on with USER.");
    }

    static void clnt(FtpSession session, String client) {
        session.reply(200, "Noted.");
    }

    /** Whether somebody takes us for a web server, by mistake or to make a browser talk to us. */
    static boolean isHttp(CommandLine line) {
        return HTTP_METHODS.contains(line.verb()) && line.argument().contains("HTTP/");
    }
}
