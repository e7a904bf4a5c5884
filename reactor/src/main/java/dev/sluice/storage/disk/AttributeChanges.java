package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Instant;

/** Sets times and modes of files and directories; see {@link DiskStorage} for the rules. Any thread. */
final class AttributeChanges {
    private final Locator locator;

    AttributeChanges(Locator locator) {
        this.locator = locator;
    }

    void setModified(RootedPath path, Instant time) throws IOException {
        try (Node node = locate(path)) {
            view(node, BasicFileAttributeView.class).setTimes(FileTime.from(time), null, null);
        }
    }

    void setMode(RootedPath path, int mode) throws IOException {
        if ((mode & ~Mode.ALL) != 0) {
            throw new StorageException(
                    Reason.DENIED, path + ": only the modes 000 to 777 can be set, not " + Integer.toOctalString(mode));
        }
        if (path.isRoot()) {
            throw StorageException.of(path, Reason.DENIED); // Without its x nobody could come back to mend it.
        }
        try (Node node = locate(path)) {
            view(node, PosixFileAttributeView.class).setPermissions(Mode.permissions(mode));
        }
    }

    private Node locate(RootedPath path) throws IOException {
        Node node = locator.require(path);
        if (!node.isDirectory() && !node.isFile()) {
            node.close();
            throw StorageException.of(path, Reason.NOT_A_FILE); // To touch a pipe or device may block.
        }
        return node;
    }

    private static <V extends FileAttributeView> V view(Node node, Class<V> kind) {
        V view = node.target().directory().view(node.target().name(), kind);
        if (view == null) {
            throw new UnsupportedOperationException("the file system has no " + kind.getSimpleName());
        }
        return view;
    }
}
