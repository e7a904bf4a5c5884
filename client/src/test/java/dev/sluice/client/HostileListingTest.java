package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileListingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/evil", "..", ".", "a/b", "sub/../../evil"})
    void shouldKeepDownloadsInsideTheTarget(String name) throws Exception {
        Path target = folder.resolve("target");
        List<String> failed = new ArrayList<>();
        TransferListener listener = new TransferListener() {
            @Override
            public void failed(String path, Throwable cause) {
                failed.add(cause.getMessage());
            }
        };
        try (FakeServer server = FakeServer.playing(talk -> {
                    talk.welcome();
                    talk.send("MLSD", "type=file;size=3; " + name + "\r\ntype=file;size=2; good\r\n");
                    talk.hear("EPSV");
                    try (ServerSocket listen = talk.passiveReply()) {
                        talk.hear("RETR dir/good");
                        talk.say("150 here");
                        try (var data = listen.accept()) {
                            data.getOutputStream().write(new byte[] {'o', 'k'});
                        }
                    }
                    talk.say("226 done");
                    talk.waitForEnd();
                });
                ClientLoop loop = ClientLoop.start("test client")) {
            Transfers transfers = transfers(loop, server);

            TreeResult result = transfers
                    .downloadTree("dir", target, TreeOptions.all(IfExists.REFUSE, TransferOptions.DEFAULT), listener)
                    .get(10, TimeUnit.SECONDS);

            assertThat(server.failures()).isEmpty();
            assertThat(result.failed()).isEqualTo(1);
            assertThat(failed).singleElement().asString().contains("no file name");
            assertThat(result.files()).isEqualTo(1);
            try (var all = Files.walk(folder)) {
                assertThat(all.filter(Files::isRegularFile)).containsExactly(target.resolve("good"));
            }
        }
    }

    @Test
    void shouldReportAListingThatIsNone() throws Exception {
        try (FakeServer server = FakeServer.playing(talk -> {
                    talk.welcome();
                    talk.send("MLSD", "gibberish\r\n");
                    talk.waitForEnd();
                });
                ClientLoop loop = ClientLoop.start("test client")) {
            List<Throwable> failed = new ArrayList<>();
            TransferListener listener = new TransferListener() {
                @Override
                public void failed(String path, Throwable cause) {
                    failed.add(cause);
                }
            };

            transfers(loop, server)
                    .downloadTree(
                            "dir",
                            folder.resolve("target"),
                            TreeOptions.all(IfExists.REFUSE, TransferOptions.DEFAULT),
                            listener)
                    .get(10, TimeUnit.SECONDS);

            assertThat(failed).singleElement().isInstanceOf(dev.sluice.ftp.ProtocolException.class);
        }
    }

    private static Transfers transfers(ClientLoop loop, FakeServer server) throws IOException {
        Credentials credentials = new Credentials(server.address(), "ann", "secret");
        SessionPool pool = new SessionPool(loop, credentials, ClientOptions.DEFAULT, DataMode.PASSIVE, 1);
        return new Transfers(loop, pool, Retry.DEFAULT.withAttempts(1));
    }
}
