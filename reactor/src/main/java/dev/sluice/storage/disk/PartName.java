package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The names of part files: {@code .sluice-<hash of the file's name>.part}.
 *
 * <p>The hash makes the name short enough beside a 255-byte file name, the same again when the upload is resumed
 * after a restart, and impossible to aim at somebody else's part.
 */
final class PartName {
    private static final String PREFIX = ".sluice-";
    private static final String SUFFIX = ".part";
    private static final int HASH_BYTES = 16;

    private PartName() {}

    /** The name of the part that becomes {@code name}, in the same directory. */
    static String of(String name) {
        byte[] hash = sha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return PREFIX + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + SUFFIX;
    }

    /** A name that is hidden as a part's is, and that nobody can know beforehand. */
    static String unguessable() {
        UUID random = UUID.randomUUID();
        HexFormat hex = HexFormat.of();
        return PREFIX
                + hex.toHexDigits(random.getMostSignificantBits())
                + hex.toHexDigits(random.getLeastSignificantBits())
                + SUFFIX;
    }

    /** Refuses to create what would have the name of a part. */
    static void refuse(RootedPath path) throws StorageException {
        if (matches(path.name())) {
            throw StorageException.of(path, Reason.BAD_NAME);
        }
    }

    /** Whether {@code name} has the form of a part's; in any case, for file systems that don't distinguish it. */
    static boolean matches(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                && name.regionMatches(true, name.length() - SUFFIX.length(), SUFFIX, 0, SUFFIX.length());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
