package dev.sluice.shell;

import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.LogText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes the shell's words, remote paths and local ones. */
final class ShellCompleter implements Completer {

    private final Shell shell;
    private final Place place;

    ShellCompleter(Shell shell, Place place) {
        this.shell = shell;
        this.place = place;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            words(candidates);
            return;
        }
        Word.Argument argument =
                shell.word(line.words().get(0)).map(Word::argument).orElse(Word.Argument.NONE);
        try {
            switch (argument) {
                case REMOTE -> remote(line.word(), candidates);
                case LOCAL -> local(line.word(), candidates);
                case WORD -> words(candidates);
                case NONE -> {}
            }
        } catch (IOException e) {
            candidates.clear(); // nothing to offer: the command itself will say what is wrong
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void words(List<Candidate> candidates) {
        for (Word word : shell.words()) {
            word.names().forEach(name -> candidates.add(new Candidate(name)));
        }
    }

    private void remote(String typed, List<Candidate> candidates) throws IOException, InterruptedException {
        if (!place.isConnected()) {
            return;
        }
        String directory = typed.substring(0, typed.lastIndexOf('/') + 1);
        for (ListEntry entry : place.remote().call(client -> client.list(place.resolve(directory)))) {
            add(candidates, directory + entry.name(), entry.kind() == ListEntry.Kind.DIRECTORY);
        }
    }

    private void local(String typed, List<Candidate> candidates) throws IOException {
        String directory = typed.substring(0, typed.lastIndexOf('/') + 1);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place.resolveLocal(directory))) {
            for (Path entry : entries) {
                add(candidates, directory + entry.getFileName(), Files.isDirectory(entry));
            }
        }
    }

    /** A directory is not the end of a path, so no space follows it. */
    private static void add(List<Candidate> candidates, String path, boolean directory) {
        String value = directory ? path + '/' : path;
        candidates.add(new Candidate(value, LogText.escape(value), null, null, null, null, !directory));
    }
}
