package dev.sluice.shell;

import dev.sluice.client.Credentials;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The servers that one command works with, each opened once. */
final class Remotes implements AutoCloseable {

    private final ServerOptions options;
    private final Map<String, Remote> open = new LinkedHashMap<>();
    private final Thread abortAtExit = new Thread(this::abort, "abort transfers");

    Remotes(ServerOptions options) {
        this.options = options;
        Runtime.getRuntime().addShutdownHook(abortAtExit);
    }

    /** The server of {@code url}, logged in. A wrong password is asked for again, if there is somebody to ask. */
    Remote open(FtpUrl url) throws IOException, InterruptedException {
        String user = url.user().or(options::userName).orElse(Login.ANONYMOUS);
        String server = url.host() + ':' + url.port();
        String key = user + '@' + server;
        if (!open.containsKey(key)) {
            Optional<String> password = url.password().or(options::password);
            open.put(key, Login.as(user, password, server, secret -> connect(url.credentials(user, secret))));
        }
        return open.get(key);
    }

    private Remote connect(Credentials credentials) throws IOException, InterruptedException {
        Remote remote =
                new Remote(credentials, options.client(), options.dataMode(), options.retry(), options.parallel());
        boolean connected = false;
        try {
            remote.call(client -> CompletableFuture.completedFuture(true));
            connected = true;
            return remote;
        } finally {
            if (!connected) {
                remote.close();
            }
        }
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
