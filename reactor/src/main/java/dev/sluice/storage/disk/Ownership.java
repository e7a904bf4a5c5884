package dev.sluice.storage.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Mode, owner and group of a file, for the one that will replace it. Any thread.
 *
 * @param of the file
 * @param attributes what a look at it has just told
 */
record Ownership(Place of, PosixFileAttributes attributes) {
    /** That of a file; empty where files have none. */
    static Optional<Ownership> of(Place place, BasicFileAttributes attributes) {
        return attributes instanceof PosixFileAttributes posix
                ? Optional.of(new Ownership(place, posix))
                : Optional.empty();
    }

    /** For the making of a file: from the first moment nobody can read it who can't read this one. */
    FileAttribute<?> mode() {
        return PosixFilePermissions.asFileAttribute(attributes.permissions());
    }

    /**
     * Gives {@code made} the same owner and group, as far as we may, and the same mode. Whether they differ is seen by
     * path, because numbers can't be read otherwise; so that decides no more than whether they are set.
     */
    void giveTo(Place made) throws IOException {
        Map<String, Object> wanted = numbers(of);
        Map<String, Object> got = numbers(made);
        PosixFileAttributeView view = made.directory().view(made.name(), PosixFileAttributeView.class);
        // The names behind the numbers may have to be asked for over the network.
        if (differ(wanted, got, "uid")) {
            tryTo(() -> view.setOwner(attributes.owner()));
        }
        if (differ(wanted, got, "gid")) {
            tryTo(() -> view.setGroup(attributes.group()));
        }
        if (!attributes.permissions().equals(got.get("permissions"))) {
            tryTo(() -> view.setPermissions(attributes.permissions()));
        }
    }

    private static Map<String, Object> numbers(Place place) {
        try {
            return Files.readAttributes(place.path(), "unix:uid,gid,permissions", NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return Map.of(); // Then everything is set, needed or not.
        }
    }

    private static boolean differ(Map<String, Object> wanted, Map<String, Object> got, String number) {
        return got.isEmpty() || !got.get(number).equals(wanted.get(number));
    }

    private interface Setting {
        void set() throws IOException;
    }

    /** Giving a file away takes privileges that a server seldom has, and should not; then the file is ours. */
    private static void tryTo(Setting setting) throws IOException {
        try {
            setting.set();
        } catch (FileSystemException notAllowed) {
            return;
        }
    }
}
