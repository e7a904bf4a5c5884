package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {
    private static final Set<Fact> SUPPORTED = EnumSet.of(Fact.TYPE, Fact.SIZE, Fact.MODIFY, Fact.UNIX_MODE);

    @Test
    void shouldWriteALine() {
        StringBuilder out = new StringBuilder();
        Facts.append(out, Fact.TYPE, "file");
        Facts.append(out, Fact.SIZE, 5);
        Facts.append(out, Fact.MODIFY, Instant.parse("2026-01-02T03:04:05.678Z"));
        Facts.append(out, Fact.UNIX_MODE, "0644");
        Facts.appendName(out, " na;me= ");
        assertThat(out).hasToString("type=file;size=5;modify=20260102030405.678;UNIX.mode=0644;  na;me= ");
    }

    @Test
    void shouldWriteNothingThatBreaksTheLine() {
        StringBuilder out = new StringBuilder();
        Facts.append(out, Fact.UNIX_OWNER, "Jo Doe;\r\n\u007f");
        Facts.appendName(out, "a\r\nb\0");
        assertThat(out).hasToString("UNIX.owner=Jo_Doe____; a??b?");
    }

    @Test
    void shouldReadALine() {
        Facts facts = Facts.parse("Type=file;SIZE=1024990;Modify=19980523020230.5;X.my=a=b;perm=; cap60 .pl198.tar.gz");
        assertThat(facts.name()).isEqualTo("cap60 .pl198.tar.gz");
        assertThat(facts.value(Fact.TYPE)).contains("file");
        assertThat(facts.number(Fact.SIZE)).hasValue(1024990);
        assertThat(facts.time(Fact.MODIFY)).contains(Instant.parse("1998-05-23T02:02:30.5Z"));
        assertThat(facts.value(Fact.PERM)).contains("");
        assertThat(facts.values()).containsEntry("x.my", "a=b").hasSize(5);
        assertThat(facts.value(Fact.UNIQUE)).isEmpty();
        assertThat(facts.number(Fact.UNIX_MODE)).isEmpty();
        assertThat(facts.time(Fact.CREATE)).isEmpty();
    }

    @Test
    void shouldReadLinesOfEveryShape() {
        assertThat(Facts.parse(" a b")).isEqualTo(new Facts("a b", Map.of()));
        assertThat(Facts.parse("  a; b")).isEqualTo(new Facts(" a; b", Map.of()));
        assertThat(Facts.parse("type=dir; ")).isEqualTo(new Facts("", Map.of("type", "dir")));
        assertThat(Facts.parse("type=dir;  x; y ")).isEqualTo(new Facts(" x; y ", Map.of("type", "dir")));
        assertThat(Facts.parse("type=OS.unix=slink:/a b; c"))
                .isEqualTo(new Facts("c", Map.of("type", "OS.unix=slink:/a b")));
        assertThat(Facts.parse("type=dir;size=5 c")).isEqualTo(new Facts("c", Map.of("type", "dir", "size", "5")));
        assertThat(Facts.parse("size=5;Size=6; c").number(Fact.SIZE)).hasValue(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name", "type=file;", "type=file;name", "type; name", "size=5;x; name", "=", ";; a=b"})
    void shouldRefuseWhatIsNoLine(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Facts.parse(line))
                .withMessageContaining("'" + line + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "", "x", "1.5", "99999999999999999999", "0x10"})
    void shouldRefuseASizeThatIsNone(String size) {
        Facts facts = Facts.parse("size=" + size + "; name");
        assertThatIllegalArgumentException().isThrownBy(() -> facts.number(Fact.SIZE));
    }

    @Test
    void shouldRefuseATimeThatIsNone() {
        Facts facts = Facts.parse("modify=yesterday; name");
        assertThatIllegalArgumentException().isThrownBy(() -> facts.time(Fact.MODIFY));
    }

    @Test
    void shouldKnowTheNamesOfFactsInAnyCase() {
        assertThat(Fact.named("Unix.MODE")).contains(Fact.UNIX_MODE);
        assertThat(Fact.named("lang")).isEmpty();
        assertThat(Fact.UNIX_GROUP.wireName()).isEqualTo("UNIX.group");
    }

    @Test
    void shouldTellWhatIsSupportedAndSelected() {
        assertThat(Fact.feature(SUPPORTED, EnumSet.of(Fact.TYPE, Fact.MODIFY)))
                .isEqualTo("MLST type*;size;modify*;UNIX.mode;");
        assertThat(Fact.feature(Set.of(), Set.of())).isEqualTo("MLST");
    }

    @ParameterizedTest
    @CsvSource({
        "'','MLST OPTS'",
        "Type;UNIX.mode;Perm;,'MLST OPTS type;UNIX.mode;'",
        "modify;SIZE,'MLST OPTS size;modify;'",
        "lang;create;fish;,'MLST OPTS'",
        ";;type;;,'MLST OPTS type;'"
    })
    void shouldSelectWhatIsSupported(String options, String reply) {
        assertThat(Fact.selection(Fact.select(options, SUPPORTED))).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "unique type;", "fish cakes;", "type; size;"})
    void shouldRefuseASelectionWithSpaces(String options) {
        assertThatIllegalArgumentException().isThrownBy(() -> Fact.select(options, SUPPORTED));
    }

    @Property
    void shouldReadWhatItWrites(
            @ForAll("names") String name,
            @ForAll("names") String owner,
            @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long size) {
        StringBuilder out = new StringBuilder();
        Facts.append(out, Fact.UNIX_OWNER, owner);
        Facts.append(out, Fact.SIZE, size);
        Facts.appendName(out, name);
        Facts facts = Facts.parse(out.toString());
        assertThat(facts.name()).isEqualTo(name);
        assertThat(facts.number(Fact.SIZE)).hasValue(size);
        assertThat(facts.value(Fact.UNIX_OWNER))
                .contains(owner.replace(' ', '_').replace(';', '_'));
    }

    @Property
    void shouldThrowNothingElse(@ForAll("names") String line) {
        try {
            Facts facts = Facts.parse(line);
            assertThat(line).endsWith(facts.name());
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("ab=;. é").ofMaxLength(25);
    }
}
