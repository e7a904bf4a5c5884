package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sluice.Sluice;
import dev.sluice.account.Accounts;
import dev.sluice.account.Rights;
import dev.sluice.ftpd.FtpOptions;
import dev.sluice.loop.Lanes;
import dev.sluice.loop.Offload;
import dev.sluice.loop.SocketPair;
import dev.sluice.loop.TurnedLoop;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Storage;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.StorageOptions.Inline;
import dev.sluice.storage.disk.DiskStorage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The life of a host on a loop that somebody else turns. */
@Timeout(20)
class HostTest {

    @TempDir
    private Path root;

    private static Surroundings surroundings(TurnedLoop turned) {
        return Surroundings.real(turned.loop(), Lanes.all(new Offload(turned.loop(), Runnable::run)));
    }

    @Test
    void shouldNotWaitForALoopThatItsOwnerTurns() throws IOException {
        try (TurnedLoop turned = new TurnedLoop()) {
            Sluice server = Sluice.builder(root).anonymous(Rights.READ).attach(surroundings(turned));
            server.close();
            turned.turn();
            assertThat(server.stopped()).isCompleted();
        }
    }

    @Test
    void shouldLetGoOfEverythingWhenOneOfItsServicesCannotListen() throws IOException {
        HostSettings settings = new HostSettings(
                root,
                Accounts.of(Map.of(), Optional.empty()),
                false,
                10,
                10,
                1 << 20,
                0,
                Duration.ofMinutes(1),
                true,
                Duration.ofDays(1),
                false,
                Inline.AUTO,
                1);
        try (TurnedLoop turned = new TurnedLoop();
                ServerSocketChannel taken = SocketPair.listener()) {
            Storage store = new DiskStorage(root, StorageOptions.defaults());
            Host.Offer free = new FtpOptions().offer();
            Host.Offer busy = new FtpOptions()
                    .address((InetSocketAddress) taken.getLocalAddress())
                    .offer();

            assertThatIOException()
                    .isThrownBy(() -> Host.attach(settings, List.of(free, busy), surroundings(turned), store));

            assertThat(turned.loop().registrations()).isZero();
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> store.stat(RootedPath.ROOT));
        }
    }
}
