package dev.sluice.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What {@code --help} tells a newcomer. */
class HelpTest {

    private static final int COLUMNS = 80;

    static List<Callable<Integer>> commands() {
        return List.of(
                new GetCommand(),
                new PutCommand(),
                new LsCommand(),
                new CatCommand(),
                new RmCommand(),
                new MkdirCommand(),
                new RmdirCommand(),
                new MvCommand(),
                new MirrorCommand(),
                new HashCommand(),
                new RatesCommand(),
                new ShellCommand());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldTeachByExamplesThatAreNotBroken(Callable<Integer> command) {
        CommandLine line = new CommandLine(command);
        List<String> help = line.getUsageMessage().lines().toList();

        assertThat(help).contains("Examples:").allMatch(text -> text.length() <= COLUMNS);
        assertThat(help.subList(help.indexOf("Examples:") + 1, help.size()))
                .isNotEmpty()
                .allMatch(example -> example.startsWith("  sluice "))
                .anyMatch(example -> example.startsWith("  sluice " + line.getCommandName() + ' '));
    }
}
