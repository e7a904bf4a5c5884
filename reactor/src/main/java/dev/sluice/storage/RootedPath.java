package dev.sluice.storage;

import dev.sluice.storage.StorageException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * An absolute, normalised path as a client sees it: {@code /} or {@code /a/b}.
 *
 * <p>It is only a name: {@code ..} is resolved on the text, as in a chroot, and whether a link on the disk leads
 * somewhere else is the {@link Storage}'s business. Only {@code /} separates; a backslash is a character like any other.
 * Names are compared character by character, so composed and decomposed Unicode stay two names (RFC 2640 §3.1).
 * Immutable; any thread.
 */
public final class RootedPath {
    /** The top of what is served. */
    public static final RootedPath ROOT = new RootedPath("/");

    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_PATH_BYTES = 4096;

    private final String text;

    private RootedPath(String text) {
        this.text = text;
    }

    /**
     * The path that {@code argument} names for a client who is in this directory: absolute when it starts with
     * {@code /}, else relative. Handles {@code .}, {@code ..} (which stays at the root), {@code //} and a trailing
     * {@code /}; an empty argument is this path.
     *
     * @throws StorageException BAD_NAME for NUL, CR or LF, a name over 255 bytes or a path over 4096 bytes of UTF-8
     */
    public RootedPath resolve(String argument) throws StorageException {
        requirePrintable(argument);
        StringBuilder path = new StringBuilder(text.length() + argument.length() + 1);
        if (!argument.startsWith("/") && !isRoot()) {
            path.append(text);
        }
        for (int from = 0; from < argument.length(); ) {
            int slash = argument.indexOf('/', from);
            int to = slash < 0 ? argument.length() : slash;
            step(path, argument.substring(from, to));
            from = to + 1;
        }
        if (utf8Length(path) > MAX_PATH_BYTES) {
            throw new StorageException(Reason.BAD_NAME, "The path is over " + MAX_PATH_BYTES + " bytes long");
        }
        return path.length() == 0 ? ROOT : new RootedPath(path.toString());
    }

    private static void step(StringBuilder path, String name) throws StorageException {
        switch (name) {
            case "", "." -> {}
            case ".." -> path.setLength(Math.max(0, path.lastIndexOf("/")));
            default -> {
                if (utf8Length(name) > MAX_NAME_BYTES) {
                    throw new StorageException(
                            Reason.BAD_NAME, "A name in the path is over " + MAX_NAME_BYTES + " bytes long");
                }
                path.append('/').append(name);
            }
        }
    }

    private static void requirePrintable(String argument) throws StorageException {
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '\0' || c == '\r' || c == '\n') {
                throw new StorageException(Reason.BAD_NAME, "A path can't hold NUL, CR or LF");
            }
        }
    }

    /** Bytes of {@code text} in UTF-8, without encoding it. */
    public static int utf8Length(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts two, the pair four.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /**
     * The entry {@code name} of this directory.
     *
     * @throws StorageException BAD_NAME where {@code name} is not one single name
     */
    public RootedPath child(String name) throws StorageException {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new StorageException(Reason.BAD_NAME, "\"" + name + "\" is not the name of a file");
        }
        return resolve(name);
    }

    /** The last component; {@code /} for the root. */
    public String name() {
        return isRoot() ? text : text.substring(text.lastIndexOf('/') + 1);
    }

    /** The directory that holds this path; the root for the root. */
    public RootedPath parent() {
        int slash = text.lastIndexOf('/');
        return slash == 0 ? ROOT : new RootedPath(text.substring(0, slash));
    }

    /** Whether this is the top of what is served. */
    public boolean isRoot() {
        return text.length() == 1;
    }

    /** Whether this is {@code ancestor} or lies below it; {@code /share2} does not lie below {@code /share}. */
    public boolean startsWith(RootedPath ancestor) {
        int length = ancestor.text.length();
        return ancestor.isRoot()
                || (text.startsWith(ancestor.text) && (text.length() == length || text.charAt(length) == '/'));
    }

    /**
     * This path as somebody sees it whose root is {@code root}.
     *
     * @param root this path or one above it
     */
    public RootedPath seenFrom(RootedPath root) {
        if (!startsWith(root)) {
            throw new IllegalArgumentException(this + " does not lie below " + root);
        } else if (root.isRoot()) {
            return this;
        }
        return text.length() == root.text.length() ? ROOT : new RootedPath(text.substring(root.text.length()));
    }

    /** The components from the top; none for the root. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (isRoot()) {
            return names;
        }
        int from = 1;
        for (int slash = text.indexOf('/', from); slash >= 0; slash = text.indexOf('/', from)) {
            names.add(text.substring(from, slash));
            from = slash + 1;
        }
        names.add(text.substring(from));
        return names;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RootedPath that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The path as clients write it, for example {@code /a/b}. */
    @Override
    public String toString() {
        return text;
    }
}
