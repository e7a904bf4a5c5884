package dev.sluice.shell;

import dev.sluice.shell.Word.Argument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;

/**
 * The shell's vocabulary and how a line of it is carried out. Where lines come from is not its business: a terminal, a
 * script or a test.
 */
final class Shell {

    private final Place place;
    private final Report report;
    private final List<Word> words;
    private final DefaultParser parser = new DefaultParser();
    private boolean ended;

    Shell(Place place, Report report) {
        this.place = place;
        this.report = report;
        Basics basics = new Basics(place, report);
        Copying copying = new Copying(place, report);
        List<Word> all = new ArrayList<>();
        all.addAll(basics.words());
        all.addAll(copying.words());
        all.add(Word.of("exit", "", "ends the shell, when not connected", Argument.NONE, false, 0, 0, none -> exit()));
        all.add(Word.of("quit bye", "", "disconnects and ends the shell", Argument.NONE, false, 0, 0, none -> quit()));
        all.add(Word.of("help ?", "[WORD]", "explains the words", Argument.WORD, false, 0, 1, this::help));
        words = List.copyOf(all);
    }

    List<Word> words() {
        return words;
    }

    Optional<Word> word(String name) {
        return words.stream().filter(word -> word.isCalled(name)).findFirst();
    }

    /** Carries one line out. Returns how that went; failures have been told. */
    ExitStatus execute(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return ExitStatus.OK;
        }
        try {
            if (text.startsWith("!")) {
                place.runLocally(text.substring(1));
            } else {
                run(split(text));
            }
            return ExitStatus.OK;
        } catch (IOException | RuntimeException e) {
            report.failure("", e);
            return ExitStatus.of(e);
        } catch (InterruptedException e) {
            report.failure("", new UsageException("interrupted"));
            return ExitStatus.INTERRUPTED;
        } finally {
            report.flush();
        }
    }

    private void run(List<String> parts) throws IOException, InterruptedException {
        String name = parts.get(0);
        Word word = word(name)
                .orElseThrow(() -> new UsageException("there is no word '" + name + "'; 'help' lists those there are"));
        List<String> arguments = parts.subList(1, parts.size());
        word.checkCount(arguments);
        if (word.connected() && !place.isConnected()) {
            throw new UsageException("not connected: say 'open HOST [PORT]' first");
        }
        word.action().run(arguments);
    }

    private List<String> split(String line) {
        try {
            ParsedLine parsed = parser.parse(line, line.length(), ParseContext.ACCEPT_LINE);
            List<String> parts = new ArrayList<>(parsed.words());
            parts.removeIf(String::isEmpty);
            return parts;
        } catch (EOFError e) {
            throw new UsageException("a quotation mark is not closed");
        }
    }

    boolean hasEnded() {
        return ended;
    }

    private void exit() {
        if (place.isConnected()) {
            throw new UsageException("disconnect first: you are connected to " + place.credentials());
        }
        ended = true;
    }

    private void quit() {
        if (place.isConnected()) {
            place.disconnect();
        }
        ended = true;
    }

    private void help(List<String> arguments) {
        if (arguments.isEmpty()) {
            for (Word word : words) {
                report.say(String.format("  %-44s %s", word.synopsis(), word.help()));
            }
            report.say(String.format("  %-44s %s", "!COMMAND", "runs a command on this machine"));
            return;
        }
        Word word = word(arguments.get(0))
                .orElseThrow(() -> new UsageException("there is no word '" + arguments.get(0) + "'"));
        report.say(word.synopsis());
        report.say("  " + word.help());
    }
}
