package dev.sluice.bench;

import dev.sluice.ftp.HostPort;
import dev.sluice.ftp.NvtAscii;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One client of the {@link ThreadPerClientServer}, on its own thread: reads a command, does it, answers, reads the next. */
final class BlockingSession {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path root;
    private final SocketChannel control;
    private final Writer out;
    private Optional<ServerSocketChannel> passive = Optional.empty();
    private Optional<Buffers> buffers = Optional.empty();
    private boolean ascii = true;

    /** Made for the first transfer that needs them, and kept: to clear new ones costs more than a small file. */
    private record Buffers(ByteBuffer large, ByteBuffer small) {}

    BlockingSession(Path root, SocketChannel control, Writer out) {
        this.root = root;
        this.control = control;
        this.out = out;
    }

    /** Serves until the client says goodbye or hangs up. */
    void run(BufferedReader in) throws IOException {
        try {
            reply("220 Ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 2);
                execute(words[0], words.length > 1 ? words[1] : "");
                if (words[0].equals("QUIT")) {
                    return;
                }
            }
        } finally {
            closePassive();
        }
    }

    private void execute(String verb, String argument) throws IOException {
        switch (verb) {
            case "USER" -> reply("331 Password, please");
            case "PASS" -> reply("230 Welcome");
            case "TYPE" -> {
                ascii = argument.equals("A");
                reply("200 Type set");
            }
            case "EPSV" -> reply("229 " + HostPort.formatExtendedPassive(listen().getPort()));
            case "PASV" -> reply("227 " + HostPort.formatPassive(listen()));
            case "SIZE" -> reply("213 " + Files.size(file(argument)));
            case "RETR" -> transfer(file(argument), false);
            case "STOR" -> transfer(file(argument), true);
            case "DELE" -> {
                Files.deleteIfExists(file(argument));
                reply("250 Deleted");
            }
            case "NOOP" -> reply("200 Fine");
            case "QUIT" -> reply("221 Goodbye");
            default -> reply("502 Not in a benchmark");
        }
    }

    private Path file(String name) {
        return root.resolve(Path.of(name).getFileName());
    }

    /** Binds once and for the whole session: a port for each transfer would soon be lost among connections in TIME_WAIT. */
    private InetSocketAddress listen() throws IOException {
        if (passive.isEmpty()) {
            InetSocketAddress local = (InetSocketAddress) control.getLocalAddress();
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(local.getAddress(), 0), 1);
            passive = Optional.of(listener);
        }
        return (InetSocketAddress) passive.get().getLocalAddress();
    }

    private Buffers buffers() {
        if (buffers.isEmpty()) {
            buffers = Optional.of(
                    new Buffers(ByteBuffer.allocateDirect(2 * BUFFER_BYTES), ByteBuffer.allocateDirect(BUFFER_BYTES)));
        }
        return buffers.get();
    }

    private void closePassive() throws IOException {
        if (passive.isPresent()) {
            passive.get().close();
        }
    }

    private void transfer(Path path, boolean upload) throws IOException {
        if (passive.isEmpty()) {
            reply("425 Say EPSV or PASV first");
            return;
        }
        if (!upload && !Files.isRegularFile(path)) {
            reply("550 No such file");
            return;
        }
        try (SocketChannel data = passive.get().accept()) {
            reply("150 Here it comes");
            if (upload) {
                receive(data, path);
            } else if (ascii) {
                sendText(data, path);
            } else {
                send(data, path);
            }
        }
        reply("226 Done");
    }

    private static void send(SocketChannel data, Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = file.size();
            for (long sent = 0; sent < size; ) {
                sent += file.transferTo(sent, size - sent, data);
            }
        }
    }

    private void sendText(SocketChannel data, Path path) throws IOException {
        NvtAscii.Encoder encoder = new NvtAscii.Encoder();
        ByteBuffer raw = buffers().small();
        ByteBuffer wire = buffers().large();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            while (file.read(raw.clear()) >= 0) {
                encoder.encode(raw.flip(), wire.clear());
                drain(wire.flip(), data);
            }
        }
    }

    private void receive(SocketChannel data, Path path) throws IOException {
        Path part = path.resolveSibling(path.getFileName() + ".part");
        NvtAscii.Decoder decoder = new NvtAscii.Decoder();
        ByteBuffer wire = buffers().small();
        ByteBuffer raw = buffers().large();
        try (FileChannel file = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (data.read(wire.clear()) >= 0) {
                wire.flip();
                if (ascii) {
                    decoder.decode(wire, raw.clear());
                    drain(raw.flip(), file);
                } else {
                    drain(wire, file);
                }
            }
        }
        Files.move(part, path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static void drain(ByteBuffer from, java.nio.channels.WritableByteChannel to) throws IOException {
        while (from.hasRemaining()) {
            to.write(from);
        }
    }

    private void reply(String line) throws IOException {
        out.write(line);
        out.write("\r\n");
        out.flush();
    }
}
