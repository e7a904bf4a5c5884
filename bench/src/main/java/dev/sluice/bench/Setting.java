package dev.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where and how figures came about, to be printed beside them.
 *
 * @param command that repeats it
 * @param machine in a line
 * @param titles what each server is called, by its name here, with its version
 */
record Setting(String command, String machine, Map<String, String> titles) {

    private static final Map<String, String> PACKAGES = Map.of(
            "vsftpd", "vsftpd", "proftpd", "proftpd-core", "pure-ftpd", "pure-ftpd", "pyftpdlib", "python3-pyftpdlib");

    /** This machine, and the servers that {@code bench/compare} has fetched. */
    static Setting of(Path home, List<String> servers, String... arguments) throws IOException {
        Path peers = home.resolve("bench/target/peers");
        Map<String, String> titles = new LinkedHashMap<>();
        for (String server : servers) {
            titles.put(server, (server + " " + version(peers, server)).strip());
        }
        return new Setting(command(arguments), thisMachine(), titles);
    }

    /** Without where the results went, which changes nothing. */
    private static String command(String... arguments) {
        StringBuilder command = new StringBuilder("bench/compare");
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            if (!arguments[i].equals("--out")) {
                command.append(' ').append(arguments[i]).append(' ').append(arguments[i + 1]);
            }
        }
        return command.toString();
    }

    private static String version(Path peers, String server) throws IOException {
        return switch (server) {
            case "sluice" -> Files.readString(peers.resolve("sluice.version")).replaceAll("(?s)^\\S+ (\\S+).*", "$1");
            case "apache-ftpserver" -> inName(peers.resolve("apache"), "ftpserver-core-([0-9.]+)\\.jar");
            default -> inName(peers.resolve("debs"), Pattern.quote(PACKAGES.get(server)) + "_([0-9.]+).*\\.deb");
        };
    }

    private static String inName(Path folder, String form) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher matcher =
                        Pattern.compile(form).matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    return matcher.group(1);
                }
            }
        }
        return "";
    }

    private static String thisMachine() throws IOException {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %s of memory, Linux %s, Java %s, %s",
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                gibibytes(field("/proc/meminfo", "MemTotal")),
                System.getProperty("os.version").replaceAll("^(\\d+\\.\\d+).*", "$1"),
                Runtime.version().feature(),
                LocalDate.now(ZoneOffset.UTC));
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String gibibytes(String kibibytes) {
        return Math.round(Double.parseDouble(kibibytes.replaceAll("\\D", "")) / (1 << 20)) + " GiB";
    }
}
