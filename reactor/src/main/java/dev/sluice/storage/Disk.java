package dev.sluice.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls to one file system, each the cheapest that it supports. Follows no link. Any thread.
 */
final class Disk {
    private static final String EVERYTHING = "unix:mode,nlink,uid,gid,dev,ino,size,lastModifiedTime,creationTime,"
            + "isDirectory,isRegularFile,isSymbolicLink";
    private static final int PERMISSIONS = 0777;
    private static final int MAX_CACHED_NAMES = 1024;

    private final boolean local;
    private final boolean unix;
    /** Names of users and groups by number: asking the system costs more than all else in a listing. */
    private final Map<Integer, String> users = new ConcurrentHashMap<>();

    private final Map<Integer, String> groups = new ConcurrentHashMap<>();

    Disk(FileSystem fileSystem) {
        local = fileSystem == FileSystems.getDefault();
        unix = fileSystem.supportedFileAttributeViews().contains("unix");
    }

    /** Whether files are the operating system's own, so that {@code transferTo} is worth while. */
    boolean isLocal() {
        return local;
    }

    /** What {@code path} itself is, in one system call. */
    BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
    }

    /** The cheap entry of what has {@code attributes}. */
    static Entry entry(String name, BasicFileAttributes attributes) {
        return new Entry(
                name,
                kind(attributes.isDirectory(), attributes.isRegularFile()),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                attributes.creationTime().toInstant(),
                0,
                "",
                "",
                1,
                "");
    }

    /** The full entry of {@code path}, in one system call; empty when it is a link. */
    Optional<Entry> describe(String name, Path path) throws IOException {
        if (!unix) {
            BasicFileAttributes attributes = attributes(path);
            return attributes.isSymbolicLink() ? Optional.empty() : Optional.of(withoutUnix(name, attributes));
        }
        Map<String, Object> all = Files.readAttributes(path, EVERYTHING, NOFOLLOW_LINKS);
        if ((Boolean) all.get("isSymbolicLink")) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                name,
                kind((Boolean) all.get("isDirectory"), (Boolean) all.get("isRegularFile")),
                (Long) all.get("size"),
                ((FileTime) all.get("lastModifiedTime")).toInstant(),
                ((FileTime) all.get("creationTime")).toInstant(),
                (Integer) all.get("mode") & 07777,
                nameOf(users, "uid", "owner", (Integer) all.get("uid"), path),
                nameOf(groups, "gid", "group", (Integer) all.get("gid"), path),
                (Integer) all.get("nlink"),
                hex(all.get("dev")) + "g" + hex(all.get("ino"))));
    }

    private static Entry withoutUnix(String name, BasicFileAttributes attributes) {
        Entry lean = entry(name, attributes);
        int mode = lean.isDirectory() ? 0755 : 0644;
        return new Entry(
                name, lean.kind(), lean.size(), lean.modified(), lean.created(), mode, "sluice", "sluice", 1, "");
    }

    private static Entry.Kind kind(boolean directory, boolean file) {
        return directory ? Entry.Kind.DIRECTORY : file ? Entry.Kind.FILE : Entry.Kind.OTHER;
    }

    private static String hex(Object number) {
        return Long.toHexString(((Number) number).longValue());
    }

    private static String nameOf(Map<Integer, String> cache, String id, String name, int number, Path path)
            throws IOException {
        String known = cache.get(number);
        if (known != null) {
            return known;
        }
        // Number and name come from one look at the file, so the cache can't learn a wrong pair.
        Map<String, Object> pair = Files.readAttributes(path, "unix:" + id + "," + name, NOFOLLOW_LINKS);
        String found = ((Principal) pair.get(name)).getName();
        if (cache.size() < MAX_CACHED_NAMES) {
            cache.put((Integer) pair.get(id), found);
        }
        return found;
    }

    SeekableByteChannel openRead(Path file) throws IOException {
        return Files.newByteChannel(file, options(StandardOpenOption.READ));
    }

    SeekableByteChannel openWrite(Path file) throws IOException {
        return Files.newByteChannel(file, options(StandardOpenOption.WRITE));
    }

    /** Creates {@code part} empty; one left over from before goes away, whatever it is. */
    SeekableByteChannel create(Path part, FileAttribute<?>... attributes) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            return Files.newByteChannel(part, options, attributes);
        } catch (FileAlreadyExistsException leftOver) {
            Files.deleteIfExists(part);
            return Files.newByteChannel(part, options, attributes);
        }
    }

    /** Creates {@code part} to replace {@code existing}: with its mode and, as far as we may, its owner and group. */
    SeekableByteChannel createLike(Path existing, Path part) throws IOException {
        if (!unix) {
            return create(part);
        }
        Map<String, Object> wanted = ownership(existing);
        // From the first moment nobody can read the part who can't read the file.
        SeekableByteChannel channel =
                create(part, PosixFilePermissions.asFileAttribute(permissions((Integer) wanted.get("mode"))));
        try {
            Map<String, Object> got = ownership(part);
            for (String who : new String[] {"uid", "gid"}) {
                if (!wanted.get(who).equals(got.get(who))) {
                    tryToSet(part, "unix:" + who, wanted.get(who));
                }
            }
            if (!wanted.get("mode").equals(got.get("mode"))) {
                setMode(part, (Integer) wanted.get("mode") & PERMISSIONS);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Map<String, Object> ownership(Path path) throws IOException {
        return Files.readAttributes(path, "unix:mode,uid,gid", NOFOLLOW_LINKS);
    }

    /** Giving a file away takes privileges that a server seldom has, and should not; then the file is ours. */
    private static void tryToSet(Path path, String attribute, Object value) throws IOException {
        try {
            Files.setAttribute(path, attribute, value, NOFOLLOW_LINKS);
        } catch (FileSystemException notAllowed) {
            return;
        }
    }

    /** Sets the nine permission bits. */
    void setMode(Path path, int mode) throws IOException {
        Files.setPosixFilePermissions(path, permissions(mode));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        int bit = 0400;
        // Declared in the order of the bits, the owner's read bit first.
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & bit) != 0) {
                permissions.add(permission);
            }
            bit >>= 1;
        }
        return permissions;
    }

    /** Renames in one step, over a file that has the new name. */
    void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            if (local) {
                throw e; // Another disk: copying gigabytes would stop the loop.
            }
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Brings the bytes of {@code channel} to the disk. Blocks. */
    void sync(SeekableByteChannel channel) throws IOException {
        if (channel instanceof FileChannel file) {
            file.force(true);
        }
    }

    /** Brings the names in {@code directory} to the disk, where the system can. Blocks. */
    void syncNames(Path directory) throws IOException {
        if (local && unix) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    long usableSpace(Path path) throws IOException {
        // For a local path, one statvfs; Files.getFileStore would read the table of mounts first.
        return local ? path.toFile().getUsableSpace() : Files.getFileStore(path).getUsableSpace();
    }

    /** Not every provider knows NOFOLLOW_LINKS; on the local disk it closes the gap between a look and the open. */
    private Set<OpenOption> options(StandardOpenOption option) {
        return local ? Set.of(option, NOFOLLOW_LINKS) : Set.of(option);
    }
}
