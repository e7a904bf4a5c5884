package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How large a call should be: 16 MiB through a loopback socket, in calls of {@code chunk} bytes. Why the budgets are what they are. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ChunkBenchmark {

    private static final int TOTAL = 16 << 20;

    /** Bytes per call. */
    @Param({"16384", "65536", "262144", "1048576", "4194304", "16777216"})
    public int chunk;

    private Path path;
    private FileChannel file;
    private ServerSocketChannel listener;
    private SocketChannel near;
    private SocketChannel far;
    private ByteBuffer buffer;
    private Thread peer;

    @Setup(Level.Trial)
    public void open() throws IOException {
        path = Files.createTempFile("sluice-chunk", "");
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(TOTAL), 0);
        buffer = ByteBuffer.allocateDirect(chunk);
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void connect(boolean peerReads) throws IOException {
        near = SocketChannel.open(listener.getLocalAddress());
        far = listener.accept();
        peer = new Thread(() -> exchange(peerReads), "chunk-peer");
        peer.setDaemon(true);
        peer.start();
    }

    private void exchange(boolean reads) {
        ByteBuffer other = ByteBuffer.allocateDirect(1 << 20);
        try {
            while (true) {
                other.clear();
                if ((reads ? far.read(other) : far.write(other)) < 0) {
                    return;
                }
            }
        } catch (ClosedChannelException e) {
            // the trial is over
        } catch (IOException e) {
            if (near.isOpen()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A download: {@code transferTo} in calls of this size. */
    @Benchmark
    public void transferTo() throws IOException {
        if (near == null) {
            connect(true);
        }
        for (long sent = 0; sent < TOTAL; ) {
            sent += file.transferTo(sent, Math.min(chunk, TOTAL - sent), near);
        }
    }

    /** An upload: reads into a buffer of this size, and writes to the file. */
    @Benchmark
    public void readAndWrite() throws IOException {
        if (near == null) {
            connect(false);
        }
        for (long moved = 0; moved < TOTAL; ) {
            buffer.clear().limit((int) Math.min(chunk, TOTAL - moved));
            near.read(buffer);
            buffer.flip();
            moved += file.write(buffer, moved);
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException, InterruptedException {
        if (near != null) {
            near.close();
            far.close();
            peer.join();
        }
        listener.close();
        file.close();
        Files.delete(path);
    }
}
