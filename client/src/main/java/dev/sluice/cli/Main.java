package dev.sluice.cli;

import dev.sluice.ftp.LogText;
import dev.sluice.shell.CatCommand;
import dev.sluice.shell.GetCommand;
import dev.sluice.shell.HashCommand;
import dev.sluice.shell.LsCommand;
import dev.sluice.shell.MirrorCommand;
import dev.sluice.shell.MkdirCommand;
import dev.sluice.shell.MvCommand;
import dev.sluice.shell.PutCommand;
import dev.sluice.shell.RatesCommand;
import dev.sluice.shell.RmCommand;
import dev.sluice.shell.RmdirCommand;
import dev.sluice.shell.ShellCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code sluice} command: each subcommand is a class of its own in this package. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        version = "sluice 0.1.0-SNAPSHOT",
        description = "Serves files over FTP from one thread, and fetches them.")
public final class Main implements Runnable {
    private static final List<Class<?>> SUBCOMMANDS = List.of(
            ServeCommand.class,
            GetCommand.class,
            PutCommand.class,
            LsCommand.class,
            CatCommand.class,
            RmCommand.class,
            MkdirCommand.class,
            RmdirCommand.class,
            MvCommand.class,
            MirrorCommand.class,
            HashCommand.class,
            RatesCommand.class,
            ShellCommand.class,
            LoadCommand.class);

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs the command line and ends the process with its exit code: 0, or 2 for a usage error. */
    public static void main(String[] arguments) {
        CommandLine commandLine = commandLine(arguments);
        commandLine.setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println("sluice: " + LogText.escapeInvisible(String.valueOf(failure.getMessage())));
            return CommandLine.ExitCode.SOFTWARE;
        });
        commandLine.setParameterExceptionHandler((wrong, words) -> {
            CommandLine command = wrong.getCommandLine();
            command.getErr().println("sluice: " + wrong.getMessage());
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return CommandLine.ExitCode.USAGE;
        });
        System.exit(commandLine.execute(arguments));
    }

    /** The root and the subcommand that is called for, or all where there is none such: to build all of them takes 0.1 s. */
    static CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new Main());
        List<Class<?>> called = SUBCOMMANDS.stream()
                .filter(type -> arguments.length > 0 && nameOf(type).equals(arguments[0]))
                .toList();
        (called.isEmpty() ? SUBCOMMANDS : called).forEach(type -> root.addSubcommand(nameOf(type), type));
        root.setExecutionStrategy(result -> {
            OnceOnly.check(result);
            return new CommandLine.RunLast().execute(result);
        });
        return root;
    }

    private static String nameOf(Class<?> subcommand) {
        return subcommand.getAnnotation(Command.class).name();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: name a subcommand.");
    }
}
