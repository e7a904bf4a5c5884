package dev.sluice.ftpd;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files and directories that this process holds open, as the kernel sees them; none where there is no {@code /proc}. */
final class OpenFiles {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** All that is open below {@code root}, which is open itself perhaps. */
    static List<Path> below(Path root) throws IOException {
        List<Path> open = new ArrayList<>();
        if (root.getFileSystem() != FileSystems.getDefault() || !Files.isDirectory(DESCRIPTORS)) {
            return open;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            for (Path descriptor : all.toList()) {
                try {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(root)) {
                        open.add(target);
                    }
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                }
            }
        }
        return open;
    }
}
