package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code served} in the checkout: a copy of the sample files that may be played with. */
final class SampleFolder {

    /** Set by the launcher: the checkout it lies in. */
    private static final String HOME = "sluice.home";

    private SampleFolder() {}

    /** The folder, made if it is not there. */
    static Path prepare() throws IOException {
        Path home = Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize();
        Path served = home.resolve("served");
        if (Files.isDirectory(served)) {
            return served;
        }
        Path samples = home.resolve("sample-files");
        if (!Files.isDirectory(samples)) {
            throw new NoSuchFileException(
                    "There are no sample files to serve in " + home + "; name a folder: sluice serve DIR");
        }
        // Copied aside and renamed, so that a copy that is broken off is not taken for the whole next time.
        Path fresh = Files.createTempDirectory(home, "served-");
        copy(samples, fresh);
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(samples));
        return Files.move(fresh, served, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(from)) {
            all = tree.toList();
        }
        for (Path source : all) {
            if (!source.equals(from)) {
                Files.copy(source, to.resolve(from.relativize(source).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
