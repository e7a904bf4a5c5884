package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ftpd.Client.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LIST and NLST of folders that are large, and that change while they are listed. */
@Timeout(60)
class LargeFolderTest {

    private static final Pattern MOVED = Pattern.compile("(?s).*: (\\d+) bytes transferred.*");

    private static List<String> manyNames(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (100_000 + i) + "n".repeat(244))
                .toList();
    }

    private static void make(ServerFixture fixture, List<String> names) throws IOException {
        for (String name : names) {
            Files.createFile(fixture.root().resolve(name));
        }
    }

    /** Asks for a listing and reads none of it; returns how many bytes the server got rid of until it stalled. */
    private static long stall(Client client, String command) throws IOException {
        client.command(command).expect(150);
        long before = -1;
        for (long moved = moved(client); moved != before || moved == 0; moved = moved(client)) {
            before = moved;
        }
        return before;
    }

    private static long moved(Client client) throws IOException {
        Answer status = client.command("STAT").expect(211);
        Matcher matcher = MOVED.matcher(status.text());
        assertThat(matcher.matches()).as(status.text()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST", "NLST *n"})
    void shouldStreamLargeFolderInOneBuffer(String command) throws IOException {
        List<String> names = manyNames(25_000);
        try (ServerFixture turned = ServerFixture.turn(settings -> settings)) {
            make(turned, names);
            Client slow = turned.login();
            try (Wire data = slow.passive()) {
                long moved = stall(slow, command);
                assertThat(turned.usage().buffersLent()).isEqualTo(1);
                String listing = new String(data.readToEnd(), UTF_8);
                slow.answer().expect(226);
                assertThat(moved).isLessThan(listing.length());
                assertThat(Listing.lines(listing).stream()
                                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                                .sorted())
                        .isEqualTo(names);
            }
        }
    }

    /** What happens to a folder. */
    private interface Change {
        void to(ServerFixture folder) throws IOException;
    }

    /** The lines of a listing of {@code names} that was begun before a change and read after it. */
    private static List<String> listedDespite(String command, List<String> names, Change change) throws IOException {
        try (ServerFixture turned = ServerFixture.turn(settings -> settings)) {
            make(turned, names);
            Client slow = turned.login();
            try (Wire data = slow.passive()) {
                stall(slow, command);
                change.to(turned);
                List<String> listed = Listing.lines(new String(data.readToEnd(), UTF_8));
                slow.answer().expect(226);
                return listed;
            }
        }
    }

    private static void delete(ServerFixture fixture, List<String> names) throws IOException {
        for (String name : names) {
            Files.delete(fixture.root().resolve(name));
        }
    }

    @Test
    void shouldListFolderThatChangesMeanwhile() throws IOException {
        List<String> names = manyNames(25_000);

        List<String> listed = listedDespite("NLST", names, folder -> {
            delete(folder, names.subList(0, 5_000));
            make(folder, List.of("late"));
        });

        Set<String> once = new HashSet<>(listed);
        assertThat(once).hasSameSizeAs(listed);
        assertThat(once.containsAll(names.subList(5_000, names.size()))).isTrue();
        once.removeAll(Set.copyOf(names));
        assertThat(once).isSubsetOf("late");
    }

    @Test
    void shouldGoOnAfterFolderWasEmptiedMeanwhile() throws IOException {
        List<String> names = manyNames(25_000);

        assertThat(listedDespite("LIST", names, folder -> delete(folder, names)))
                .hasSizeLessThan(names.size())
                .allMatch(line -> Listing.LINE.matcher(line).matches());
    }
}
