package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.sluice.account.Rights;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server inside another program, which sees its public types only. */
@Timeout(60)
class EmbeddingTest {

    private static final Pattern PAGE_SNIPPET = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern SNIPPET = Pattern.compile("`(Sluice\\.builder\\(.*?\\.start\\(\\))`");

    @TempDir
    private Path root;

    private static FTPClient connect(Sluice server, String name, String password) throws IOException {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(20_000);
        client.connect(server.ftpAddress().getAddress(), server.ftpAddress().getPort());
        assertThat(client.login(name, password)).isTrue();
        client.enterLocalPassiveMode();
        return client;
    }

    private static void store(FTPClient client, String name, String content) throws IOException {
        assertThat(client.storeFile(name, new ByteArrayInputStream(content.getBytes(UTF_8))))
                .as(client.getReplyString())
                .isTrue();
    }

    @Test
    void shouldServeWhileItIsOpen() throws IOException {
        int port;
        try (Sluice server = Sluice.builder(root).user("ann", "secret").start()) {
            port = server.ftpAddress().getPort();
            assertThat(server.ftpAddress().getAddress().isLoopbackAddress()).isTrue();
            assertThat(server.root()).isEqualTo(root);
            FTPClient client = connect(server, "ann", "secret");
            store(client, "file", "content");
            assertThat(root.resolve("file")).hasContent("content");
            client.disconnect();
        }
        assertThatIOException().isThrownBy(() -> new FTPClient().connect("127.0.0.1", port));
    }

    @Test
    void shouldCompileAndRunWhatReadmeShows() throws Exception {
        Matcher snippet = SNIPPET.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(snippet.find()).as("a snippet in README.md").isTrue();
        Path source = Files.writeString(
                Files.createDirectory(root.resolve("code")).resolve("Snippet.java"), """
                import dev.sluice.Sluice;
                import java.nio.file.Path;

                public class Snippet {
                    public static Sluice start(Path root) throws Exception {
                        return %s;
                    }
                }
                """.formatted(snippet.group(1)));
        compile(source);
        URL[] code = {source.getParent().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(code);
                Sluice server = (Sluice) loader.loadClass("Snippet")
                        .getMethod("start", Path.class)
                        .invoke(null, root)) {
            FTPClient client = connect(server, "ann", "secret");
            assertThat(client.listNames()).containsExactly("code");
            client.disconnect();
        }
    }

    private static void compile(Path source) {
        String classPath = System.getProperty("java.class.path");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                classPath,
                                "-d",
                                source.getParent().toString(),
                                source.toString()))
                .isZero();
    }

    @Test
    void shouldCompileAndRunWhatTheEmbeddingPageShows() throws Exception {
        Matcher example = PAGE_SNIPPET.matcher(Files.readString(Path.of("..", "docs", "embedding.md")));
        assertThat(example.find()).as("an example in embedding.md").isTrue();
        Path source = Files.writeString(
                Files.createDirectory(root.resolve("code")).resolve("Example.java"), example.group(1));
        compile(source);
        Files.createDirectories(root.resolve("home/ann"));
        Files.createDirectories(root.resolve("pub"));
        URL[] code = {source.getParent().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(code);
                Sluice server = (Sluice) loader.loadClass("Example")
                        .getMethod("start", Path.class, int.class)
                        .invoke(null, root, 0)) {
            FTPClient ann = connect(server, "ann", "secret of ann");
            store(ann, "file", "content");
            assertThat(root.resolve("home/ann/file")).hasContent("content");
            assertThat(ann.deleteFile("file")).as("without the right").isFalse();
            ann.disconnect();
            FTPClient guest = connect(server, "anonymous", "guest@");
            assertThat(guest.makeDirectory("mine")).as("without the right").isFalse();
            guest.disconnect();
        }
    }

    @Test
    void shouldRunTwoAtOnceApart() throws IOException {
        Path other = Files.createDirectory(root.resolve("other"));
        try (Sluice first = Sluice.builder(root).anonymous(Rights.WRITE).start();
                Sluice second = Sluice.builder(other).anonymous(Rights.READ).start()) {
            FTPClient writer = connect(first, "anonymous", "");
            FTPClient reader = connect(second, "anonymous", "");
            store(writer, "other/file", "content");
            assertThat(reader.listNames()).containsExactly("file");
            assertThat(reader.deleteFile("file")).isFalse();
            first.drain(Duration.ZERO);
            first.stopped().join();
            assertThat(reader.sendNoOp()).isTrue();
            writer.disconnect();
            reader.disconnect();
        }
    }

    @Test
    void shouldServeAnyFileSystem() throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path folder = Files.createDirectory(memory.getPath("/served"));
            try (Sluice server = Sluice.builder(folder).user("ann", "secret").start()) {
                FTPClient client = connect(server, "ann", "secret");
                store(client, "file", "content");
                client.disconnect();
            }
            assertThat(folder.resolve("file")).hasContent("content");
        }
    }

    @Test
    void shouldDrain() throws Exception {
        Sluice server = Sluice.builder(root).user("ann", "secret").start();
        FTPClient client = connect(server, "ann", "secret");
        server.drain(Duration.ofSeconds(30));
        assertThatExceptionOfType(FTPConnectionClosedException.class)
                .isThrownBy(client::getReply)
                .withMessageContaining("421");
        client.disconnect();
        server.stopped().get(30, TimeUnit.SECONDS);
        server.close();
        server.drain(Duration.ZERO);
    }

    @Test
    void shouldSayWhyItDoesNotStart() throws IOException {
        assertThatIllegalStateException()
                .isThrownBy(() -> Sluice.builder(root).start())
                .withMessageContaining("nobody could log in");
        assertThatIOException()
                .isThrownBy(() -> Sluice.builder(root.resolve("missing"))
                        .user("ann", "secret")
                        .start())
                .withMessageContaining("missing");
        try (Sluice first = Sluice.builder(root).user("ann", "secret").start()) {
            assertThatIOException()
                    .isThrownBy(() -> Sluice.builder(root)
                            .user("ann", "secret")
                            .ftp(first.ftpAddress())
                            .start());
        }
    }
}
