package dev.sluice.storage.disk;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Permissions as a number, 0 to 0777. */
final class Mode {
    /** Every bit that there is. */
    static final int ALL = 0777;

    /** Declared in the order of the bits, the owner's read bit first. */
    private static final List<PosixFilePermission> BITS = List.of(PosixFilePermission.values());

    private static final int FIRST = 0400;

    private Mode() {}

    static int of(Set<PosixFilePermission> permissions) {
        int mode = 0;
        int bit = FIRST;
        for (PosixFilePermission permission : BITS) {
            mode |= permissions.contains(permission) ? bit : 0;
            bit >>= 1;
        }
        return mode;
    }

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        int bit = FIRST;
        for (PosixFilePermission permission : BITS) {
            if ((mode & bit) != 0) {
                permissions.add(permission);
            }
            bit >>= 1;
        }
        return permissions;
    }
}
