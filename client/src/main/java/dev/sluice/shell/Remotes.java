package dev.sluice.shell;

import dev.sluice.client.Account;
import dev.sluice.client.ReplyException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The servers that one command works with, each opened once. */
final class Remotes implements AutoCloseable {

    private static final int PASSWORD_ATTEMPTS = 3;
    private static final int BAD_LOGIN = 530;

    private final ServerOptions options;
    private final Map<String, Remote> open = new LinkedHashMap<>();
    private final Thread abortAtExit = new Thread(this::abort, "abort transfers");

    Remotes(ServerOptions options) {
        this.options = options;
        Runtime.getRuntime().addShutdownHook(abortAtExit);
    }

    /** The server of {@code url}, logged in. A wrong password is asked for again, if there is somebody to ask. */
    Remote open(FtpUrl url) throws IOException, InterruptedException {
        String user = url.user().or(options::userName).orElse("anonymous");
        String key = user + '@' + url.host() + ':' + url.port();
        Remote known = open.get(key);
        if (known != null) {
            return known;
        }
        Optional<String> password = url.password().or(options::password);
        String prompt = "Password for " + key + ": ";
        if (password.isEmpty() && !user.equals("anonymous")) {
            password = Tty.askPassword(prompt);
        }
        for (int attempt = 1; ; attempt++) {
            Remote remote = connect(url.account(user, password.orElse("sluice@")));
            try {
                remote.call(client -> CompletableFuture.completedFuture(true));
                open.put(key, remote);
                return remote;
            } catch (IOException e) {
                remote.close();
                password = attempt < PASSWORD_ATTEMPTS && isBadLogin(e) ? Tty.askPassword(prompt) : Optional.empty();
                if (password.isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private Remote connect(Account account) throws IOException {
        return new Remote(account, options.client(), options.dataMode(), options.retry(), options.parallel());
    }

    private static boolean isBadLogin(IOException failure) {
        return failure instanceof ReplyException refused && refused.reply().code() == BAD_LOGIN;
    }

    private void abort() {
        open.values().forEach(Remote::abort);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(abortAtExit);
        } catch (IllegalStateException e) {
            return; // the process is being ended, and the hook closes what is open
        }
        open.values().forEach(Remote::close);
    }
}
