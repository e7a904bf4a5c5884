package dev.sluice.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.shell.ShellFixture.Output;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {

    @TempDir
    private Path folder;

    private ShellFixture place;
    private Output output;

    @BeforeEach
    void start() throws IOException {
        place = new ShellFixture(folder);
        output = new Output();
    }

    @AfterEach
    void stop() {
        place.close();
    }

    private ExitStatus run(RemoteCommand command, String... arguments) {
        return CommandLine.populateCommand(command, arguments).execute(output.report);
    }

    private String local(String name) {
        return place.local.resolve(name).toString();
    }

    @Test
    void shouldUploadListDownloadMoveAndDelete() throws IOException {
        Path file = Files.writeString(place.local.resolve("a b%c.txt"), "content");

        assertThat(run(new MkdirCommand(), place.url("dir"))).isEqualTo(ExitStatus.OK);
        assertThat(run(new PutCommand(), file.toString(), place.url("dir/"))).isEqualTo(ExitStatus.OK);
        assertThat(run(new LsCommand(), place.url("dir"))).isEqualTo(ExitStatus.OK);
        assertThat(output.text()).contains(" 7 ", "a b%c.txt");
        assertThat(run(new MvCommand(), place.url("dir/a%20b%25c.txt"), "/moved"))
                .isEqualTo(ExitStatus.OK);
        assertThat(run(new GetCommand(), place.url("moved"), "-o", local("copy")))
                .isEqualTo(ExitStatus.OK);
        assertThat(place.local.resolve("copy")).hasContent("content");
        assertThat(run(new RmCommand(), place.url("moved"))).isEqualTo(ExitStatus.OK);
        assertThat(run(new RmdirCommand(), place.url("dir"))).isEqualTo(ExitStatus.OK);
        assertThat(place.root).isEmptyDirectory();
        assertThat(output.errors()).isEmpty();
    }

    @Test
    void shouldSendNothingForALocalFileThatIsMissing() {
        assertThat(run(new PutCommand(), local("nowhere"), "ftp://no.such.host.invalid/"))
                .isEqualTo(ExitStatus.LOCAL);
        assertThat(output.errors().lines()).singleElement().asString().contains("nowhere does not exist");
    }

    /** Runs a command that fails, and returns its status and its one line. */
    private void fails(ExitStatus status, String words, RemoteCommand command, String... arguments) {
        output = new Output();
        assertThat(run(command, arguments)).as(output.errors()).isEqualTo(status);
        assertThat(output.errors().lines()).singleElement().asString().contains(words);
    }

    @Test
    void shouldSayWhatWentWrongInOneLineAndByItsStatus() throws IOException {
        Files.createDirectory(place.root.resolve("dir"));
        Files.writeString(place.root.resolve("f"), "remote");
        Files.writeString(place.local.resolve("f"), "local");
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }

        fails(ExitStatus.NOT_FOUND, "missing", new GetCommand(), place.url("missing"), "-o", local("x"));
        fails(ExitStatus.LOCAL, "exists already", new GetCommand(), place.url("f"), "-o", local("f"));
        fails(ExitStatus.REFUSED, "exists already", new PutCommand(), local("f"), place.url("f"));
        fails(ExitStatus.LOCAL, "is a directory", new PutCommand(), place.local.toString(), place.url("f"));
        fails(ExitStatus.REFUSED, "530", new LsCommand(), "ftp://ann:wrong@127.0.0.1:" + place.port() + "/");
        fails(ExitStatus.NETWORK, "refused", new LsCommand(), "ftp://127.0.0.1:" + nobody + "/", "--retries", "0");
        fails(ExitStatus.NETWORK, "unknown host", new LsCommand(), "ftp://no.such.host.invalid/");
        fails(ExitStatus.USAGE, "not a URL", new LsCommand(), "http://host/");
        fails(ExitStatus.USAGE, "not a port", new LsCommand(), "ftp://host:99999/");
        fails(ExitStatus.USAGE, "forge", new RmCommand(), place.url("a%0D%0ADELE%20f"));

        assertThat(place.root.resolve("f")).hasContent("remote");
        assertThat(place.local.resolve("f")).hasContent("local");
        assertThat(place.local.resolve("x")).doesNotExist();
    }

    @Test
    void shouldOverwriteOrContinueWhenAsked() throws IOException {
        Files.writeString(place.root.resolve("f"), "0123456789");
        Files.writeString(place.local.resolve("f"), "01234");

        assertThat(run(new GetCommand(), "-c", place.url("f"), "-o", local("f")))
                .isEqualTo(ExitStatus.OK);
        assertThat(place.local.resolve("f")).hasContent("0123456789");
        Files.writeString(place.local.resolve("f"), "0123456789abc");
        assertThat(run(new PutCommand(), "-c", local("f"), place.url("f"))).isEqualTo(ExitStatus.OK);
        assertThat(place.root.resolve("f")).hasContent("0123456789abc");
        Files.writeString(place.local.resolve("f"), "new");
        assertThat(run(new PutCommand(), "--overwrite", local("f"), place.url("f")))
                .isEqualTo(ExitStatus.OK);
        assertThat(place.root.resolve("f")).hasContent("new");
    }

    @Test
    void shouldOverwriteALocalFileOnlyWhenAsked() throws IOException {
        Files.writeString(place.root.resolve("f"), "remote");
        Files.writeString(place.local.resolve("f"), "local and longer");

        fails(ExitStatus.LOCAL, "is longer", new GetCommand(), "-c", place.url("f"), "-o", local("f"));
        assertThat(place.local.resolve("f")).hasContent("local and longer");
        output = new Output();
        assertThat(run(new GetCommand(), "--overwrite", place.url("f"), "-o", local("f")))
                .isEqualTo(ExitStatus.OK);
        assertThat(place.local.resolve("f")).hasContent("remote");
        fails(ExitStatus.USAGE, "contradict", new GetCommand(), "-c", "--overwrite", place.url("f"));
    }

    @Test
    void shouldSayThatADirectoryIsNoFile() throws IOException {
        Files.createDirectory(place.root.resolve("dir"));
        Files.createDirectories(place.local.resolve("into/f"));
        Files.writeString(place.root.resolve("f"), "remote");

        fails(ExitStatus.NOT_FOUND, "dir", new GetCommand(), place.url("dir"), "-o", local("x"));
        fails(ExitStatus.LOCAL, "is a directory", new GetCommand(), place.url("f"), "-o", local("into"));
        assertThat(place.local.resolve("x")).doesNotExist();
        assertThat(place.local.resolve("into/f")).isEmptyDirectory();
    }

    @Test
    void shouldGoOnWhenAFullDiskHasRoomAgain() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path remote = Files.write(place.root.resolve("f"), content);
        Path disk = Files.createDirectory(place.local.resolve("disk"));
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()),
                "needs root, to mount a disk");
        try {
            fails(ExitStatus.LOCAL, "No space left", new GetCommand(), place.url("f"), "-o", local("disk/f"));
            assertThat(disk.resolve("f")).doesNotExist();
            assertThat(disk.resolve("f.part")).hasSize(2 << 20);

            assertThat(succeeds("mount", "-o", "remount,size=8m", disk.toString()))
                    .isTrue();
            output = new Output();
            assertThat(run(new GetCommand(), "-c", place.url("f"), "-o", local("disk/f")))
                    .isEqualTo(ExitStatus.OK);
            assertThat(disk.resolve("f")).hasSameBinaryContentAs(remote);
        } finally {
            succeeds("umount", "--lazy", disk.toString());
        }
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // There is no such program here.
        }
    }

    @Test
    void shouldMirrorBothWays() throws IOException {
        Path up = Files.createDirectories(place.local.resolve("up/sub"));
        Files.writeString(up.resolve("old"), "old");
        Files.setLastModifiedTime(up.resolve("old"), FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
        Files.writeString(up.resolveSibling("new"), "new");

        assertThat(run(new MirrorCommand(), local("up"), place.url("m"))).isEqualTo(ExitStatus.OK);
        assertThat(run(new MirrorCommand(), place.url("m"), local("down"))).isEqualTo(ExitStatus.OK);
        assertThat(place.local.resolve("down/sub/old")).hasContent("old");
        assertThat(Files.getLastModifiedTime(place.local.resolve("down/sub/old"))
                        .toInstant())
                .isEqualTo("2020-01-02T03:04:05Z");

        Files.delete(up.resolve("old"));
        output = new Output();
        assertThat(run(new MirrorCommand(), local("up"), place.url("m"), "--delete", "--hash"))
                .isEqualTo(ExitStatus.OK);
        assertThat(output.text()).contains("0 files", "1 skipped, 1 deleted, 0 failed");
        assertThat(place.root.resolve("m/sub")).isEmptyDirectory();
    }

    @Test
    void shouldDownloadFilesWhoseNamesLeaveNoRoomForASuffix() throws IOException {
        String name = "n".repeat(250);
        Files.writeString(place.root.resolve(name + ".txt1"), "one");
        Files.writeString(place.root.resolve(name + ".txt2"), "two");

        assertThat(run(new MirrorCommand(), place.url(""), local("down"))).isEqualTo(ExitStatus.OK);

        assertThat(place.local.resolve("down").resolve(name + ".txt1")).hasContent("one");
        assertThat(place.local.resolve("down").resolve(name + ".txt2")).hasContent("two");
        assertThat(place.local.resolve("down").toFile().list()).hasSize(2);
    }

    @Test
    void shouldNameTheArgumentsOfPutOnce() {
        assertThat(new CommandLine(new PutCommand()).getUsageMessage()).containsOnlyOnce("FILE... URL ");
    }

    @Test
    void shouldRecordAndDrawByteRates() throws IOException {
        Files.write(place.root.resolve("f"), new byte[3_000_000]);
        Path csv = place.local.resolve("rates.csv");
        Path plot = place.local.resolve("rates.svg");

        assertThat(run(
                        new GetCommand(),
                        place.url("f"),
                        "-o",
                        local("copy"),
                        "--limit-rate",
                        "10MB",
                        "--rates",
                        csv.toString(),
                        "--plot",
                        plot.toString()))
                .isEqualTo(ExitStatus.OK);

        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(0)).isEqualTo("seconds,bytes,mb_per_s,mb_per_s_average_60");
        String[] last = lines.get(lines.size() - 1).split(",", -1);
        assertThat(last[1]).isEqualTo("3000000");
        // 3 MB at 10 MB/s, of which the bucket gives 0.5 MB at once.
        assertThat(Double.parseDouble(last[0])).isBetween(0.2, 10.0);
        assertThat(Files.readString(plot).strip().endsWith("</svg>")).isTrue();
    }

    @Test
    void shouldExpandPatterns() throws IOException {
        for (String name : List.of("a1", "a2", "b1")) {
            Files.writeString(place.root.resolve(name), name);
        }

        assertThat(run(new GetCommand(), place.url("a*"), "-o", local("into"))).isEqualTo(ExitStatus.OK);

        try (Stream<Path> files = Files.list(place.local.resolve("into"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("a1", "a2");
        }
    }
}
