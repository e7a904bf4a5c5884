package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What LIST and NLST have sent, taken apart. */
final class Listing {

    /** A line of LIST: mode, links, owner, group, size, time and name. */
    static final Pattern LINE = Pattern.compile("([-dp][-rwxsStT]{9}) +(\\d+) (\\S+) +(\\S+) +(\\d+)"
            + " ([A-Z][a-z]{2} [ \\d]\\d (?:\\d\\d:\\d\\d| \\d{4})) (.*)");

    private Listing() {}

    /** The lines of a listing, each of which ends with CR LF. */
    static List<String> lines(String listing) {
        assertThat(listing).matches("(?s)(.*\r\n)?");
        return listing.isEmpty() ? List.of() : List.of(listing.split("\r\n"));
    }

    /** The parts of a line of LIST. */
    static Matcher parse(String line) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }
}
