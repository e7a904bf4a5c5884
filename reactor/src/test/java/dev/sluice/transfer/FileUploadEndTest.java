package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import dev.sluice.loop.Offload;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.Transports;
import dev.sluice.storage.FileStore;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageOptions;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that is killed ends its data connection first and its control connection a moment later: its file is not complete. */
@Timeout(20)
class FileUploadEndTest {

    private static final Duration MOMENT = Duration.ofMillis(2);

    @TempDir
    private Path root;

    private final List<Kind> outcomes = new ArrayList<>();
    private TurnedLoop turned;
    private FileStore store;
    private Offload offload;
    private SocketPair pair;
    private FileUpload upload;

    @BeforeEach
    void begin() throws IOException {
        turned = new TurnedLoop();
        store = new FileStore(root, StorageOptions.defaults());
        offload = new Offload(turned.loop(), Runnable::run);
        pair = SocketPair.open();
        Files.writeString(root.resolve("file"), "old");
        RootedPath path = RootedPath.ROOT.resolve("file");
        upload = new FileUpload(
                TransferResources.of(turned.loop(), offload),
                Unlimited.account(turned.loop()),
                store.store(path, "a test"),
                true,
                Optional.empty(),
                outcome -> outcomes.add(outcome.kind()));
        turned.turn();
        upload.start(Transports.plain(turned.loop(), pair.here()));
        pair.peer().write(ByteBuffer.wrap(new byte[1]));
        turned.turnUntil(() -> upload.bytes() == 1);
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
        offload.close();
        store.close();
        turned.close();
    }

    @Test
    void shouldKeepTheOldFileWhenTheClientIsGoneAMomentAfterTheEndOfTheData() throws IOException {
        turned.pass(Duration.ofSeconds(1));
        pair.peer().close();
        turned.turn();
        turned.turn();
        assertThat(outcomes).as("believed too soon").isEmpty();

        upload.abort(Kind.ABORTED);
        turned.advance(MOMENT);

        assertThat(outcomes).containsExactly(Kind.ABORTED);
        assertThat(root.resolve("file")).hasContent("old");
    }

    @Test
    void shouldPutTheFileInPlaceAMomentAfterTheEndOfTheData() throws IOException {
        turned.pass(Duration.ofSeconds(1));
        pair.peer().close();
        turned.turn();
        turned.turn();
        turned.advance(MOMENT);

        assertThat(outcomes).containsExactly(Kind.COMPLETE);
        assertThat(root.resolve("file")).hasBinaryContent(new byte[1]);
    }

    @Test
    void shouldNotMakeShortUploadsWait() throws IOException {
        pair.peer().close();
        turned.turnUntil(() -> !outcomes.isEmpty());

        assertThat(outcomes).containsExactly(Kind.COMPLETE);
        assertThat(root.resolve("file")).hasBinaryContent(new byte[1]);
    }

    @Test
    void shouldCloseAConnectionThatComesWhenTheUploadWasGivenUp() throws IOException {
        HeldPool pool = new HeldPool();
        TransferResources resources = TransferResources.of(turned.loop(), new Offload(turned.loop(), pool));
        FileUpload givenUp = new FileUpload(
                resources,
                Unlimited.account(turned.loop()),
                store.store(RootedPath.ROOT.resolve("other"), "a test"),
                false,
                Optional.empty(),
                outcome -> outcomes.add(outcome.kind()));
        givenUp.abort(Kind.ABORTED);
        assertThat(outcomes).as("its end waits for the pool").isEmpty();

        try (SocketPair late = SocketPair.open()) {
            givenUp.start(Transports.plain(turned.loop(), late.here()));

            assertThat(late.here().isOpen()).isFalse();
        }
        assertThat(resources.budget().active()).isZero();
        pool.open();
        turned.turn();
        assertThat(outcomes).containsExactly(Kind.ABORTED);
        upload.abort(Kind.ABORTED);
    }
}
