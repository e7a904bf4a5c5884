package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The loop of a test's sessions, and sessions that are logged in. */
@SuppressWarnings("FutureReturnValueIgnored") // a session whose connect fails fails all that follows
final class ClientFixture implements BeforeEachCallback, AfterEachCallback {

    private static final int WAIT_SECONDS = 10;

    private ClientLoop loop;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        loop = ClientLoop.start("test client");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        loop.close();
    }

    ClientLoop loop() {
        return loop;
    }

    /** A session that connects and logs in. */
    FtpClient connect(FakeServer server) {
        return connect(server, ClientOptions.DEFAULT);
    }

    /** A session with options of the test's that connects and logs in. */
    FtpClient connect(FakeServer server, ClientOptions options) {
        FtpClient client = new FtpClient(loop, options);
        client.connect(server.address());
        client.login("ann", "secret");
        return client;
    }

    /** The result, waited for; a failure is thrown as it is. */
    static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) Futures.cause(e);
        }
    }

    /** Keeps what it is given. */
    static final class Bytes implements Sink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        volatile boolean complete;
        volatile boolean aborted;

        @Override
        public void write(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void complete() {
            complete = true;
        }

        @Override
        public void abort() {
            aborted = true;
        }

        String text() {
            return bytes.toString(UTF_8);
        }
    }
}
