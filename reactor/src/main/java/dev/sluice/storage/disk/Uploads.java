package dev.sluice.storage.disk;

import dev.sluice.storage.Precondition;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.StorageOptions;
import dev.sluice.storage.Upload;
import dev.sluice.storage.disk.Claims.Claim;
import dev.sluice.storage.disk.Claims.Work;
import dev.sluice.storage.disk.DiskUpload.Bytes;
import dev.sluice.storage.disk.DiskUpload.Durability;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins uploads: fresh, continued in a part file, or in place in a complete file. Any thread. */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int UNIQUE_TRIES = 100;
    /** What 255 bytes leave beside a dot and eight digits. */
    private static final int UNIQUE_STEM_BYTES = 246;

    private final Locator locator;
    private final Parts parts;
    private final Claims claims;
    private final Disposal disposal;
    private final StorageOptions options;
    private final Mounts mounts;
    private final RandomGenerator random;

    /** @param random draws names; safe for any thread */
    Uploads(
            Locator locator,
            Parts parts,
            Claims claims,
            Disposal disposal,
            StorageOptions options,
            Mounts mounts,
            RandomGenerator random) {
        this.locator = locator;
        this.parts = parts;
        this.claims = claims;
        this.disposal = disposal;
        this.options = options;
        this.mounts = mounts;
        this.random = random;
    }

    /** Opens what the bytes go to, once the claim is ours. */
    private interface Opener {
        /** @param existing what the target is, which is a file or not there */
        Bytes open(Place target, Optional<BasicFileAttributes> existing) throws IOException;
    }

    Upload store(RootedPath path, Precondition before, String who) throws IOException {
        return begin(path, before, who, Work.UPLOAD, (target, existing) -> openFresh(path, target, existing));
    }

    Upload append(RootedPath path, Precondition before, String who) throws IOException {
        return begin(path, before, who, Work.IN_PLACE, (target, existing) -> {
            if (existing.isPresent()) {
                return openInPlace(path, target, existing.get().size(), false);
            }
            Optional<Part> part = parts.open(path, target.part());
            return part.isPresent() ? continued(part.get(), part.get().size()) : openFresh(path, target, existing);
        });
    }

    Upload resume(RootedPath path, long offset, Precondition before, String who) throws IOException {
        if (offset == 0) {
            return store(path, before, who);
        }
        return begin(path, before, who, Work.IN_PLACE, (target, existing) -> {
            if (existing.isPresent()) {
                long size = existing.get().size();
                requireWithin(path, offset, size);
                return openInPlace(path, target, offset, offset < size);
            }
            Optional<Part> part = parts.open(path, target.part());
            try {
                requireWithin(path, offset, part.map(Part::size).orElse(0L));
                return continued(part.orElseThrow(), offset);
            } catch (IOException | RuntimeException e) {
                close(part);
                throw e;
            }
        });
    }

    private static void requireWithin(RootedPath path, long offset, long length) throws StorageException {
        if (offset < 0 || offset > length) {
            throw new StorageException(
                    Reason.BAD_RANGE,
                    path + ": can't resume at byte " + offset + ", only " + length + " bytes are there");
        }
    }

    Upload storeUnique(RootedPath directory, String hint, String who) throws IOException {
        String stem = hint.isEmpty() ? "upload" : hint;
        RootedPath path = directory.child(stem);
        for (int i = 0; i < UNIQUE_TRIES; i++) {
            PartName.refuse(path);
            try {
                if (isFree(path)) {
                    return store(path, Precondition.ABSENT, who);
                }
            } catch (StorageException e) {
                if (e.reason() != Reason.BUSY && e.reason() != Reason.EXISTS) {
                    throw e;
                }
                LOG.trace("{}: somebody was faster", path, e);
            }
            path = directory.child(suffixed(stem));
        }
        throw StorageException.of(path, Reason.EXISTS);
    }

    /** Whether nobody has the name, and nobody is uploading to it: then there would be a part. */
    private boolean isFree(RootedPath path) throws IOException {
        try (Node node = locator.locate(path)) {
            return node.isFree() && node.target().part().lookIfThere().isEmpty();
        }
    }

    private String suffixed(String stem) {
        String cut = stem;
        while (RootedPath.utf8Length(cut) > UNIQUE_STEM_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return String.format("%s.%08x", cut, random.nextInt());
    }

    private Upload begin(RootedPath path, Precondition before, String who, Work work, Opener opener)
            throws IOException {
        try (Node node = locateTarget(path)) {
            Place target = node.target();
            Claim claim = new Claim(who, options.clock().instant());
            Claims.Hold hold = claims.take(path, claim, work, target);
            try {
                // Before there is a channel: from then on nothing must fail.
                Durability durability = durability(path);
                Directory directory = target.directory().retain();
                try {
                    // Lengths and conditions count only from the claim on: an upload on another thread may have been
                    // published since we looked.
                    boolean again = work == Work.IN_PLACE || before != Precondition.NONE;
                    Optional<BasicFileAttributes> existing =
                            again ? existing(path, target) : Optional.ofNullable(node.attributes());
                    before.require(path, existing.isPresent());
                    Bytes bytes = opener.open(target, existing);
                    return new DiskUpload(path, target, bytes, durability, () -> mounts.mayBlock(path), disposal, hold);
                } catch (IOException | RuntimeException e) {
                    directory.close();
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                hold.close();
                throw e;
            }
        }
    }

    /** Where an upload to {@code path} goes, if it may. */
    private Node locateTarget(RootedPath path) throws IOException {
        PartName.refuse(path);
        Node node = locator.locate(path);
        try {
            if (node.exists()) {
                node.requireFile(path);
            }
            // A link that clients don't see is not theirs to replace; nor is a protected file, though a rename could do
            // it. That goes by path: who swaps it can have a protected file replaced, but by one in its directory.
            if (!node.isFree()
                    && !(node.exists() && Files.isWritable(node.target().path()))) {
                throw StorageException.of(path, Reason.DENIED);
            }
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private static Optional<BasicFileAttributes> existing(RootedPath path, Place target) throws IOException {
        Optional<BasicFileAttributes> existing = target.lookIfThere();
        if (existing.isPresent() && !existing.get().isRegularFile()) {
            throw StorageException.of(path, Reason.DENIED); // It was swapped since we found it.
        }
        return existing;
    }

    private Durability durability(RootedPath path) {
        return options.fsync()
                ? Durability.BYTES_AND_NAME
                : mounts.isRemote(path) ? Durability.BYTES : Durability.CACHED;
    }

    private Bytes openFresh(RootedPath path, Place target, Optional<BasicFileAttributes> existing) throws IOException {
        Part part = parts.create(path, target.part(), existing.flatMap(file -> Ownership.of(target, file)));
        boolean kept = existing.isEmpty() && options.keepParts();
        long replaced = existing.map(BasicFileAttributes::size).orElse(0L);
        return new Bytes(part.channel(), Optional.of(part), 0, replaced, false, kept, false);
    }

    private Bytes continued(Part part, long offset) throws IOException {
        boolean tail = offset < part.size();
        return new Bytes(at(offset, part.channel()), Optional.of(part), offset, 0, false, options.keepParts(), tail);
    }

    private static SeekableByteChannel at(long offset, SeekableByteChannel channel) throws IOException {
        try {
            return channel.position(offset);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private Bytes openInPlace(RootedPath path, Place target, long offset, boolean tail) throws IOException {
        Optional<Part> guard = parts.createGuard(path, target.part());
        try {
            SeekableByteChannel channel = at(offset, target.open(Set.of(StandardOpenOption.WRITE)));
            return new Bytes(channel, guard, offset, 0, true, true, tail);
        } catch (IOException | RuntimeException e) {
            if (guard.isPresent()) {
                guard.get().discard();
            }
            throw e;
        }
    }

    private static void close(Optional<Part> part) throws IOException {
        if (part.isPresent()) {
            part.get().close();
        }
    }

    /** Bytes of the complete file, else of its part, else none. */
    static OptionalLong length(Node node) throws IOException {
        return node.exists() ? OptionalLong.of(node.attributes().size()) : partLength(node);
    }

    private static OptionalLong partLength(Node node) throws IOException {
        Optional<BasicFileAttributes> part = node.target().part().lookIfThere();
        // With nothing in it there is nothing to go on with.
        return part.isPresent() && part.get().isRegularFile() && part.get().size() > 0
                ? OptionalLong.of(part.get().size())
                : OptionalLong.empty();
    }
}
