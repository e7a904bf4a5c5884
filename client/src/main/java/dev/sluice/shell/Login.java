package dev.sluice.shell;

import dev.sluice.client.ReplyException;
import java.io.IOException;
import java.util.Optional;

/** Who logs in, and how often somebody at a terminal may mistype the password. */
final class Login {

    static final String ANONYMOUS = "anonymous";

    private static final int ATTEMPTS = 3;
    private static final int BAD_LOGIN = 530;

    private Login() {}

    /** Logs in with a password. */
    @FunctionalInterface
    interface Attempt<T> {
        T with(String password) throws IOException, InterruptedException;
    }

    /**
     * Logs in as {@code user} at {@code server}. A password that is not known is asked for, and asked for again when it is
     * wrong, if there is somebody to ask.
     */
    static <T> T as(String user, Optional<String> known, String server, Attempt<T> attempt)
            throws IOException, InterruptedException {
        if (user.equals(ANONYMOUS)) {
            return attempt.with(known.orElse("sluice@"));
        }
        String prompt = "Password for " + user + '@' + server + ": ";
        // An empty one would be wrong, and count as a guess.
        String password = known.or(() -> Tty.askPassword(prompt))
                .orElseThrow(() ->
                        new UsageException("no password for " + user + ", and no terminal to ask on; write --user "
                                + user + ":PASSWORD or ftp://" + user + ":PASSWORD@" + server));
        for (int count = 1; ; count++) {
            try {
                return attempt.with(password);
            } catch (ReplyException refused) {
                boolean again = count < ATTEMPTS && refused.reply().code() == BAD_LOGIN;
                password = (again ? Tty.askPassword(prompt) : Optional.<String>empty()).orElseThrow(() -> refused);
            }
        }
    }
}
