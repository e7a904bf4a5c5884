package dev.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Accounts in a file, where other users of the machine do not see them, as they see a command line: lines {@code NAME:PASSWORD} in
 * UTF-8, blank ones, and comments that begin with {@code #}. All after the first colon is the password, spaces too.
 *
 * <p>No message repeats what the file says: it may be a password.
 */
final class PasswordFile {

    private static final int MOST_BYTES = 1 << 20;

    /** Some editors put it at the beginning, where nobody sees it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final Set<PosixFilePermission> FOR_OTHERS =
            EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

    private PasswordFile() {}

    /**
     * Reads names and passwords.
     *
     * @throws IllegalArgumentException when the file is not as it should be, with a message that says where
     * @throws IOException when it cannot be read
     */
    static Map<String, String> read(Path file) throws IOException {
        try {
            requirePrivate(file);
            return parse(file, text(file));
        } catch (NoSuchFileException e) {
            throw refused(file, "there is no such file");
        } catch (AccessDeniedException e) {
            String user = System.getProperty("user.name");
            throw refused(
                    file, "it can't be read by " + user + ", who runs the server; do: chown " + user + " " + file);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw refused(file, "it is no regular file");
        }
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().stream().anyMatch(FOR_OTHERS::contains)) {
            throw refused(file, "others than its owner may use it; do: chmod 600 " + file);
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw refused(file, "it has more than " + MOST_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw refused(file, "it is not UTF-8");
        }
    }

    private static Map<String, String> parse(Path file, String text) {
        Map<String, String> accounts = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw refused(file, "line " + number + " is not NAME:PASSWORD");
            } else if (colon == line.length() - 1) {
                throw refused(file, "the password in line " + number + " is empty");
            }
            if (accounts.putIfAbsent(line.substring(0, colon), line.substring(colon + 1)) != null) {
                throw refused(file, "the name in line " + number + " is there twice");
            }
        }
        return accounts;
    }

    private static IllegalArgumentException refused(Path file, String why) {
        return new IllegalArgumentException("--password-file " + file + ": " + why + ".");
    }
}
