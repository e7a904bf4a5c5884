package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

class OnceOnlyTest {

    /** Every option of serve with one value, under every name. */
    static Stream<List<String>> options() {
        return Main.commandLine("serve").getSubcommands().get("serve").getCommandSpec().options().stream()
                .filter(option -> !option.typeInfo().isMultiValue() && !option.usageHelp() && !option.versionHelp())
                .flatMap(option -> Stream.of(option.names()).map(name -> words(option, name)));
    }

    private static List<String> words(OptionSpec option, String name) {
        return option.arity().max() == 0 ? List.of(name) : List.of(name, "1");
    }

    private static CommandLine.ParseResult parse(List<String> words) {
        List<String> all = new ArrayList<>(List.of("serve"));
        all.addAll(words);
        return Main.commandLine("serve").parseArgs(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldRefuseAnOptionTheSecondTime(List<String> option) {
        assertThatCode(() -> OnceOnly.check(parse(option))).doesNotThrowAnyException();
        List<String> twice = new ArrayList<>(option);
        twice.addAll(option);
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> OnceOnly.check(parse(twice)))
                .withMessageContaining("only once");
    }

    @Test
    void shouldRefuseOtherSpellings() {
        for (List<String> twice : List.of(
                List.of("--port=1", "--port", "2"),
                List.of("-v", "--verbose"),
                List.of("--show-pid", "--no-show-pid"))) {
            assertThatExceptionOfType(ParameterException.class)
                    .as(twice.toString())
                    .isThrownBy(() -> OnceOnly.check(parse(twice)));
        }
    }

    @Test
    void shouldLetRepeatableOptionsBeRepeatedAndKeepTheOthers() {
        CommandLine.ParseResult result = parse(List.of("--read-only", "--user", "a:b", "--user", "c:d"));
        OnceOnly.check(result);
        assertThat(result.subcommand().matchedOptionValue("--read-only", false)).isTrue();
    }
}
