package dev.sluice.cli;

import dev.sluice.client.Credentials;
import dev.sluice.load.Charts;
import dev.sluice.load.HdrLog;
import dev.sluice.load.HtmlReport;
import dev.sluice.load.JsonReport;
import dev.sluice.load.LoadPlan;
import dev.sluice.load.LoadResult;
import dev.sluice.load.LoadRun;
import dev.sluice.load.Mix;
import dev.sluice.load.Sample;
import dev.sluice.load.Sources;
import dev.sluice.load.Survey;
import dev.sluice.load.TextReport;
import dev.sluice.load.UserSearch;
import dev.sluice.load.Workload;
import dev.sluice.text.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice load}: puts a server under load and says how it bore that. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts an FTP server under load, and measures it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice load ftp://127.0.0.1:2121/ --download readme.txt -n 100 --warm-up 2",
            "  sluice load ftp://127.0.0.1:2121/incoming/ --upload 1KiB..1MiB,log -n 50",
            "  sluice load ftp://127.0.0.1:2121/ --download 'pub/*' -n 200 --rate 500/s",
            "  sluice load ftp://127.0.0.1:2121/ --idle -n 10000 --duration 5"
        })
final class LoadCommand implements Callable<Integer> {

    private static final int MOST_SESSIONS = 20_000;
    private static final double MOST_RATE = 1e6;
    private static final double MOST_SECONDS = 86_400;
    private static final double DEFAULT_SECONDS = 10;
    private static final int FTP_PORT = 21;
    private static final String GUEST = "anonymous:load@example.com";
    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "URL", description = "The server: ftp://[USER[:PASSWORD]@]HOST[:PORT][/DIR].")
    private String url;

    @ArgGroup(exclusive = true, multiplicity = "1", heading = "%nWhat the sessions do, one of:%n")
    private LoadOptions.What what;

    @ArgGroup(validate = false, heading = "%nHow they do it:%n")
    private final LoadOptions.How how = new LoadOptions.How();

    @ArgGroup(validate = false, heading = "%nWhen:%n")
    private final LoadOptions.When when = new LoadOptions.When();

    @ArgGroup(validate = false, heading = "%nResults:%n")
    private final LoadOptions.Results results = new LoadOptions.Results();

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadPlan plan = plan();
        try (Survey survey = Survey.of(plan.credentials())) {
            if (how.usersAt.isPresent()) {
                return searchUsers(survey.complete(plan), survey);
            }
            OptionalLong serverPid = results.serverPid.map(OptionalLong::of).orElse(OptionalLong.empty());
            LoadRun run = new LoadRun(survey.complete(plan), serverPid, this::observe);
            Signals.register("INT", run::stop);
            LoadResult result = run.call();
            cleanUp(survey, plan);
            report(result);
            return result.failed() == 0 ? 0 : 1;
        }
    }

    private int searchUsers(LoadPlan plan, Survey survey) throws IOException, InterruptedException {
        int users = UserSearch.run(
                plan,
                result -> spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "%6d users: %s, the slowest gets %.2f MB/s%n",
                                result.plan().sessions(),
                                UserSearch.holds(result) ? "held" : "not held",
                                result.sessionBytes().min() / 1e6 / result.seconds()));
        cleanUp(survey, plan);
        spec.commandLine()
                .getOut()
                .println(users + (users == plan.sessions() ? " users or more" : " users") + " at " + how.usersAt.get());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void observe(Sample sample) {
        if (!results.quiet) {
            spec.commandLine().getErr().println(TextReport.line(sample));
        }
    }

    private void cleanUp(Survey survey, LoadPlan plan) throws IOException {
        if (!how.keep) {
            survey.cleanUp(plan);
        }
    }

    private void report(LoadResult result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        boolean jsonOut = results.json.filter(STANDARD_OUTPUT::equals).isPresent();
        if (jsonOut) {
            out.print(JsonReport.of(result));
        } else {
            out.print(TextReport.of(result));
            if (results.json.isPresent()) {
                Files.writeString(results.json.get(), JsonReport.of(result));
            }
        }
        out.flush();
        if (results.hdr.isPresent()) {
            HdrLog.write(result, results.hdr.get());
        }
        if (results.html.isPresent()) {
            Files.writeString(results.html.get(), HtmlReport.of(result));
        }
        if (results.plot.isPresent()) {
            Charts.writePng(result, results.plot.get());
        }
    }

    // ---- the plan

    private LoadPlan plan() throws IOException {
        if (how.sessions < 1 || how.sessions > MOST_SESSIONS) {
            throw usage("--sessions takes 1 to " + MOST_SESSIONS + ", not " + how.sessions);
        }
        if (how.loops < 1 || how.loops > how.sessions) {
            throw usage("--loops takes 1 to the number of sessions, not " + how.loops);
        }
        if (how.verify && how.ascii) {
            throw usage("--verify compares bytes, which --ascii changes: choose one");
        }
        if (how.usersAt.isPresent() && what.download.isEmpty() && what.upload.isEmpty()) {
            throw usage("--users-at needs --download or --upload");
        }
        if (results.plot.isPresent() && !results.plot.get().toString().endsWith(".png")) {
            throw usage("--plot writes a .png file, not " + results.plot.get());
        }
        try {
            URI uri = URI.create(url);
            return new LoadPlan(
                    credentials(uri),
                    directory(uri),
                    mix(),
                    how.sessions,
                    how.loops,
                    how.sources.map(Sources::parse).orElse(List.of()),
                    schedule(),
                    how.usersAt
                            .or(() -> how.pace)
                            .map(pace -> OptionalLong.of(ByteSize.parseRate(pace)))
                            .orElse(OptionalLong.empty()),
                    how.verify,
                    how.newNames,
                    how.ascii,
                    seconds("--timeout", how.timeout));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Credentials credentials(URI uri) throws IOException {
        if (!"ftp".equals(uri.getScheme()) || uri.getHost() == null) {
            throw usage("'" + url + "' is no URL such as ftp://127.0.0.1:2121/");
        }
        String[] user = Optional.ofNullable(uri.getUserInfo()).orElse(GUEST).split(":", 2);
        int port = uri.getPort() < 0 ? FTP_PORT : uri.getPort();
        InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(uri.getHost()), port);
        return new Credentials(server, user[0], user.length > 1 ? user[1] : "");
    }

    /** Relative to where one is after login, as in any FTP URL; with a slash at its end. */
    private static String directory(URI uri) {
        String path = uri.getPath().replaceFirst("^/", "");
        return path.isEmpty() || path.endsWith("/") ? path : path + "/";
    }

    private Mix mix() throws IOException {
        if (what.mix.isPresent()) {
            try {
                return Mix.parse(Files.readAllLines(what.mix.get()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(what.mix.get() + ": " + e.getMessage(), e);
            }
        }
        return Mix.of(what.download
                .map(pattern -> Workload.parse("download", pattern))
                .or(() -> what.upload.map(sizes -> Workload.parse("upload", sizes)))
                .or(() -> what.list.map(path -> Workload.parse("list", path)))
                .or(() -> what.mlsd.map(path -> Workload.parse("mlsd", path)))
                .orElseGet(this::plain));
    }

    private Workload plain() {
        if (what.noop) {
            return new Workload.Noop();
        }
        if (what.login) {
            return new Workload.Login();
        }
        if (what.idle) {
            return new Workload.Idle();
        }
        throw usage("Say what the sessions shall do.");
    }

    private LoadPlan.Schedule schedule() {
        double longest = when.count.isPresent() ? MOST_SECONDS : DEFAULT_SECONDS;
        return new LoadPlan.Schedule(
                when.rate.map(rate -> OptionalDouble.of(rate(rate))).orElse(OptionalDouble.empty()),
                seconds("--ramp-up", when.rampUp),
                seconds("--warm-up", when.warmUp),
                seconds("--duration", when.duration.orElse(longest)),
                when.count.map(OptionalLong::of).orElse(OptionalLong.empty()),
                seconds("--think", when.think));
    }

    private static double rate(String text) {
        try {
            double rate = Double.parseDouble(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text);
            if (rate > 0 && rate <= MOST_RATE) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // reported below, in our words
        }
        throw new IllegalArgumentException("--rate takes operations a second, such as 500/s, not '" + text + "'");
    }

    private static Duration seconds(String option, double seconds) {
        if (seconds >= 0 && seconds <= MOST_SECONDS) {
            return Duration.ofNanos((long) (seconds * 1e9));
        }
        throw new IllegalArgumentException(option + " takes 0 to " + (long) MOST_SECONDS + " seconds, not " + seconds);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
