package dev.sluice.shell;

import dev.sluice.client.IfExists;
import dev.sluice.client.LocalFileException;
import dev.sluice.client.TreeOptions.Compare;
import dev.sluice.ftp.Glob;
import dev.sluice.shell.Word.Argument;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The words of the shell that move file contents. */
final class Copying {

    private final Place place;
    private final Report report;

    Copying(Place place, Report report) {
        this.place = place;
        this.report = report;
    }

    List<Word> words() {
        return List.of(
                down(
                        "get download",
                        "[-f] [-r] FILE [LOCAL]",
                        "downloads; -f overwrites, -r takes a directory",
                        1,
                        4,
                        a -> get(Flags.of(a), IfExists.REFUSE)),
                down("reget", "FILE [LOCAL]", "goes on with a download", 1, 2, a -> get(Flags.of(a), IfExists.RESUME)),
                down("mget", "[-f] PATTERN…", "downloads all files that match", 1, Word.ANY, a -> getMany(Flags.of(a))),
                up(
                        "put upload",
                        "[-f] [-r] FILE [REMOTE]",
                        "uploads; -f overwrites, -r takes a directory",
                        1,
                        4,
                        a -> put(Flags.of(a), IfExists.REFUSE)),
                up("reput", "FILE [REMOTE]", "goes on with an upload", 1, 2, a -> put(Flags.of(a), IfExists.RESUME)),
                up("mput", "[-f] PATTERN…", "uploads all files that match", 1, Word.ANY, a -> putMany(Flags.of(a))),
                down("cat", "FILE", "prints a file", 1, 1, this::cat),
                down(
                        "mirror",
                        "[-R] [--delete] FROM TO",
                        "makes TO like FROM: down, or with -R up",
                        2,
                        4,
                        a -> mirror(Flags.of(a))));
    }

    /** Arguments with the flags taken out. */
    private record Flags(boolean force, boolean recursive, boolean reverse, boolean delete, List<String> rest) {
        static Flags of(List<String> arguments) {
            List<String> rest = new ArrayList<>(arguments);
            return new Flags(rest.remove("-f"), rest.remove("-r"), rest.remove("-R"), rest.remove("--delete"), rest);
        }

        String source() {
            if (rest.isEmpty()) {
                throw new UsageException("say which file");
            }
            return rest.get(0);
        }

        IfExists orElse(IfExists other) {
            return force ? IfExists.OVERWRITE : other;
        }
    }

    private static Word down(String names, String usage, String help, int least, int most, Word.Action action) {
        return Word.of(names, usage, help, Argument.REMOTE, true, least, most, action);
    }

    private static Word up(String names, String usage, String help, int least, int most, Word.Action action) {
        return Word.of(names, usage, help, Argument.LOCAL, true, least, most, action);
    }

    private void get(Flags flags, IfExists ifExists) throws IOException, InterruptedException {
        String path = place.resolve(flags.source());
        Path named = place.resolveLocal(flags.rest().size() > 1 ? flags.rest().get(1) : LocalNames.of(path));
        boolean into = !flags.recursive() && Files.isDirectory(named);
        Path target = into ? named.resolve(LocalNames.of(path)) : named;
        place.transfer("get " + LocalNames.of(path), flags.orElse(ifExists), actions -> {
            if (flags.recursive()) {
                actions.trees().get(path, target, actions.trees().everything());
            } else {
                actions.awaitAll(List.of(actions.get(path, target)));
            }
        });
    }

    private void getMany(Flags flags) throws IOException, InterruptedException {
        place.transfer("mget", flags.orElse(IfExists.REFUSE), actions -> {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (String pattern : flags.rest()) {
                for (String path : actions.expand(place.resolve(pattern))) {
                    running.add(actions.get(path, place.resolveLocal(LocalNames.of(path))));
                }
            }
            actions.awaitAll(running);
        });
    }

    private void put(Flags flags, IfExists ifExists) throws IOException, InterruptedException {
        Path file = readable(place.resolveLocal(flags.source()));
        String name = file.getFileName().toString();
        String target = flags.rest().size() > 1 ? flags.rest().get(1) : name;
        String path = place.resolve(target.endsWith("/") ? target + name : target);
        place.transfer("put " + name, flags.orElse(ifExists), actions -> {
            if (flags.recursive()) {
                actions.trees().put(file, path, actions.trees().everything());
            } else {
                actions.awaitAll(List.of(actions.put(file, path)));
            }
        });
    }

    private void putMany(Flags flags) throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        for (String pattern : flags.rest()) {
            files.addAll(expandLocal(place.resolveLocal(pattern)));
        }
        place.transfer("mput", flags.orElse(IfExists.REFUSE), actions -> {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (Path file : files) {
                running.add(actions.put(file, place.resolve(file.getFileName().toString())));
            }
            actions.awaitAll(running);
        });
    }

    private void cat(List<String> arguments) throws IOException, InterruptedException {
        place.actions().cat(place.resolve(arguments.get(0)), report.bytes());
    }

    private void mirror(Flags flags) throws IOException, InterruptedException {
        if (flags.rest().size() != 2) {
            throw new UsageException("usage: mirror [-R] [--delete] FROM TO");
        }
        String from = flags.rest().get(0);
        String to = flags.rest().get(1);
        place.transfer("mirror", IfExists.OVERWRITE, actions -> {
            if (flags.reverse()) {
                Path local = place.resolveLocal(from);
                actions.trees()
                        .put(local, place.resolve(to), actions.trees().mirror(Compare.SIZE_AND_TIME, flags.delete()));
            } else {
                Path local = place.resolveLocal(to);
                actions.trees()
                        .get(place.resolve(from), local, actions.trees().mirror(Compare.SIZE_AND_TIME, flags.delete()));
            }
        });
    }

    private static Path readable(Path file) throws LocalFileException {
        if (!Files.exists(file)) {
            throw LocalFileException.of(file, "does not exist");
        }
        return file;
    }

    private static List<Path> expandLocal(Path pattern) throws IOException {
        String name = pattern.getFileName().toString();
        if (!Glob.isPattern(name)) {
            return List.of(readable(pattern));
        }
        Glob glob = Glob.of(name);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(pattern.getParent())) {
            for (Path file : files) {
                if (Files.isRegularFile(file) && glob.matches(file.getFileName().toString())) {
                    found.add(file);
                }
            }
        }
        if (found.isEmpty()) {
            throw LocalFileException.of(pattern, "matches no file");
        }
        found.sort(null);
        return found;
    }
}
