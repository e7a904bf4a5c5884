package dev.sluice.shell;

import dev.sluice.client.Credentials;
import dev.sluice.client.DataMode;
import dev.sluice.client.TransferType;
import dev.sluice.shell.Word.Argument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words of the shell that connect, look around and change single things. */
final class Basics {

    private final Place place;
    private final Report report;

    Basics(Place place, Report report) {
        this.place = place;
        this.report = report;
    }

    List<Word> words() {
        return List.of(
                Word.of(
                        "open connect",
                        "HOST [PORT [USER [PASSWORD]]]",
                        "connects and logs in; a URL will do too",
                        Argument.NONE,
                        false,
                        1,
                        4,
                        this::open),
                Word.of("close disconnect logout", "", "disconnects", Argument.NONE, true, 0, 0, none -> disconnect()),
                remote(
                        "ls list dir",
                        "[DIR]",
                        "lists a directory",
                        0,
                        1,
                        a -> place.actions().list(path(a))),
                remote("cd chdir", "DIR", "changes the remote directory", 1, 1, this::changeDirectory),
                remote("pwd", "", "shows the remote directory", 0, 0, none -> report.say(place.directory())),
                local("lcd", "DIR", "changes the local directory", this::changeLocalDirectory),
                Word.of(
                        "lpwd",
                        "",
                        "shows the local directory",
                        Argument.NONE,
                        false,
                        0,
                        0,
                        none -> report.say(place.localDirectory().toString())),
                remote(
                        "mkdir",
                        "DIR",
                        "makes a directory",
                        1,
                        1,
                        a -> place.actions().makeDirectory(path(a))),
                remote(
                        "rmdir",
                        "DIR",
                        "removes an empty directory",
                        1,
                        1,
                        a -> place.actions().removeDirectory(path(a))),
                remote("rm delete", "[-r] FILE…", "deletes files, or with -r directories", 1, Word.ANY, this::remove),
                remote("mv move", "FROM TO", "renames, or moves into a directory", 2, 2, this::move),
                remote(
                        "size",
                        "FILE",
                        "shows the size of a file",
                        1,
                        1,
                        a -> place.actions().size(path(a))),
                remote("hash", "FILE [ALGORITHM]", "shows the checksum of a file (SHA-256)", 1, 2, this::hash),
                remote("chmod", "MODE FILE", "sets permissions", 2, 2, this::changeMode),
                remote(
                        "quote",
                        "COMMAND…",
                        "sends a command as it is",
                        1,
                        Word.ANY,
                        a -> place.actions().quote(String.join(" ", a))),
                remote(
                        "pid",
                        "",
                        "shows the server's process id",
                        0,
                        0,
                        none -> place.actions().tellProcessId()),
                setting("passive", "connects for data to the server", () -> place.dataMode(DataMode.PASSIVE)),
                setting("active", "lets the server connect for data", () -> place.dataMode(DataMode.ACTIVE)),
                setting("binary", "transfers bytes as they are", () -> place.type(TransferType.BINARY)),
                setting(
                        "ascii",
                        "transfers text, with the line ends of each side",
                        () -> place.type(TransferType.ASCII)),
                local("rates", "on DIR | off", "records the byte rate of each transfer in a file in DIR", this::rates));
    }

    private static Word remote(String names, String usage, String help, int least, int most, Word.Action action) {
        return Word.of(names, usage, help, Argument.REMOTE, true, least, most, action);
    }

    private static Word local(String names, String usage, String help, Word.Action action) {
        return Word.of(names, usage, help, Argument.LOCAL, false, 1, 2, action);
    }

    private Word setting(String name, String help, Runnable action) {
        return Word.of(name, "", help, Argument.NONE, false, 0, 0, none -> {
            action.run();
            report.say(name);
        });
    }

    private String path(List<String> arguments) {
        return place.resolve(arguments.isEmpty() ? "" : arguments.get(0));
    }

    private void open(List<String> arguments) throws IOException, InterruptedException {
        boolean isUrl = FtpUrl.isUrl(arguments.get(0));
        String host = isUrl ? arguments.get(0) : "ftp://" + arguments.get(0) + portOf(arguments);
        FtpUrl url = FtpUrl.parse(host);
        String user = url.user()
                .or(() -> argument(arguments, 2))
                .or(place::defaultUser)
                .orElse(Login.ANONYMOUS);
        Optional<String> known = url.password().or(() -> argument(arguments, 3)).or(place::defaultPassword);
        Credentials credentials = Login.as(user, known, url.host() + ':' + url.port(), password -> {
            Credentials candidate = url.credentials(user, password);
            place.connect(candidate);
            return candidate;
        });
        if (!url.path().isEmpty()) {
            place.changeDirectory(url.path());
        }
        report.say("connected to " + credentials);
    }

    private static String portOf(List<String> arguments) {
        return argument(arguments, 1).map(port -> ":" + FtpUrl.port(port)).orElse("");
    }

    private static Optional<String> argument(List<String> arguments, int index) {
        return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
    }

    private void disconnect() {
        place.disconnect();
        report.say("disconnected");
    }

    private void changeDirectory(List<String> arguments) throws IOException, InterruptedException {
        place.changeDirectory(arguments.get(0));
        report.say(place.directory());
    }

    private void changeLocalDirectory(List<String> arguments) throws IOException {
        place.changeLocalDirectory(arguments.get(0));
        report.say(place.localDirectory().toString());
    }

    private void remove(List<String> arguments) throws IOException, InterruptedException {
        boolean recursive = arguments.get(0).equals("-r");
        List<String> patterns = recursive ? arguments.subList(1, arguments.size()) : arguments;
        if (patterns.isEmpty()) {
            throw new UsageException("usage: rm [-r] FILE…");
        }
        for (String pattern : patterns) {
            if (recursive) {
                place.actions().trees().remove(place.resolve(pattern));
                continue;
            }
            for (String path : place.actions().expand(place.resolve(pattern))) {
                place.actions().remove(path);
            }
        }
    }

    private void move(List<String> arguments) throws IOException, InterruptedException {
        String from = place.resolve(arguments.get(0));
        String to = place.resolve(arguments.get(1));
        String inside = to.endsWith("/") ? to + LocalNames.of(from) : to + '/' + LocalNames.of(from);
        place.actions().move(from, place.isDirectory(to) ? inside : to);
    }

    private void hash(List<String> arguments) throws IOException, InterruptedException {
        place.actions().hash(path(arguments), argument(arguments, 1).orElse("SHA-256"));
    }

    private void changeMode(List<String> arguments) throws IOException, InterruptedException {
        place.actions().changeMode(arguments.get(0), place.resolve(arguments.get(1)));
    }

    private void rates(List<String> arguments) throws IOException {
        switch (arguments.get(0).toLowerCase(Locale.ROOT)) {
            case "on" -> {
                Path folder = place.resolveLocal(argument(arguments, 1).orElse("."));
                LocalNames.makeFolder(folder);
                place.ratesFolder(Optional.of(folder));
                report.say("byte rates go to " + folder);
            }
            case "off" -> {
                place.ratesFolder(Optional.empty());
                report.say("byte rates are not recorded");
            }
            default -> throw new UsageException("usage: rates on DIR | off");
        }
    }
}
