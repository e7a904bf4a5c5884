package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a virtual path names on the disk, and keeps it inside the root.
 *
 * <p>It goes down from the root, which is open for good, from one open directory to the next, and follows no link on
 * the way: so whatever is renamed meanwhile, it can't get out. A link is resolved to its real path; if that lies below
 * the real root, the walk begins again for it. What lies outside is treated as not there. Any thread.
 */
final class Locator {
    /** How often a tree may change under the resolving of a link until the link counts as broken. */
    private static final int LINK_TRIES = 8;
    /** What Linux takes, with the zero at the end. */
    private static final int MOST_PATH_BYTES = 4095;

    private final Directory root;
    private final DirectoryCache cache;
    private final boolean slashSeparates;

    /**
     * @param root opened by its real path, and kept open by whoever owns it for as long as this is used
     * @param cache may be shared with others
     */
    Locator(Directory root, DirectoryCache cache) {
        this.root = root;
        this.cache = cache;
        this.slashSeparates = root.path().getFileSystem().getSeparator().equals("/");
    }

    /** The root. */
    Directory root() {
        return root;
    }

    /**
     * The place that {@code path} names; there need not be anything. To be closed by the caller.
     *
     * @throws StorageException NOT_FOUND or NOT_A_DIRECTORY when its directory is none, NOT_FOUND for the name of a
     *     part file, BAD_NAME when the file system can't have such a name
     */
    Node locate(RootedPath path) throws IOException {
        List<String> names = path.names();
        Directory directory = root.retain();
        try {
            for (int i = 0; i < names.size() - 1; i++) {
                Directory next = descend(path, directory, names.get(i));
                directory.close();
                directory = next;
            }
            return look(directory, names.isEmpty() ? root.here() : name(path, directory, names.get(names.size() - 1)));
        } finally {
            directory.close();
        }
    }

    private Directory descend(RootedPath path, Directory from, String name) throws IOException {
        try (Node node = look(from, name(path, from, name))) {
            if (!node.isDirectory()) {
                throw StorageException.of(path, node.exists() ? Reason.NOT_A_DIRECTORY : Reason.NOT_FOUND);
            }
            return cache.enter(node.target(), node.attributes());
        }
    }

    /** As {@link #locate}, and there must be something. */
    Node require(RootedPath path) throws IOException {
        Node node = locate(path);
        if (!node.exists()) {
            node.close();
            throw StorageException.of(path, Reason.NOT_FOUND);
        }
        return node;
    }

    /** As {@link #require}, and it must be a directory. */
    Node requireDirectory(RootedPath path) throws IOException {
        Node node = require(path);
        if (!node.isDirectory()) {
            node.close();
            throw StorageException.of(path, Reason.NOT_A_DIRECTORY);
        }
        return node;
    }

    private Node look(Directory directory, Path name) throws IOException {
        Optional<BasicFileAttributes> attributes = new Place(directory, name).lookIfThere();
        Place place = new Place(directory.retain(), name);
        return attributes.isPresent() && attributes.get().isSymbolicLink()
                ? follow(place, attributes.get())
                : new Node(place, place, false, attributes.orElse(null));
    }

    /**
     * Where the link {@code entry} leads; a node that doesn't exist when clients are not to see it. The directory of
     * {@code entry} is closed with the node.
     */
    Node follow(Place entry, BasicFileAttributes link) {
        try {
            for (int i = 0; i < LINK_TRIES; i++) {
                Path real = entry.path().toRealPath();
                if (!real.startsWith(root.path()) || leadsToPart(real)) {
                    break;
                }
                Optional<Node> node = reach(entry, root.path().relativize(real));
                if (node.isPresent()) {
                    return node.get();
                }
            }
        } catch (IOException e) {
            // Broken, circular or forbidden: it leads nowhere, so it is shown to nobody.
        }
        return new Node(entry, entry, false, link);
    }

    /** Goes down to {@code real}, which has no links unless the tree has changed since it was found; then it is empty. */
    private Optional<Node> reach(Place entry, Path real) throws IOException {
        Directory directory = root.retain();
        try {
            Place place = new Place(directory, root.here());
            BasicFileAttributes attributes = place.look();
            for (Path name : real) {
                if (name.toString().isEmpty()) {
                    break; // The root itself.
                } else if (!attributes.isDirectory()) {
                    return Optional.empty();
                }
                Directory next = cache.enter(place, attributes);
                directory.close();
                directory = next;
                place = new Place(directory, name);
                attributes = place.look();
            }
            if (attributes.isSymbolicLink()) {
                return Optional.empty();
            }
            directory.retain();
            return Optional.of(new Node(entry, place, true, attributes));
        } finally {
            directory.close();
        }
    }

    /** Lets go of a directory that was removed or has another name now. */
    void forget(Place directory) {
        cache.forget(directory);
    }

    private static boolean leadsToPart(Path target) {
        for (Path name : target) {
            if (PartName.matches(name.toString())) {
                return true;
            }
        }
        return false;
    }

    private Path name(RootedPath path, Directory directory, String text) throws StorageException {
        if (PartName.matches(text)) {
            throw StorageException.of(path, Reason.NOT_FOUND);
        } else if (isTooLong(directory.path().toString(), text)) {
            throw StorageException.of(path, Reason.BAD_NAME);
        }
        try {
            Path name = root.path().getFileSystem().getPath(text);
            // Where something else than '/' separates, one name of ours may be several of the provider's, or a drive.
            if (slashSeparates
                    || (name.getRoot() == null
                            && name.getNameCount() == 1
                            && name.toString().equals(text))) {
                return name;
            }
        } catch (InvalidPathException e) {
            // Refused below.
        }
        throw StorageException.of(path, Reason.BAD_NAME);
    }

    /** Handles could go deeper than paths can, but nobody else would get there. */
    private static boolean isTooLong(String directory, String name) {
        return directory.length() + name.length() > MOST_PATH_BYTES / 3
                && RootedPath.utf8Length(directory) + 1 + RootedPath.utf8Length(name) > MOST_PATH_BYTES;
    }
}
