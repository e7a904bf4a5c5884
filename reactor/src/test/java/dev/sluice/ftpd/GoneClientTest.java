package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sluice.loop.HeldPool;
import dev.sluice.loop.ManualTicker;
import dev.sluice.server.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that is killed while its upload waits for a slow disk to begin: what it has sent is not the file. */
@Timeout(60)
class GoneClientTest {

    @Test
    void shouldNotPublishWhatCameBeforeTheCommandBeganIfItsClientIsGone() throws IOException {
        HeldPool pool = new HeldPool();
        Path root =
                Files.createDirectory(Jimfs.newFileSystem(Configuration.unix()).getPath("/served"));
        try (ServerFixture fixture = ServerFixture.turn(root, new ManualTicker(), pool, settings -> settings)) {
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
    }
}
