package dev.sluice.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The files that servers are compared at, in a folder in memory that is gone afterwards. */
final class TestFiles implements Closeable {

    /** Where uploads go. */
    static final String INCOMING = "incoming";

    private static final int FEW = 10;
    private static final int MANY = 100_000;
    private final Path folder;

    private TestFiles(Path folder) {
        this.folder = folder;
    }

    /** Makes what the scenarios need. */
    static TestFiles create(List<Scenario> scenarios) throws IOException {
        TestFiles files = new TestFiles(Files.createTempDirectory(Path.of("/dev/shm"), "sluice-compare"));
        try {
            files.fill(scenarios);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
        return files;
    }

    /** What the servers serve; there is room beside it for what they need to run. */
    Path root() {
        return folder.resolve("files");
    }

    private void fill(List<Scenario> scenarios) throws IOException {
        // Some servers refuse to make a root of a directory that guests may write to.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(Files.createDirectory(root()), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(
                Files.createDirectory(root().resolve(INCOMING)), PosixFilePermissions.fromString("rwxrwxrwx"));
        write("k1", 1L << 10);
        write("m1", 1L << 20);
        write("m100", 100L << 20);
        write("g1", uses(scenarios, "g1") ? 1L << 30 : 1);
        fill("few", FEW);
        fill("many", uses(scenarios, "many") ? MANY : 1);
    }

    private static boolean uses(List<Scenario> scenarios, String name) {
        return scenarios.stream().anyMatch(scenario -> scenario.options().contains(name));
    }

    private void write(String name, long size) throws IOException {
        byte[] block = new byte[1 << 20];
        new Random(size).nextBytes(block);
        try (OutputStream file = Files.newOutputStream(root().resolve(name))) {
            for (long left = size; left > 0; left -= block.length) {
                file.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    private void fill(String name, int count) throws IOException {
        Path directory = Files.createDirectory(root().resolve(name));
        for (int i = 0; i < count; i++) {
            Files.createFile(directory.resolve("file-" + i + ".txt"));
        }
    }

    /** Makes room after a run. */
    void deleteUploads() throws IOException {
        try (Stream<Path> uploads = Files.list(root().resolve(INCOMING))) {
            for (Path upload : uploads.toList()) {
                Files.deleteIfExists(upload);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Collections.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
