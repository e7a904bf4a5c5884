package dev.sluice.cli;

import static dev.sluice.cli.ServeFixture.signal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code sluice serve}, a process of its own, ends: on signals, after transfers, and when it breaks down. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS) // no signals
class ServeEndTest {

    @AutoClose
    private ServeFixture sluice;

    @BeforeEach
    void prepare(@TempDir Path folder) throws IOException {
        sluice = new ServeFixture(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void shouldEndWellOnSignal(String signal) throws Exception {
        Process process = sluice.serveRoot();
        FTPClient idle = sluice.client();

        signal(process, signal);

        assertThat(sluice.exitCode(process)).isZero();
        assertThatExceptionOfType(FTPConnectionClosedException.class)
                .isThrownBy(idle::getReply)
                .withMessageContaining("421");
        assertThat(sluice.portFile()).doesNotExist();
        idle.disconnect();
    }

    @Test
    void shouldFinishTransferBeforeItEnds() throws Exception {
        Process process = sluice.serveRoot();
        FTPClient client = sluice.client();
        OutputStream upload = client.storeFileStream("file");
        upload.write("first ".getBytes(UTF_8));

        signal(process, "TERM");
        while (takesConnections()) {
            Thread.onSpinWait();
        }
        upload.write("second".getBytes(UTF_8));
        upload.close();

        assertThat(client.completePendingCommand()).isTrue();
        assertThat(sluice.exitCode(process)).isZero();
        assertThat(sluice.root().resolve("file")).hasContent("first second");
    }

    private boolean takesConnections() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sluice.port())) {
            return socket.isConnected();
        } catch (SocketException e) { // refused, or reset while the listener closes
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, TERM", "INT, TERM", "TERM, INT"})
    void shouldEndAtOnceOnSecondSignal(String first, String second) throws Exception {
        Process process = sluice.serveRoot("--drain-timeout", "600", "--data-timeout", "600");
        Files.writeString(sluice.root().resolve("file"), "old");
        FTPClient client = sluice.client();
        OutputStream upload = client.storeFileStream("file");
        upload.write("new".getBytes(UTF_8));
        upload.flush();
        signal(process, first);
        while (takesConnections()) {
            Thread.onSpinWait();
        }
        assertThat(process.isAlive()).isTrue();

        signal(process, second);

        assertThat(sluice.exitCode(process)).isZero();
        assertThat(sluice.root().resolve("file")).hasContent("old");
        assertThat(sluice.portFile()).doesNotExist();
    }

    @Test
    void shouldBreakOffTransferAfterDrainTimeout() throws Exception {
        Process process = sluice.serveRoot("--drain-timeout", "0");
        FTPClient client = sluice.client();
        OutputStream upload = client.storeFileStream("file");
        upload.flush();
        signal(process, "TERM");
        assertThat(sluice.exitCode(process)).isZero();
        assertThat(sluice.root().resolve("file")).doesNotExist();
    }

    @Test
    void shouldEndWithAnErrorWhenTheServerBreaksDown() {
        CompletableFuture<Void> stopped = CompletableFuture.failedFuture(new OutOfMemoryError("heap"));
        assertThatIOException()
                .isThrownBy(() -> ServeCommand.awaitEnd(stopped))
                .withMessageContaining("broke down")
                .withMessageContaining("heap");
    }
}
