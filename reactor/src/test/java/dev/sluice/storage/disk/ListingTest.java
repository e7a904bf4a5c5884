package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.storage.Listing;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ListingTest {
    @Parameter
    TestDisk disk;

    private Fixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture(disk);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void shouldListNothingOfAnEmptyDirectory() throws IOException {
        try (Listing listing = fixture.store.list(RootedPath.ROOT, () -> false)) {
            assertThat(listing.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(listing::next);
        }
    }

    @Test
    void shouldSortByName() throws IOException {
        for (String name : List.of("b", "a", "-c", ".d", "\u00e9", "Z", "a b", "e\u0301")) {
            fixture.file(name, name);
        }
        fixture.directory("dir");

        assertThat(fixture.listed("/")).containsExactly("-c", ".d", "Z", "a", "a b", "b", "dir", "e\u0301", "\u00e9");
    }

    @Test
    void shouldDescribeEachEntry() throws IOException {
        fixture.file("f", "hello");
        fixture.directory("dir");

        try (Listing listing = fixture.store.list(RootedPath.ROOT, () -> false)) {
            assertThat(listing.next()).isEqualTo(fixture.store.stat(path("/dir")));
            assertThat(listing.next()).isEqualTo(fixture.store.stat(path("/f")));
            assertThat(listing.hasNext()).isFalse();
        }
    }

    @Test
    void shouldHidePartsAndNamesThatNobodyCanWrite() throws IOException {
        fixture.file("f", "");
        fixture.file("line\nfeed", "");
        fixture.file("carriage\rreturn", "");
        fixture.file(".sluice-mine", "");
        fixture.file("mine.part", "");
        write(fixture.store.store(path("/aborted"), "me"), "x").abort();
        Upload running = fixture.store.store(path("/running"), "me");

        assertThat(fixture.listed("/")).containsExactly(".sluice-mine", "f", "mine.part");

        running.abort();
    }

    @Test
    void shouldSkipWhatVanishesMeanwhile() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            fixture.file(name, "");
        }
        try (Listing listing = fixture.store.list(RootedPath.ROOT, () -> false)) {
            assertThat(listing.next().name()).isEqualTo("a");
            Files.delete(fixture.root.resolve("b"));
            assertThat(listing.next().name()).isEqualTo("c");
            assertThat(listing.hasNext()).isFalse();
        }
    }

    @Test
    void shouldSortWhatFitsItsBoundAndStreamTheRest() throws IOException {
        // 200 letters cost 464 bytes each.
        int most = Listing.MOST_BYTES / 464;
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < most; i++) {
            expected.add(longName(i));
            Files.createFile(fixture.root.resolve(longName(i)));
        }
        assertThat(fixture.listed("/")).isSorted().hasSameSizeAs(expected);

        for (int i = most; i < most + 500; i++) {
            expected.add(longName(i));
            Files.createFile(fixture.root.resolve(longName(i)));
        }
        List<String> all = fixture.listed("/");
        assertThat(all).hasSameSizeAs(expected);
        assertThat(new HashSet<>(all)).isEqualTo(expected);
    }

    private static String longName(int number) {
        return String.format("%06d-", number) + "x".repeat(193);
    }

    @Test
    void shouldStopBetweenEntriesWhenCancelled() throws IOException {
        fixture.file("a", "");
        fixture.file("b", "");
        AtomicBoolean cancelled = new AtomicBoolean();
        try (Listing listing = fixture.store.list(RootedPath.ROOT, cancelled::get)) {
            assertThat(listing.next().name()).isEqualTo("a");
            cancelled.set(true);
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(listing::hasNext)
                    .withMessage("the listing of / was cancelled");
        }
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> fixture.store.list(RootedPath.ROOT, () -> true));
    }

    @Test
    void shouldStopAmongNamesThatNobodySees() throws IOException {
        for (int i = 0; i < 10; i++) {
            fixture.file(PartName.of("f" + i), "");
        }
        AtomicInteger asked = new AtomicInteger();

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> fixture.store.list(RootedPath.ROOT, () -> asked.incrementAndGet() > 5));
    }
}
