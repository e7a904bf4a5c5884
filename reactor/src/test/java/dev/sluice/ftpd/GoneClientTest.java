package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loop.HeldPool;
import dev.sluice.server.Usage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that are gone, or have given up, while their upload waits for a slow disk. */
@Timeout(60)
class GoneClientTest {

    private final HeldPool pool = new HeldPool();

    @RegisterExtension
    private final ServerFixture fixture = ServerFixture.turned(ServerFixture::memory, pool, settings -> settings);

    @Test
    void shouldNotPublishWhatCameBeforeTheCommandBeganIfItsClientIsGone() throws IOException {
        fixture.keepParts();
        Client client = fixture.login();
        Wire data = client.passive();
        int before = pool.held();
        client.send("STOR file");
        fixture.loop().turnUntil(() -> pool.held() > before);

        data.write("half".getBytes(UTF_8));
        data.close();
        client.close();
        fixture.loop().turn();
        fixture.loop().turn();
        pool.open();
        fixture.await(Usage::isIdle);

        assertThat(fixture.exists("file")).isFalse();
    }

    @Test
    void shouldCloseAConnectionThatComesWhenTheUploadWasGivenUp() throws IOException {
        fixture.keepParts();
        Client client = fixture.login();
        int port = client.extendedPassivePort();
        int before = pool.held();
        client.send("STOR file");
        fixture.loop().turnUntil(() -> pool.held() > before);
        pool.release();
        client.answer().expect(150);

        client.send("ABOR");
        fixture.loop().turnUntil(() -> pool.held() > 0); // the end of the upload waits for the disk
        try (Wire late = client.connectData(port)) {
            assertThat(late.readToEnd()).isEmpty();
        }
        pool.open();

        client.answer().expect(426);
        client.answer().expect(226);
    }

    @Test
    void shouldNotPublishWhatAClientLeftWhoseLastWordsNobodyReads() throws IOException {
        try (ServerFixture quick = ServerFixture.start()) {
            quick.keepParts();
            Client client = quick.login();
            Wire data = client.passive();
            client.command("STOR file").expect(150);
            data.write("half".getBytes(UTF_8));
            client.write("NOOP\r\n".repeat(4000).getBytes(UTF_8)); // far more than is read while the upload runs
            client.wire().end();
            data.close();
            quick.await(Usage::isIdle);
            assertThat(quick.exists("file")).isFalse();
        }
    }
}
