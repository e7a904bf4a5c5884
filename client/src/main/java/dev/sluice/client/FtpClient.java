package dev.sluice.client;

import dev.sluice.client.SessionListener.Phase;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.LogText;
import dev.sluice.ftp.QuotedPath;
import dev.sluice.ftp.Reply;
import dev.sluice.ftp.TimeVal;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One FTP session: a control connection and the operations on it, which run one at a time in the order in which they were
 * asked for.
 *
 * <p>Every operation is a {@link CompletableFuture} that completes on the loop's thread; what depends on it runs there and
 * must not block. Another thread may simply {@code join()}. It fails with
 *
 * <ul>
 *   <li>{@link ReplyException} when the server refuses; the session lives on;
 *   <li>{@link LocalFileException} when this end of a transfer fails; the session lives on;
 *   <li>{@link dev.sluice.ftp.ProtocolException} when the server answers with what is not FTP;
 *   <li>another {@link IOException} when the connection can't be made or is lost.
 * </ul>
 *
 * <p>{@code cancel} or {@code orTimeout} on the returned future gives the operation up: one that waits is dropped, a
 * transfer is aborted (ABOR), anything else ends with its reply. The session can be used again.
 *
 * <p>Paths are as the server understands them, in UTF-8 (RFC 2640). CR, LF and NUL in any argument raise {@link
 * IllegalArgumentException} before anything is sent.
 *
 * <p>Thread rule: any thread. On the loop's own thread an operation costs no hand-over, and begins when the handler that asks for it
 * has returned: nothing is sent, and no future completes, inside a call of this class.
 */
public final class FtpClient {

    private final Session session;
    private volatile DataMode dataMode = DataMode.PASSIVE;

    /** A client that is not connected yet. */
    public FtpClient(ClientLoop loop, ClientOptions options) {
        session = new Session(loop, options);
    }

    // ---- the session

    /** Connects to {@code server}, which must be resolved, and returns its greeting. Once per client. */
    public CompletableFuture<Reply> connect(InetSocketAddress server) {
        return session.submit(new Connect(session, server));
    }

    /** Logs in (USER, PASS) and returns the reply to the last command. */
    public CompletableFuture<Reply> login(String user, String password) {
        return exchange(List.of(command("USER", user), command("PASS", password)), reply -> {
            session.phase(Phase.LOGGED_IN);
            return reply;
        });
    }

    /** Says goodbye (QUIT) after what was asked for before, and closes the connection. */
    public CompletableFuture<Reply> quit() {
        return exchange(List.of("QUIT"), reply -> reply).whenComplete((reply, failure) -> close());
    }

    /** Gives up the operation that runs, as cancelling its future would. No effect when nothing runs. */
    public void abort() {
        session.shared().execute(session::abortRunning);
    }

    /** Closes the connection at once. What runs or waits fails. */
    public void close() {
        session.shared().execute(() -> session.close(new EOFException("the session was closed")));
    }

    /** Whether the connection has ended. */
    public boolean isClosed() {
        return session.closed().isDone();
    }

    /** Completes when the connection has ended, whoever ended it; never exceptionally. */
    public CompletableFuture<Void> closed() {
        return session.closed().copy();
    }

    /** Chooses who makes the data connections of the operations asked for from now on. PASSIVE at first. */
    public void dataMode(DataMode mode) {
        dataMode = mode;
    }

    // ---- files and directories

    /** The current directory (PWD). */
    public CompletableFuture<String> workingDirectory() {
        return exchange(List.of("PWD"), reply -> QuotedPath.parse(reply.text()));
    }

    /** Changes the current directory (CWD). */
    public CompletableFuture<Reply> changeDirectory(String path) {
        return send("CWD", path);
    }

    /** Changes to the parent directory (CDUP). */
    public CompletableFuture<Reply> changeToParent() {
        return exchange(List.of("CDUP"), reply -> reply);
    }

    /** Makes a directory (MKD). */
    public CompletableFuture<Reply> makeDirectory(String path) {
        return send("MKD", path);
    }

    /** Removes an empty directory (RMD). */
    public CompletableFuture<Reply> removeDirectory(String path) {
        return send("RMD", path);
    }

    /** Deletes a file (DELE). */
    public CompletableFuture<Reply> delete(String path) {
        return send("DELE", path);
    }

    /** Renames or moves (RNFR, RNTO). */
    public CompletableFuture<Reply> rename(String from, String to) {
        return exchange(List.of(command("RNFR", from), command("RNTO", to)), reply -> reply);
    }

    /** The size of a file in bytes as it would be transferred in binary (SIZE, RFC 3659 §4). */
    public CompletableFuture<Long> size(String path) {
        return session.submit(new Exchange<>(session, List.of(command("SIZE", path)), true, Answers::size));
    }

    /** When a file was last modified (MDTM, RFC 3659 §3). */
    public CompletableFuture<Instant> modified(String path) {
        return exchange(
                List.of(command("MDTM", path)),
                reply -> TimeVal.parse(reply.text().strip()));
    }

    /** Sets when a file was last modified (MFMT). */
    public CompletableFuture<Reply> setModified(String path, Instant time) {
        return send("MFMT", TimeVal.format(time.truncatedTo(ChronoUnit.SECONDS)) + ' ' + path);
    }

