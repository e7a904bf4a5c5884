package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.ftp.ListEntry.Kind;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListParserTest {
    private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

    /** Lines, and what is in them: kind, mode, links, owner, group, size, time, name in brackets. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-rw-r--r--   1 owner group         1234 Nov 21 02:48 name | FILE 644 1 owner/group 1234 2026-11-21T02:48:00Z [name]",
                "-rw-rw-r--+  2 me us 5 Nov 21 2:48 a | FILE 664 2 me/us 5 2026-11-21T02:48:00Z [a]",
                "drwxr-xr-x. 12 0 0 4096 Jan  1  2020 a b  c | DIRECTORY 755 12 0/0 4096 2020-01-01T00:00:00Z [a b  c]",
                "drwxr-sr-t@ 3 me us 4096 Jan 1 2020 a | DIRECTORY 3755 3 me/us 4096 2020-01-01T00:00:00Z [a]",
                "-rwSr-Sr-T 1 me us 1 jan 01 2020 a | FILE 7644 1 me/us 1 2020-01-01T00:00:00Z [a]",
                "-rw-r-lr-- 1 me us 1 Jan 1 2020 a | FILE 644 1 me/us 1 2020-01-01T00:00:00Z [a]",
                "-rw-r--r-- 1 owner 1234 Nov 21 02:48 no group | FILE 644 1 owner/ 1234 2026-11-21T02:48:00Z [no group]",
                "-rw-r--r-- 1 1234 Nov 21 02:48 no owner | FILE 644 1 / 1234 2026-11-21T02:48:00Z [no owner]",
                "-rw-r--r-- owner group 1234 Nov 21 02:48 a | FILE 644 1 owner/group 1234 2026-11-21T02:48:00Z [a]",
                "-rw-r--r-- 1234 Nov 21 02:48 a | FILE 644 1 / 1234 2026-11-21T02:48:00Z [a]",
                "-rw-r--r-- 1 DOM\\me Domain Users 1234 Nov 21 02:48 a | FILE 644 1 DOM\\me/Domain Users 1234 2026-11-21T02:48:00Z [a]",
                "-rw-r--r-- 1 me Domain Power Users 1234 Nov 21 02:48 a | FILE 644 1 me/Domain Power Users 1234 2026-11-21T02:48:00Z [a]",
                "brw-rw---- 1 root disk 8, 0 Nov 21 02:48 sda | BLOCK_DEVICE 660 1 root/disk 0 2026-11-21T02:48:00Z [sda]",
                "crw-rw-rw- 1 root tty 5,0 Nov 21 02:48 tty | CHARACTER_DEVICE 666 1 root/tty 0 2026-11-21T02:48:00Z [tty]",
                "prw-r--r-- 1 a b 0 Nov 21 02:48 p | PIPE 644 1 a/b 0 2026-11-21T02:48:00Z [p]",
                "srw-r--r-- 1 a b 0 Nov 21 02:48 s | SOCKET 644 1 a/b 0 2026-11-21T02:48:00Z [s]",
                "lrwxrwxrwx 1 a b 4 Nov 21 02:48 l | LINK 777 1 a/b 4 2026-11-21T02:48:00Z [l]",
                "-rw-r--r-- 1 a b 4 2026-11-21 02:48 iso | FILE 644 1 a/b 4 2026-11-21T02:48:00Z [iso]",
                "-rw-r--r-- 1 a b 4 2026-11-21 02:48:59.123456789 +0000 f | FILE 644 1 a/b 4 2026-11-21T02:48:59Z [f]",
                "-rw-r--r-- 1 a b 4 Nov 22 02:59 tomorrow | FILE 644 1 a/b 4 2026-11-22T02:59:00Z [tomorrow]",
                "-rw-r--r-- 1 a b 4 Nov 22 03:01 later | FILE 644 1 a/b 4 2025-11-22T03:01:00Z [later]",
                "-rw-r--r-- 1 a b 4 Dec 31 23:59 x | FILE 644 1 a/b 4 2025-12-31T23:59:00Z [x]",
                "-rw-r--r-- 1 a b 4 Feb 29 12:00 leap | FILE 644 1 a/b 4 2024-02-29T12:00:00Z [leap]",
                "-rw-r--r-- 1 a b 4 Nov 21 02:48 Nov 20 02:47 x | FILE 644 1 a/b 4 2026-11-21T02:48:00Z [Nov 20 02:47 x]",
                "01-02-26  03:04PM       <DIR>          name | DIRECTORY 0 1 / 0 2026-01-02T15:04:00Z [name]",
                "01-02-2026  12:04AM       <dir>          a b | DIRECTORY 0 1 / 0 2026-01-02T00:04:00Z [a b]",
                "01-02-99  12:04pm                 1234 a b | FILE 0 1 / 1234 1999-01-02T12:04:00Z [a b]",
                "01/02/2026  23:59   0 a | FILE 0 1 / 0 2026-01-02T23:59:00Z [a]",
                "2026-01-02  23:59   0 a | FILE 0 1 / 0 2026-01-02T23:59:00Z [a]"
            })
    void shouldReadTheFormsOfManyServers(String line, String expected) {
        assertThat(ListParser.parse(line, NOW).map(ListParserTest::summary)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", " name", "  two  spaces", "trailing ", "-> a", "Nov 21 02:48 x", " "})
    void shouldKeepTheNameAsItIs(String name) {
        for (String front : new String[] {
            "-rw-r--r-- 1 a b 4 Nov 21 02:48 ", "-rw-r--r-- 1 a b 4 Nov 21  2025 ", "01-02-26  03:04PM  1234 "
        }) {
            assertThat(ListParser.parse(front + name, NOW).orElseThrow().name()).isEqualTo(name);
        }
    }

    @Test
    void shouldReadTheTargetOfALink() {
        ListEntry link = ListParser.parse("lrwxrwxrwx 1 a b 4 Nov 21 02:48 a b -> /c -> d", NOW)
                .orElseThrow();
        assertThat(link.kind()).isEqualTo(Kind.LINK);
        assertThat(link.name()).isEqualTo("a b");
        assertThat(link.target()).contains("/c -> d");
        ListEntry arrow = ListParser.parse("lrwxrwxrwx 1 a b 4 Nov 21 02:48  -> -> x", NOW)
                .orElseThrow();
        assertThat(arrow.name()).isEqualTo(" ->");
        assertThat(arrow.target()).contains("x");
        ListEntry file =
                ListParser.parse("-rwxrwxrwx 1 a b 4 Nov 21 02:48 a -> b", NOW).orElseThrow();
        assertThat(file.name()).isEqualTo("a -> b");
        assertThat(file.target()).isEmpty();
    }

    @Test
    void shouldReadANewYearAheadOfOurs() {
        Instant now = Instant.parse("2026-12-31T23:30:00Z");
        assertThat(ListParser.parse("-rw-r--r-- 1 a b 4 Jan  1 00:30 x", now)
                        .orElseThrow()
                        .modified())
                .isEqualTo("2027-01-01T00:30:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "total 0", "total 123456"})
    void shouldFindNoFileInBlankLinesAndTotals(String line) {
        assertThat(ListParser.parse(line, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello world",
                "total",
                "550 No such file",
                "-rw-r--r--",
                "-rw-r--r-- 1 a b 4 Nov 21 02:48",
                "-rw-r--r-- 1 a b 4 Nov 21 02:48 ",
                "-rw-r--r-- 1 a b -4 Nov 21 02:48 x",
                "-rw-r--r-- 1 a b x Nov 21 02:48 x",
                "-rw-r--r-- 1 a b 9999999999999999999 Nov 21 02:48 x",
                "-rw-r--r-- 1 a b 4 Nov 32 02:48 x",
                "-rw-r--r-- 1 a b 4 Nov 31 02:48 x",
                "-rw-r--r-- 1 a b 4 Feb 30 02:48 x",
                "-rw-r--r-- 1 a b 4 Feb 29 2025 x",
                "-rw-r--r-- 1 a b 4 Now 21 02:48 x",
                "-rw-r--r-- 1 a b 4 Nov 21 24:48 x",
                "-rw-r--r-- 1 a b 4 Nov 21 02:60 x",
                "-rw-r--r-- 1 a b 4 Nov 21 025 x",
                "xrw-r--r-- 1 a b 4 Nov 21 02:48 x",
                "-rw-r--q-- 1 a b 4 Nov 21 02:48 x",
                "-rw-r--r--! 1 a b 4 Nov 21 02:48 x",
                "-rw-r--r 1 a b 4 Nov 21 02:48 x",
                "13-02-26 03:04PM 5 x",
                "02-30-26 03:04PM 5 x",
                "01-02-26 13:04XM 5 x",
                "01-02-26 03:04PM <DIR>",
                "01-02-26 03:04PM <JUNK> x",
                "01-02-26 03:04PM -5 x",
                "01-02-026 03:04PM 5 x",
                "01-02-26",
                "1"
            })
    void shouldRefuseWhatItDoesNotKnow(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListParser.parse(line, NOW))
                .withMessageContaining("'" + line + "'");
    }

    @Property
    void shouldThrowNothingElse(@ForAll("almostLines") String line) {
        try {
            ListParser.parse(line, NOW).ifPresent(entry -> {
                assertThat(entry.size()).isNotNegative();
                assertThat(entry.name()).isNotEmpty();
                assertThat(entry.mode()).isBetween(0, 07777);
                assertThat(line).contains(entry.name(), entry.owner(), entry.group());
            });
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> almostLines() {
        return Arbitraries.of(
                        "-rw-r--r--",
                        "lrwxrwxrwx",
                        "brw-rw----",
                        "1",
                        "me",
                        "us",
                        "8,",
                        "Nov",
                        "Feb",
                        "21",
                        "30",
                        "02:48",
                        "2025",
                        "2026-11-21",
                        "02:48:59.1",
                        "+0000",
                        "->",
                        "x",
                        "01-02-26",
                        "03:04PM",
                        "<DIR>",
                        "",
                        "total",
                        ":")
                .list()
                .ofMaxSize(14)
                .map(words -> String.join(" ", words));
    }

    private static String summary(ListEntry e) {
        assertThat(e.target()).isEmpty();
        return "%s %o %d %s/%s %d %s [%s]"
                .formatted(e.kind(), e.mode(), e.links(), e.owner(), e.group(), e.size(), e.modified(), e.name());
    }
}
