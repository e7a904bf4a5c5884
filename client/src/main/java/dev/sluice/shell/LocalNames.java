package dev.sluice.shell;

import dev.sluice.client.LocalFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where downloads go when nobody says. */
final class LocalNames {

    private LocalNames() {}

    /** The name for a copy of the remote file or directory {@code path}: its last name. */
    static String of(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new UsageException("'" + path + "' has no name that a local copy could have; say -o NAME");
        }
        return name;
    }

    /** Makes {@code folder} if it is not there. */
    static void makeFolder(Path folder) throws LocalFileException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw LocalFileException.of(folder, e);
        }
    }
}
