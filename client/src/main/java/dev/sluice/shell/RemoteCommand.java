package dev.sluice.shell;

import dev.sluice.client.ReplyException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What all one-shot commands share: their servers, their report, and one place where failures become exit codes. */
@Command(mixinStandardHelpOptions = true)
abstract class RemoteCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    /** Does the work; what it throws ends the command. */
    abstract void run(Remotes remotes, Report report) throws IOException, InterruptedException;

    @Override
    public final Integer call() {
        return execute(output.report()).code();
    }

    /** Does the work, tells {@code report}, and returns how it ended. */
    final ExitStatus execute(Report report) {
        try (Remotes remotes = new Remotes(server)) {
            run(remotes, report);
        } catch (IOException | RuntimeException e) {
            report.failure("", e);
        } catch (InterruptedException e) {
            return ExitStatus.INTERRUPTED;
        } finally {
            report.flush();
        }
        return report.status();
    }

    /** What is done with each path. */
    interface Step {
        void run(Actions actions, String path) throws IOException, InterruptedException;
    }

    /** Does {@code step} for each URL; one that fails is reported, and the others go on. */
    static void forEach(Remotes remotes, Report report, List<String> urls, Step step)
            throws IOException, InterruptedException {
        for (FtpUrl url : urls.stream().map(FtpUrl::parse).toList()) {
            Remote remote = remotes.open(url);
            try {
                step.run(new Actions(remote, report, Actions.Settings.DEFAULT), url.path());
            } catch (ReplyException e) {
                report.failure(url.path(), e);
            }
        }
    }
}
