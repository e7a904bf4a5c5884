package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sluice.Sluice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** A server, and somewhere to work. */
final class ShellFixture implements AutoCloseable {

    final Path root;
    final Path local;
    final Sluice server;

    ShellFixture(Path folder) throws IOException {
        // Wrong passwords are no news here.
        ((Logger) LoggerFactory.getLogger("dev.sluice.login")).setLevel(Level.ERROR);
        root = Files.createDirectory(folder.resolve("root"));
        local = Files.createDirectory(folder.resolve("local"));
        server = Sluice.builder(root)
                .ftp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .user("ann", "secret")
                .start();
    }

    int port() {
        return server.ftpAddress().getPort();
    }

    String url(String path) {
        return "ftp://ann:secret@127.0.0.1:" + port() + "/" + path;
    }

    static ServerOptions serverOptions() {
        ServerOptions options = new ServerOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("server", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs();
        return options;
    }

    /** A report whose text can be looked at. */
    static final class Output {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final Report report;

        Output() {
            this(Report.Style.TEXT);
        }

        Output(Report.Style style) {
            report = new Report(out, err, style, Bars.NONE);
        }

        String text() {
            report.flush();
            return out.toString(UTF_8);
        }

        String errors() {
            report.flush();
            return err.toString(UTF_8);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
