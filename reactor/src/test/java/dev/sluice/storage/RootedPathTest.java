package dev.sluice.storage;

import static dev.sluice.storage.disk.Fixture.path;
import static dev.sluice.storage.disk.Fixture.reason;
import static dev.sluice.storage.disk.Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.storage.StorageException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootedPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /, /",
        "/, '', /",
        "/, a, /a",
        "/a, b, /a/b",
        "/a, /b, /b",
        "/a, '', /a",
        "/a, ., /a",
        "/a/b, .., /a",
        "/a, .., /",
        "/a, ../.., /",
        "/a, ../../../../etc/passwd, /etc/passwd",
        "/, /../../.., /",
        "/a, ..//b/, /b",
        "/a, //b///c//, /b/c",
        "/a, ./b/./c/., /a/b/c",
        "/a, b/../c, /a/c",
        "/a, ..., /a/...",
        "/a, ..b, /a/..b",
        "/a, b.., /a/b..",
        "/a, .hidden, /a/.hidden",
        "/a, -rf, /a/-rf",
        "/a, ~, /a/~",
        "/a, '..\\..\\b', '/a/..\\..\\b'",
        "/a, 'b c', '/a/b c'",
        "/a, 'C:', '/a/C:'",
        "/a, %2e%2e, /a/%2e%2e",
    })
    void shouldResolve(String directory, String argument, String expected) throws StorageException {
        assertThat(path(directory).resolve(argument)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0b", "a\r\nDELE b", "\n", "a/b\r"})
    void shouldRefuseNulAndLineEnds(String argument) {
        assertThat(refusal(() -> RootedPath.ROOT.resolve(argument)))
                .hasMessage("A path can't hold NUL, CR or LF")
                .extracting(StorageException::reason)
                .isEqualTo(Reason.BAD_NAME);
    }

    @Test
    void shouldCountTheBytesOfNames() throws StorageException {
        for (String longest :
                List.of("x".repeat(255), "ä".repeat(127) + "x", "€".repeat(85), "😀".repeat(63) + "abc")) {
            assertThat(RootedPath.ROOT.resolve(longest).name()).isEqualTo(longest);
            assertThat(reason(() -> RootedPath.ROOT.resolve(longest + "y"))).isEqualTo(Reason.BAD_NAME);
        }
    }

    @Test
    void shouldCountTheBytesOfPaths() throws StorageException {
        RootedPath deep = RootedPath.ROOT.resolve(("x".repeat(255) + "/").repeat(16));
        assertThat(deep.toString()).hasSize(4096);

        assertThat(reason(() -> deep.resolve("y"))).isEqualTo(Reason.BAD_NAME);
        assertThat(deep.resolve("../y").toString()).hasSize(4096 - 254);
    }

    @Test
    void shouldKnowNameAndParent() throws StorageException {
        assertThat(path("/a/b").name()).isEqualTo("b");
        assertThat(path("/a/b").parent()).isEqualTo(path("/a"));
        assertThat(path("/a").parent()).isEqualTo(RootedPath.ROOT);
        assertThat(RootedPath.ROOT.parent()).isEqualTo(RootedPath.ROOT);
        assertThat(RootedPath.ROOT.name()).isEqualTo("/");
        assertThat(RootedPath.ROOT.isRoot()).isTrue();
        assertThat(path("/a").isRoot()).isFalse();
        assertThat(path("/a").child("b")).isEqualTo(path("/a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/", "/a", "a\nb"})
    void shouldTakeOneNameForAChild(String name) {
        assertThat(reason(() -> RootedPath.ROOT.child(name))).isEqualTo(Reason.BAD_NAME);
    }

    @Test
    void shouldNotTakeASiblingForAChild() {
        assertThat(path("/share/x").startsWith(path("/share"))).isTrue();
        assertThat(path("/share").startsWith(path("/share"))).isTrue();
        assertThat(path("/share").startsWith(RootedPath.ROOT)).isTrue();
        assertThat(path("/share2").startsWith(path("/share"))).isFalse();
        assertThat(path("/share").startsWith(path("/share/x"))).isFalse();
    }

    @Provide
    Arbitrary<String> arguments() {
        Arbitrary<String> steps =
                Arbitraries.of("..", ".", "", "a", "b", "\\", "..\\", "...", "\u00e9", "😀", " ", "*");
        return steps.list().ofMaxSize(12).map(list -> String.join("/", list));
    }

    /** What a path means, said in another way: a stack of names. */
    private static String model(String directory, String argument) {
        Deque<String> names = new ArrayDeque<>();
        String whole = argument.startsWith("/") ? argument : directory + "/" + argument;
        for (String name : whole.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }

    @Property
    void shouldResolveLikeAStackOfNames(@ForAll("arguments") String directory, @ForAll("arguments") String argument)
            throws StorageException {
        RootedPath from = RootedPath.ROOT.resolve(directory);

        RootedPath to = from.resolve(argument);

        assertThat(to).hasToString(model(from.toString(), argument));
        assertThat(RootedPath.ROOT.resolve(to.toString())).isEqualTo(to).hasSameHashCodeAs(to);
        assertThat(to.startsWith(to.parent())).isTrue();
        assertThat("/" + String.join("/", to.names())).isEqualTo(to.toString());
    }

    @Property
    void shouldNeverHoldADotDotWhateverIsWritten(@ForAll String argument) {
        try {
            RootedPath resolved = RootedPath.ROOT.resolve("a/b").resolve(argument);
            assertThat(resolved.names())
                    .doesNotContain("..", ".", "")
                    .allSatisfy(name -> assertThat(name).doesNotContain("\0", "\r", "\n"));
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(Reason.BAD_NAME);
        }
    }

    @Property
    void shouldCountBytesAsTheEncoderDoes(@ForAll String text) {
        // The encoder writes one '?' for half a surrogate pair.
        int expected = text.codePoints()
                .map(c ->
                        c >= 0xd800 && c <= 0xdfff ? 2 : Character.toString(c).getBytes(StandardCharsets.UTF_8).length)
                .sum();
        assertThat(RootedPath.utf8Length(text)).isEqualTo(expected);
    }

    @Test
    void shouldBeSeenFromADirectoryAbove() {
        assertThat(path("/a/b/c").seenFrom(path("/a"))).isEqualTo(path("/b/c"));
        assertThat(path("/a/b/c").seenFrom(path("/a/b/c"))).isEqualTo(RootedPath.ROOT);
        assertThat(path("/a/b").seenFrom(RootedPath.ROOT)).isEqualTo(path("/a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> path("/ab").seenFrom(path("/a")));
    }
}
