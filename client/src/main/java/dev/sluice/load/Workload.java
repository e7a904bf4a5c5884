package dev.sluice.load;

import java.util.List;
import java.util.Locale;

/** One kind of thing that sessions do, over and over. */
public sealed interface Workload {

    /** What reports call it. */
    String title();

    /** Whether it moves data, and therefore needs a type and a data connection. */
    default boolean isTransfer() {
        return false;
    }

    /**
     * Downloads.
     *
     * @param pattern a path, or a glob in its last component
     * @param files those that it names; empty until the server was asked
     */
    record Download(String pattern, List<RemoteFile> files) implements Workload {
        @Override
        public String title() {
            return "download " + pattern;
        }

        @Override
        public boolean isTransfer() {
            return true;
        }
    }

    /** Uploads, by each session to a file of its own that it overwrites. */
    record Upload(Sizes sizes) implements Workload {
        @Override
        public String title() {
            return "upload " + sizes;
        }

        @Override
        public boolean isTransfer() {
            return true;
        }
    }

    /** Listings of a directory by {@code verb}: LIST, MLSD or NLST. */
    record Listing(String verb, String path) implements Workload {
        @Override
        public String title() {
            return (verb + ' ' + path).strip();
        }

        @Override
        public boolean isTransfer() {
            return true;
        }
    }

    /** NOOP. */
    record Noop() implements Workload {
        @Override
        public String title() {
            return "noop";
        }
    }

    /** Connect, log in, quit. */
    record Login() implements Workload {
        @Override
        public String title() {
            return "login";
        }
    }

    /** Log in, and stay. */
    record Idle() implements Workload {
        @Override
        public String title() {
            return "idle";
        }
    }

    /**
     * Parses a word and its argument, such as {@code download /pub/*} or {@code noop}.
     *
     * @throws IllegalArgumentException when there is no such workload or the argument does not fit
     */
    static Workload parse(String word, String argument) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "download" -> new Download(needed(word, argument, "a path or glob"), List.of());
            case "upload" -> new Upload(Sizes.parse(needed(word, argument, "a size")));
            case "list", "mlsd", "nlst" -> new Listing(word.toUpperCase(Locale.ROOT), argument);
            case "noop" -> bare(new Noop(), word, argument);
            case "login" -> bare(new Login(), word, argument);
            case "idle" -> bare(new Idle(), word, argument);
            default ->
                throw new IllegalArgumentException("there is no workload '" + word
                        + "'; choose download, upload, list, mlsd, nlst, noop, login or idle");
        };
    }

    private static String needed(String word, String argument, String what) {
        if (argument.isEmpty()) {
            throw new IllegalArgumentException(word + " needs " + what);
        }
        return argument;
    }

    private static Workload bare(Workload workload, String word, String argument) {
        if (!argument.isEmpty()) {
            throw new IllegalArgumentException(word + " takes no argument, but got '" + argument + "'");
        }
        return workload;
    }
}
