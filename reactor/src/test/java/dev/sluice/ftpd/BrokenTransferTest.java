package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.sluice.server.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Clients that break off or never read, and files that change under way. Simpler cases are in {@link FileTransferTest}. */
@Timeout(60)
class BrokenTransferTest {

    private static final int BIG = 64 << 20;

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.started();

    private Client client;

    @BeforeEach
    void start() throws IOException {
        fixture.zeros("big", BIG);
        client = fixture.login();
    }

    /** Begins {@code command}, which sends more than the system's buffers hold, and reads the first of it. */
    private Wire begin(String command) throws IOException {
        Wire data = client.passive();
        client.command(command).expect(150);
        data.read(ByteBuffer.allocate(1));
        return data;
    }

    @Test
    void shouldTellOfTextThatBecameShorter() throws IOException {
        client.command("TYPE A").expect(200);
        try (Wire data = begin("RETR big")) {
            Files.write(fixture.root().resolve("big"), new byte[100]);
            assertThat(data.readToEnd()).hasSizeLessThan(BIG);
            assertThat(client.answer().expect(451).text()).contains("became shorter");
        }
    }

    @Test
    void shouldSendOnlyWhatWasThereAtTheBeginning() throws IOException {
        try (Wire data = begin("RETR big")) {
            Files.write(fixture.root().resolve("big"), new byte[100], StandardOpenOption.APPEND);
            assertThat(data.readToEnd()).hasSize(BIG - 1);
            client.answer().expect(226);
        }
    }

    @Test
    void shouldEndTextWhoseReaderResetsTheConnection() throws IOException {
        client.command("TYPE A").expect(200);
        try (Wire data = begin("RETR big")) {
            data.reset();
            client.answer().expect(426);
        }
        client.command("NOOP").expect(200);
    }

    @Test
    void shouldEndListingWhoseReaderResetsTheConnection() throws IOException {
        String longName = "x".repeat(200);
        for (int i = 0; i < 20_000; i++) {
            Files.createFile(fixture.root().resolve(longName + i));
        }
        try (Wire data = begin("MLSD")) {
            data.reset();
            client.answer().expect(426);
        }
        client.command("NOOP").expect(200);
    }

    @Test
    void shouldEndTransferWhoseControlConnectionIsReset() throws IOException {
        fixture.file("file", "old");
        for (String command : new String[] {"RETR big", "STOR file"}) {
            try (Wire data = client.passive()) {
                client.command(command).expect(150);
                client.wire().reset();
                fixture.await(Usage::isIdle);
                assertThat(data.readToEnd()).hasSizeLessThan(BIG);
            }
            client = fixture.login();
        }
        assertThat(client.fetchText("RETR file")).isEqualTo("old");
    }

    @Test
    void shouldServeOthersBesideClientsThatNeverRead() throws IOException {
        List<Wire> unread = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Client lazy = fixture.login();
            unread.add(lazy.passive());
            lazy.command("RETR big").expect(150);
        }
        assertThat(client.fetch("RETR big")).hasSize(BIG);
        client.put("STOR new", "content").expect(226);
        assertThat(fixture.usage().transfers()).isEqualTo(50);
        assertThat(fixture.usage().buffersLent()).as("memory held for them").isZero();

        long before = handlers();
        for (int i = 0; i < 100; i++) {
            handlers();
        }
        assertThat(handlers() - before).as("those that ask, and hardly another").isLessThan(150);
        for (Wire data : unread) {
            data.close();
        }
    }

    /** What fails once the transfer has ended is no failure of the transfer, which nobody may be told then. */
    @Test
    void shouldEndTheSessionAndNothingElseWhenItFailsAtTheEndOfATransfer() throws Exception {
        fixture.file("file", "content");
        Logger lines = (Logger) LoggerFactory.getLogger("dev.sluice.transfer");
        Appender<ILoggingEvent> broken = new UnsynchronizedAppenderBase<>() {
            @Override
            public void doAppend(ILoggingEvent event) {
                throw new IllegalStateException("a log that fails");
            }

            @Override
            protected void append(ILoggingEvent event) {}
        };
        lines.setLevel(Level.INFO);
        lines.addAppender(broken);
        try (Capture sessions = new Capture(FtpSession.class.getName());
                Wire data = client.passive()) {
            client.send("RETR file");
            assertThat(data.readToEnd()).asString().isEqualTo("content");
            assertThat(client.wire().readToEnd()).asString().doesNotContain("226", "426");
            assertThat(sessions.next()).contains("failed").contains("IllegalStateException");
        } finally {
            lines.detachAppender(broken);
            lines.setLevel(null);
        }
        fixture.await(Usage::isIdle);
        assertThat(fixture.login().fetchText("RETR file")).isEqualTo("content");
    }

    private long handlers() {
        return fixture.server().loopStats().join().handlers();
    }
}
