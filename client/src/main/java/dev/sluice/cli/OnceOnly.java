package dev.sluice.cli;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Refuses an option that is given twice but takes one value. Picocli does so itself, except in an option group: there it begins the
 * group anew, and all its other options are forgotten, without a word.
 */
final class OnceOnly {

    private OnceOnly() {}

    /**
     * Looks through the words of the command that was called.
     *
     * @throws ParameterException names the option
     */
    static void check(ParseResult called) {
        ParseResult command = called;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        Set<OptionSpec> seen = new HashSet<>();
        for (String word : command.originalArgs()) {
            if (word.equals("--")) {
                return;
            }
            Optional<OptionSpec> option = option(command, word);
            if (option.isPresent() && !option.get().typeInfo().isMultiValue() && !seen.add(option.get())) {
                throw new ParameterException(
                        command.commandSpec().commandLine(),
                        "option '" + option.get().longestName() + "' should be specified only once");
            }
        }
    }

    private static Optional<OptionSpec> option(ParseResult command, String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        OptionSpec plain = command.commandSpec().optionsMap().get(name);
        return Optional.ofNullable(
                plain != null
                        ? plain
                        : command.commandSpec().negatedOptionsMap().get(name));
    }
}
