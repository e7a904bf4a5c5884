package dev.sluice.client;

import dev.sluice.ftp.Facts;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The files of a listing, whose lines are of MLSD or of LIST, whichever the server knows. */
final class Listing {

    private final List<ListEntry> entries = new ArrayList<>();
    private final Instant now;

    /** A listing of {@code now}: LIST leaves out the year of what is not old. */
    Listing(Instant now) {
        this.now = now;
    }

    void add(String line) {
        if (isFacts(line)) {
            Answers.entry(Facts.parse(line)).ifPresent(entries::add);
        } else {
            ListParser.parse(line, now)
                    .filter(entry -> !entry.name().equals(".") && !entry.name().equals(".."))
                    .ifPresent(entries::add);
        }
    }

    /** What was added so far, in the server's order. */
    List<ListEntry> entries() {
        return entries;
    }

    /** {@code type=file;size=5; name}: no line of LIST has an equals sign in its first word. */
    private static boolean isFacts(String line) {
        int equals = line.indexOf('=');
        return equals > 0 && equals < line.indexOf(' ');
    }
}
