package dev.sluice.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The sockets and selectors this process holds open, as the kernel sees them; none where there is no {@code /proc}. */
public final class Descriptors {

    private static final Path FOLDER = Path.of("/proc/self/fd");

    private Descriptors() {}

    /** One entry per descriptor: its number and what it refers to. */
    public static Set<String> open() {
        Set<String> found = new TreeSet<>();
        if (!Files.isDirectory(FOLDER)) {
            return found;
        }
        try (Stream<Path> descriptors = Files.list(FOLDER)) {
            // The JDK keeps a pair of sockets for itself from the first channel on; they are no leak of anybody's.
            SocketChannel.open().close();
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                String target = target(descriptor);
                if (target.startsWith("socket:") || target.startsWith("anon_inode:")) {
                    found.add(descriptor.getFileName() + " " + target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** What {@code descriptor} refers to; nothing when it was closed meanwhile, as the one that lists the folder is. */
    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
