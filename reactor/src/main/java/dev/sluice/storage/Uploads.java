package dev.sluice.storage;

import dev.sluice.storage.Locator.Node;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.Upload.Claim;
import dev.sluice.storage.Upload.Place;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Begins uploads: fresh, continued in a part file, or in place in a complete file. Any thread. */
final class Uploads {
    private static final int UNIQUE_TRIES = 100;
    /** What 255 bytes leave beside a dot and eight digits. */
    private static final int UNIQUE_STEM_BYTES = 246;

    private final Locator locator;
    private final Disk disk;
    private final Claims claims;
    private final StorageOptions options;

    Uploads(Locator locator, Disk disk, Claims claims, StorageOptions options) {
        this.locator = locator;
        this.disk = disk;
        this.claims = claims;
        this.options = options;
    }

    /** Opens what the bytes go to, once the claim is ours. */
    private interface Opener {
        Opened open(Node node, Path part) throws IOException;
    }

    private record Opened(Place place, SeekableByteChannel channel, long offset) {}

    Upload store(RootedPath path, String who) throws IOException {
        return begin(path, who, false, this::openFresh);
    }

    Upload append(RootedPath path, String who) throws IOException {
        return begin(path, who, true, (node, part) -> {
            OptionalLong length = length(node);
            return length.isPresent() ? openAt(node, part, length.getAsLong(), false) : openFresh(node, part);
        });
    }

    Upload resume(RootedPath path, long offset, String who) throws IOException {
        if (offset == 0) {
            return store(path, who);
        }
        return begin(path, who, true, (node, part) -> {
            long length = length(node).orElse(0);
            if (offset < 0 || offset > length) {
                throw new StorageException(
                        Reason.BAD_RANGE,
                        path + ": can't resume at byte " + offset + ", only " + length + " bytes are there");
            }
            return openAt(node, part, offset, offset < length);
        });
    }

    Upload storeUnique(RootedPath directory, String hint, String who) throws IOException {
        String stem = hint.isEmpty() ? "upload" : hint;
        RootedPath path = directory.child(stem);
        for (int i = 0; i < UNIQUE_TRIES; i++) {
            path.refusePartName();
            Node node = locator.locate(path);
            // Whoever is uploading to this name has a part already.
            if (node.isFree() && partLength(node.part()).isEmpty()) {
                return store(path, who);
            }
            path = directory.child(suffixed(stem));
        }
        throw StorageException.of(path, Reason.EXISTS);
    }

    private static String suffixed(String stem) {
        String cut = stem;
        while (RootedPath.utf8Length(cut) > UNIQUE_STEM_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return String.format("%s.%08x", cut, ThreadLocalRandom.current().nextInt());
    }

    private Upload begin(RootedPath path, String who, boolean exclusive, Opener opener) throws IOException {
        Node node = locateTarget(path);
        Claim claim = new Claim(who, options.clock().instant());
        Path part = node.part();
        Claims.Hold hold = claims.take(path, claim, exclusive, node.target(), part);
        try {
            // Lengths count only from the claim on: an upload on another thread may have been published meanwhile.
            Opened opened = opener.open(exclusive ? locator.look(path, node.target()) : node, part);
            return new Upload(path, claim, opened.place, opened.channel, opened.offset, disk, options.fsync(), hold);
        } catch (IOException | RuntimeException e) {
            hold.close();
            throw e;
        }
    }

    /** Where an upload to {@code path} goes, if it may. */
    private Node locateTarget(RootedPath path) throws StorageException {
        path.refusePartName();
        Node node = locator.locate(path);
        if (node.isFree()) {
            return node;
        }
        if (node.exists()) {
            node.requireFile(path);
            if (Files.isWritable(node.target())) {
                return node;
            }
        }
        // A link that clients don't see is not theirs to replace; nor is a protected file, though a rename could do it.
        throw StorageException.of(path, Reason.DENIED);
    }

    private Opened openFresh(Node node, Path part) throws IOException {
        boolean replaces = node.exists();
        SeekableByteChannel channel = replaces ? disk.createLike(node.target(), part) : disk.create(part);
        return new Opened(new Place(part, node.target(), !replaces && options.keepParts(), false), channel, 0);
    }

    private Opened openAt(Node node, Path part, long offset, boolean tail) throws IOException {
        boolean inPlace = node.exists();
        Path written = inPlace ? node.target() : part;
        SeekableByteChannel channel = disk.openWrite(written);
        try {
            channel.position(offset);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new Opened(new Place(written, node.target(), inPlace || options.keepParts(), tail), channel, offset);
    }

    /** Bytes of the complete file, else of its part, else none. */
    OptionalLong length(Node node) throws IOException {
        return node.exists() ? OptionalLong.of(node.attributes().size()) : partLength(node.part());
    }

    private OptionalLong partLength(Path part) throws IOException {
        try {
            BasicFileAttributes attributes = disk.attributes(part);
            return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }
}