    /** What {@code path} is (MLST); it fails as unsupported on servers that do not know that. */
    public CompletableFuture<ListEntry> status(String path) {
        return exchange(List.of(command("MLST", path)), reply -> Answers.status(reply, path));
    }

    /**
     * The checksum of a file, in lower-case hexadecimal (HASH, or XMD5, XSHA1, XSHA256 on servers that only know those).
     *
     * @param algorithm such as {@code SHA-256}
     */
    public CompletableFuture<String> hash(String path, String algorithm) {
        return send("OPTS", "HASH " + algorithm)
                .handle((reply, failure) -> failure == null ? "HASH" : "X" + algorithm.replace("-", ""))
                .thenCompose(verb -> exchange(List.of(command(verb, path)), Answers::digest));
    }

    /** What the server can do beyond RFC 959 (FEAT): its lines, such as {@code REST STREAM}; empty if it can't tell. */
    public CompletableFuture<Set<String>> features() {
        return exchange(List.of("FEAT"), Answers::features)
                .exceptionallyCompose(failure -> isUnsupported(failure)
                        ? CompletableFuture.completedFuture(Set.of())
                        : CompletableFuture.failedFuture(failure));
    }

    /** The server's process id, where the server tells it ({@code SITE PID}). */
    public CompletableFuture<OptionalLong> processId() {
        return exchange(List.of("SITE PID"), Answers::processId)
                .exceptionallyCompose(failure -> Futures.cause(failure) instanceof ReplyException
                        ? CompletableFuture.completedFuture(OptionalLong.empty())
                        : CompletableFuture.failedFuture(failure));
    }

    /** Sends a command with one argument, of those whose answer is a reply on the control connection. */
    public CompletableFuture<Reply> send(String verb, String argument) {
        return exchange(List.of(command(verb, argument)), reply -> reply);
    }

    /** Sends a line as it is, for commands this class doesn't know. Not for those that need a data connection. */
    public CompletableFuture<Reply> quote(String line) {
        return exchange(List.of(checked(line)), reply -> reply);
    }

    /** Does nothing, but shows that the server is there (NOOP). */
    public CompletableFuture<Reply> noop() {
        return exchange(List.of("NOOP"), reply -> reply);
    }

    // ---- transfers

    /** Downloads {@code path} (RETR) to {@code sink}. */
    public CompletableFuture<TransferResult> retrieve(String path, Sink sink, TransferOptions options) {
        Flow flow = new Flow.Inflow(session.shared(), sink);
        return transfer(List.of(command("RETR", path)), options, flow, result -> result);
    }

    /** Uploads {@code source} to {@code path} (STOR), whose old content it replaces from the offset on. */
    public CompletableFuture<TransferResult> store(String path, Source source, TransferOptions options) {
        return transfer(List.of(command("STOR", path)), options, new Flow.Outflow(source), result -> result);
    }

    /** Uploads {@code source} to the end of {@code path} (APPE). */
    public CompletableFuture<TransferResult> append(String path, Source source, TransferOptions options) {
        return transfer(List.of(command("APPE", path)), options, new Flow.Outflow(source), result -> result);
    }

    /**
     * The content of a directory (MLSD, or LIST on servers that do not know that); the empty path is the current one. Names
     * are the server's and not to be trusted. Times are in UTC, or in the server's own zone if they come from LIST.
     */
    public CompletableFuture<List<ListEntry>> list(String path) {
        Listing listing = new Listing(session.shared().date());
        // A path that begins with a hyphen would be taken for options of ls.
        String listPath = path.startsWith("-") ? "./" + path : path;
        List<String> commands = List.of(command("MLSD", path), command("LIST", listPath));
        return listing(commands, listing::add, listing.entries());
    }

    /** The names in a directory (NLST), as the server writes them; the empty path is the current directory. */
    public CompletableFuture<List<String>> names(String path) {
        List<String> names = new ArrayList<>();
        Consumer<String> add = name -> {
            if (!name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
        };
        return listing(List.of(command("NLST", path)), add, names);
    }

    // ---- inside

    private <T> CompletableFuture<T> listing(List<String> commands, Consumer<String> line, T result) {
        Flow flow = new Flow.Inflow(session.shared(), new LineSink(line));
        // Lines of a listing end in CR LF whatever the type is; binary is the one that the files need anyway.
        TransferOptions options = TransferOptions.DEFAULT;
        return transfer(commands, options, flow, ended -> result);
    }

    private <T> CompletableFuture<T> transfer(
            List<String> commands, TransferOptions options, Flow flow, TransferOperation.Outcome<T> outcome) {
        return session.submit(new TransferOperation<>(session, commands, dataMode, options, flow, outcome));
    }

    private <T> CompletableFuture<T> exchange(List<String> commands, Exchange.Answer<T> answer) {
        return session.submit(new Exchange<>(session, commands, answer));
    }

    private static boolean isUnsupported(Throwable failure) {
        return Futures.cause(failure) instanceof ReplyException refused && refused.isUnsupported();
    }

    private static String command(String verb, String argument) {
        return checked(argument.isEmpty() ? verb : verb + ' ' + argument);
    }

    private static String checked(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\r' || c == '\n' || c == '\0') {
                throw new IllegalArgumentException(
                        "a line break or NUL in a command would forge another: " + LogText.escape(line));
            }
        }
        return line;
    }
}
