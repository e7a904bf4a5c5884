package dev.sluice.sim;

import dev.sluice.client.ClientLoop;
import dev.sluice.client.ClientOptions;
import dev.sluice.client.DataMode;
import dev.sluice.client.FtpClient;
import dev.sluice.client.ReplyException;
import dev.sluice.client.Sink;
import dev.sluice.client.Source;
import dev.sluice.client.TransferOptions;
import dev.sluice.client.TransferResult;
import dev.sluice.ftpd.SimServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/** Somebody who uses the server through {@link FtpClient}, and gives up some of what he began. */
final class LibraryUser implements Inhabitant {

    private static final int SESSIONS = 2;
    private static final int NO_FILE = 550;

    private final World world;
    private final Scene scene;
    private final ClientLoop loop;
    private final int number;
    private final ClientOptions options;
    private FtpClient client;
    private Model model;
    private int sessions;
    private int left;
    private boolean done;

    LibraryUser(Scene scene, ClientLoop loop, int number, InetAddress address) {
        this.world = scene.world();
        this.scene = scene;
        this.loop = loop;
        this.number = number;
        this.options =
                ClientOptions.DEFAULT.withLocal(address).withTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(5));
        scene.later(world.around(50_000_000), this::begin);
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public String toString() {
        return "library user " + number + " in session " + sessions;
    }

    private String path(String name) {
        return RawClient.home(number, sessions) + "/" + name;
    }

    private void begin() {
        if (sessions == SESSIONS) {
            done = true;
            return;
        }
        sessions++;
        left = 1 + world.below(12);
        model = new Model();
        client = new FtpClient(loop, options);
        client.dataMode(world.chance(0.5) ? DataMode.ACTIVE : DataMode.PASSIVE);
        whenEnded(client.closed(), (nothing, failure) -> scene.later(world.around(10_000_000), this::begin));
        whenEnded(
                client.connect(new InetSocketAddress(Simulation.SERVER, Wire.CONTROL_PORT))
                        .thenCompose(greeting -> client.login("alice", SimServer.PASSWORD)),
                (reply, failure) -> {
                    require("the log-in", failure);
                    goOn();
                });
    }

    /** In a fine world nothing fails but what the server refuses. */
    private void require(String what, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean refused =
                cause instanceof ReplyException refusal && refusal.reply().code() == NO_FILE;
        if (cause != null
                && !refused
                && scene.conditions().areFine()
                && scene.conditions().quickDisk()) {
            world.fail(this + ": " + what + " failed: " + cause + Machine.at(cause));
        }
    }

    private void goOn() {
        if (client.isClosed()) {
            return;
        }
        if (left-- == 0) {
            whenEnded(client.quit(), (reply, failure) -> client.close());
            return;
        }
        String name = world.oneOf(Deeds.NAMES);
        switch (world.below(7)) {
            case 0, 1 -> store(name);
            case 2, 3 -> retrieve(name);
            case 4 -> then("DELE", client.delete(path(name)), (reply, failure) -> deleted(name, failure));
            case 5 -> then("NLST", client.names(path("")), (names, failure) -> {});
            default -> then("NOOP", client.noop(), (reply, failure) -> {});
        }
    }

    /** Goes on when {@code operation} has ended, which it may help to do. */
    private <T> void then(String what, CompletableFuture<T> operation, BiConsumer<T, Throwable> check) {
        boolean givesUp = world.chance(0.1);
        if (givesUp) {
            scene.later(world.around(5_000_000), () -> operation.cancel(true));
        }
        whenEnded(operation, (value, failure) -> {
            check.accept(value, failure);
            if (!givesUp) {
                require(what, failure);
            }
            scene.later(world.around(1_000_000), this::goOn);
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What ends with an error is the failure that the action is told.
    private static <T> void whenEnded(CompletableFuture<T> operation, BiConsumer<T, Throwable> action) {
        operation.whenComplete(action);
    }

    private void store(String name) {
        Content content = scene.content();
        ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
        Source source = Source.of(buffer -> {
            int count = Math.min(buffer.remaining(), bytes.remaining());
            buffer.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count > 0;
        });
        CompletableFuture<TransferResult> operation = client.store(path(name), source, TransferOptions.DEFAULT);
        then("STOR " + name, operation, (result, failure) -> {
            if (failure == null) {
                model.uploaded(name, content);
                scene.files().confirmed(path(name), content);
            } else {
                model.maybe(name, content.id()); // It may have been too late to give up.
            }
        });
    }

    private void retrieve(String name) {
        Bytes received = new Bytes();
        Sink sink = data -> received.add(data, data.remaining());
        then("RETR " + name, client.retrieve(path(name), sink, TransferOptions.DEFAULT), (result, failure) -> {
            if (failure == null) {
                requireOneOf(name, received.toArray());
            }
        });
    }

    private void requireOneOf(String name, byte[] received) {
        List<Integer> possible = new ArrayList<>(model.at(name));
        possible.removeIf(state ->
                state <= 0 || !Arrays.equals(scene.files().library().get(state).bytes(), received));
        if (possible.isEmpty()) {
            world.fail(this + ": RETR " + name + " gave " + received.length + " bytes, but " + model);
        }
    }

    private void deleted(String name, Throwable failure) {
        if (failure == null) {
            model.set(name, Model.ABSENT);
        } else {
            model.maybe(name, Model.ABSENT);
        }
    }
}
