package dev.sluice.storage.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is mounted where, by {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)). */
final class MountTable {
    private static final Logger LOG = LoggerFactory.getLogger(MountTable.class);
    private static final Path SELF = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;
    private static final Set<String> REMOTE = Set.of(
            "9p",
            "afs",
            "autofs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "fuse",
            "fuseblk",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "ncpfs",
            "nfs",
            "nfs4",
            "ocfs2",
            "orangefs",
            "pvfs2",
            "smb3",
            "smbfs",
            "virtiofs");

    private MountTable() {}

    /**
     * One mount.
     *
     * @param point where it is mounted
     * @param type of file system
     */
    record Line(Path point, String type) {
        /** Whether calls go to another machine, or to a process. */
        boolean isRemote() {
            return REMOTE.contains(type) || type.startsWith("fuse.");
        }
    }

    /** The mounts that this process sees, in the order they were made; none where the system doesn't tell. */
    static List<Line> read() {
        if (!Files.isReadable(SELF)) {
            return List.of();
        }
        try {
            return parse(new String(Files.readAllBytes(SELF), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            LOG.warn("{} can't be read, so disks on the network are taken for local ones", SELF, e);
            return List.of();
        }
    }

    /** @param text one char for each byte */
    static List<Line> parse(String text) {
        List<Line> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            List<String> fields = split(line);
            // The number of optional fields varies; a lone hyphen ends them, and the type follows.
            int hyphen = fields.indexOf("-");
            if (hyphen > POINT && hyphen + 1 < fields.size()) {
                add(lines, unescape(fields.get(POINT)), fields.get(hyphen + 1));
            }
        }
        return lines;
    }

    private static void add(List<Line> lines, String point, String type) {
        try {
            lines.add(new Line(Path.of(point), type));
        } catch (InvalidPathException e) {
            LOG.debug("{}: no path in the character set of this process, so no client gets there", point, e);
        }
    }

    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int space = line.indexOf(' '); space >= 0; space = line.indexOf(' ', from)) {
            fields.add(line.substring(from, space));
            from = space + 1;
        }
        fields.add(line.substring(from));
        return fields;
    }

    /** Space, tab, newline and backslash are written as a backslash and three octal digits. */
    private static String unescape(String field) {
        StringBuilder bytes = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 3 < field.length()) {
                int value = 0;
                for (int k = 1; k <= 3; k++) {
                    value = value * 8 + (field.charAt(i + k) - '0');
                }
                c = (char) (value & 0xff);
                i += 3;
            }
            bytes.append(c);
        }
        return new String(bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
