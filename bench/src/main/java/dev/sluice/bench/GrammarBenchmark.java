package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ftp.CommandLine;
import dev.sluice.ftp.Fact;
import dev.sluice.ftp.Facts;
import dev.sluice.ftp.LineDecoder;
import dev.sluice.ftp.Reply;
import dev.sluice.ftp.ReplyParser;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What every command costs before anything is done: nanoseconds per line, reply, entry or path. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GrammarBenchmark {

    private static final int REPLY_LIMIT = 4096;

    private final LineDecoder decoder = new LineDecoder(REPLY_LIMIT);
    private final ReplyParser parser = new ReplyParser(ReplyParser.Limits.DEFAULT);
    private final ByteBuffer command = ByteBuffer.wrap("RETR pub/film.mkv\r\n".getBytes(UTF_8));
    private final ByteBuffer answer =
            ByteBuffer.wrap("229 Entering Extended Passive Mode (|||50123|)\r\n".getBytes(UTF_8));
    private final Reply reply = Reply.of(226, "Transfer complete");
    private final StringBuilder out = new StringBuilder();
    private final Instant modified = Instant.parse("2024-02-29T12:34:56Z");
    private final RootedPath directory = resolved(RootedPath.ROOT, "/pub/films");

    /** A command from bytes to its verb and argument. */
    @Benchmark
    public CommandLine decodeCommand() {
        return CommandLine.parse(decoder.next(command.rewind()).text());
    }

    /** A reply from bytes, as clients read them. */
    @Benchmark
    public Reply parseReply() throws IOException {
        return parser.next(answer.rewind());
    }

    /** A reply to bytes. */
    @Benchmark
    public byte[] encodeReply() {
        return reply.encode();
    }

    /** A line of MLSD. */
    @Benchmark
    public int formatFacts() {
        out.setLength(0);
        Facts.append(out, Fact.TYPE, "file");
        Facts.append(out, Fact.SIZE, 1_234_567);
        Facts.append(out, Fact.MODIFY, modified);
        Facts.append(out, Fact.PERM, "adfrw");
        Facts.append(out, Fact.UNIQUE, "801g4af3");
        Facts.append(out, Fact.UNIX_MODE, "0644");
        Facts.appendName(out, "film.mkv");
        return out.length();
    }

    /** A client's path to a path in the tree. */
    @Benchmark
    public RootedPath resolvePath() {
        return resolved(directory, "../music/./album/track 01.flac");
    }

    private static RootedPath resolved(RootedPath from, String path) {
        try {
            return from.resolve(path);
        } catch (StorageException e) {
            throw new IllegalStateException("a fine path was refused", e);
        }
    }
}
