package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import dev.sluice.loop.ManualTicker;
import dev.sluice.storage.StorageOptions.Inline;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A disk that does not answer: who waits for it waits alone. */
@Timeout(30)
class SlowDiskTest {

    private final HeldPool pool = new HeldPool();
    private final byte[] content = new byte[300_000];

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.turned(ServerFixture::memory, pool, settings -> settings);

    private Client bystander;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        fixture.file("file", content);
        bystander = fixture.login();
        pool.release(); // the sweep of stale parts
    }

    @AfterEach
    void stop() throws IOException {
        pool.open();
    }

    /** Turns until the disk is asked for something. */
    private void awaitHeld(int jobs) throws IOException {
        fixture.loop().turnUntil(() -> pool.held() == jobs);
    }

    private void bystanderIsServed() throws IOException {
        for (int i = 0; i < 10; i++) {
            bystander.command("NOOP").expect(200);
        }
    }

    @Test
    void shouldNotWaitForThePoolWhereTheDiskIsSaidToBeFast() throws IOException {
        HeldPool idle = new HeldPool();
        try (ServerFixture fast =
                ServerFixture.turned(ServerFixture::memory, idle, settings -> settings.inline(Inline.ALWAYS))) {
            Client client = fast.login();
            idle.release(); // the sweep
            client.command("SIZE none").expect(550);
            assertThat(idle.held()).isZero();
        }
    }

    @Test
    void shouldLeaveADiskThatIsSaidToBeSlowToThePool() throws IOException {
        HeldPool own = new HeldPool();
        try (ServerFixture slow =
                ServerFixture.turn(new ManualTicker(), own, settings -> settings.inline(Inline.NEVER))) {
            own.release(); // the sweep
            Client client = slow.login();
            client.send("SIZE none");
            slow.loop().turnUntil(() -> own.held() == 1);
            own.open();
            client.answer().expect(550);
        }
    }

    @Test
    void shouldServeOthersWhileTransfersWaitForTheDisk() throws IOException {
        Client reader = fixture.login();
        Client writer = fixture.login();
        try (Wire down = reader.passive();
                Wire up = writer.passive()) {
            reader.send("RETR file");
            writer.send("STOR new");
            awaitHeld(2); // opening
            bystanderIsServed();
            pool.release();
            reader.answer().expect(150);
            writer.answer().expect(150);

            up.write(content);
            up.end();
            awaitHeld(2); // reading and writing
            bystanderIsServed();
            assertThat(pool.held()).isEqualTo(2);

            pool.open();
            assertThat(down.readToEnd()).isEqualTo(content);
        }
        reader.answer().expect(226);
        writer.answer().expect(226);
        assertThat(fixture.bytes("new")).isEqualTo(content);
    }

    @Test
    void shouldServeOthersWhileListingWaitsForTheDisk() throws IOException {
        Client reader = fixture.login();
        reader.send("STAT /", "SIZE file");
        awaitHeld(1);
        bystanderIsServed();
        assertThat(pool.held()).as("one command of a session at a time").isEqualTo(1);
        pool.open();
        reader.answer().expect(212);
        reader.answer().expect(213);
    }

    @Test
    void shouldAbortAsSoonAsTheDiskLetsGoOfTheFile() throws IOException {
        Client reader = fixture.login();
        try (Wire down = reader.passive()) {
            reader.send("RETR file");
            awaitHeld(1);
            pool.release();
            reader.answer().expect(150);
            awaitHeld(1);
            reader.send("ABOR");
            bystanderIsServed();
            assertThat(down.readToEnd()).isEmpty();
            pool.open();
            reader.answer().expect(426);
            reader.answer().expect(226);
        }
    }

    @Test
    void shouldLetGoOfAnUploadWhereThatMayTakeLong() throws IOException {
        fixture.keepParts();
        Client writer = fixture.login();
        try (Wire up = writer.passive()) {
            writer.send("STOR new");
            awaitHeld(1);
            pool.release();
            writer.answer().expect(150);
            up.write(content);
            awaitHeld(1); // writing
            writer.send("ABOR");
            bystanderIsServed();
            pool.release();
            awaitHeld(1); // closing the file
            bystanderIsServed();
            pool.open();
            writer.answer().expect(426);
            writer.answer().expect(226);
        }
        fixture.await(usage -> usage.claims() == 0);
    }
}
