package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ftp.ListEntry.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListFormatTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
    private static final Instant RECENT = Instant.parse("2026-11-21T02:48:59Z");

    @Test
    void shouldWriteALine() {
        assertThat(line(entry(Kind.FILE, 0644, RECENT, "name")))
                .isEqualTo("-rw-r--r--   1 owner    group            1234 Nov 21 02:48 name");
    }

    @Test
    void shouldWriteALinkWithItsTarget() {
        ListEntry link = new ListEntry(
                Kind.LINK, 0777, 1, "averylongowner", "Domain Users", 3, RECENT, "a b", Optional.of("/x y"));
        assertThat(line(link))
                .isEqualTo("lrwxrwxrwx   1 averylongowner Domain_Users            3 Nov 21 02:48 a b -> /x y");
    }

    @Test
    void shouldFillMissingOwnersAndWidenForLargeNumbers() {
        ListEntry huge = new ListEntry(Kind.FILE, 0, 12345, "", "", Long.MAX_VALUE, RECENT, "x", Optional.empty());
        assertThat(line(huge)).isEqualTo("---------- 12345 -        -        9223372036854775807 Nov 21 02:48 x");
    }

    @ParameterizedTest
    @CsvSource({
        "FILE,0,----------", "FILE,0777,-rwxrwxrwx", "DIRECTORY,0755,drwxr-xr-x", "DIRECTORY,01777,drwxrwxrwt",
        "FILE,07000,---S--S--T", "FILE,06755,-rwsr-sr-x", "PIPE,0600,prw-------", "SOCKET,0600,srw-------",
        "BLOCK_DEVICE,0660,brw-rw----", "CHARACTER_DEVICE,0421,cr---w---x"
    })
    void shouldWriteKindAndMode(Kind kind, String octal, String expected) {
        assertThat(line(entry(kind, Integer.parseInt(octal, 8), RECENT, "x"))).startsWith(expected + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-01T02:48:00Z,Nov  1 02:48",
        "2026-11-21T03:00:00Z,Nov 21 03:00",
        "2026-11-21T03:01:00Z,Nov 21 03:01",
        "2026-11-21T03:01:01Z,Nov 21  2026",
        "2026-05-22T12:05:24Z,May 22 12:05",
        "2026-05-22T12:05:23Z,May 22  2026",
        "1970-01-01T00:00:00Z,Jan  1  1970",
        "2030-02-28T00:00:00Z,Feb 28  2030",
        "+1000000000-12-31T23:59:59.999999999Z,Dec 31  9999",
        "-1000000000-01-01T00:00:00Z,Jan  1  1000"
    })
    void shouldWriteTheTimeOrTheYear(Instant time, String expected) {
        assertThat(line(entry(Kind.FILE, 0, time, "x"))).endsWith(" 1234 " + expected + " x");
    }

    @Test
    void shouldKeepNamesOnOneLine() {
        assertThat(line(entry(Kind.FILE, 0, RECENT, "a\r\nb\0"))).endsWith(" a??b?");
    }

    @Property
    void shouldWriteWhatListParserReads(
            @ForAll Kind kind,
            @ForAll @IntRange(max = 07777) int mode,
            @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long size,
            @ForAll @LongRange(min = 0, max = 170 * 86_400) long age,
            @ForAll("names") String name) {
        boolean device = kind == Kind.BLOCK_DEVICE || kind == Kind.CHARACTER_DEVICE;
        Optional<String> target = kind == Kind.LINK ? Optional.of("to " + name) : Optional.empty();
        Instant minute = NOW.minusSeconds(age).truncatedTo(ChronoUnit.MINUTES);
        ListEntry entry = new ListEntry(kind, mode, 7, "me", "us", device ? 0 : size, minute, name, target);
        assertThat(ListParser.parse(line(entry), NOW)).contains(entry);
        ListEntry old = entry(kind, mode, minute.minusSeconds(400 * 86_400), name);
        assertThat(ListParser.parse(line(old), NOW).orElseThrow().modified())
                .isEqualTo(old.modified().truncatedTo(ChronoUnit.DAYS));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withChars("ab é:0>-")
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(name -> name.indexOf(" ->", 1) < 0);
    }

    private static ListEntry entry(Kind kind, int mode, Instant modified, String name) {
        return new ListEntry(kind, mode, 1, "owner", "group", 1234, modified, name, Optional.empty());
    }

    private static String line(ListEntry entry) {
        StringBuilder out = new StringBuilder();
        ListFormat.append(out, entry, NOW);
        return out.toString();
    }
}
