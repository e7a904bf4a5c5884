package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.Offload;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.net.Transports;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads that fail: whether the file or the connection is to blame decides what the client is told. */
class DownloadEndTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    private Path root;

    private final Ends outcomes = new Ends();
    private TurnedLoop turned;
    private Offload offload;
    private SocketPair pair;

    @BeforeEach
    void open() throws IOException {
        turned = new TurnedLoop();
        offload = new Offload(turned.loop(), Runnable::run);
        pair = SocketPair.open();
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
        offload.close();
        turned.turn();
        turned.close();
    }

    private void download(FileChannel file) throws IOException {
        TransferResources resources = TransferResources.of(turned.loop(), offload);
        Download download = new Download(resources, Unlimited.account(turned.loop()), new RegionSource(file, SIZE));
        download.ownedBy(outcomes);
        turned.turn();
        download.start(Transports.plain(turned.loop(), pair.here()));
        turned.turnUntil(() -> !outcomes.isEmpty());
    }

    @Test
    void shouldBlameTheFileThatCannotBeRead() throws IOException {
        // A directory can be opened, but not read: the nearest to a broken disk that every machine has.
        download(FileChannel.open(root));

        assertThat(outcomes.kinds()).containsExactly(Kind.STORAGE_FAILED);
    }

    @Test
    void shouldBlameTheConnectionThatIsReset() throws IOException {
        pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0).close();

        download(FileChannel.open(Files.write(root.resolve("file"), new byte[SIZE])));

        assertThat(outcomes.kinds()).containsExactly(Kind.CONNECTION_LOST);
    }
}
