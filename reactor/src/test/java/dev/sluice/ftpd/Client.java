package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An FTP client that does what a test says and nothing by itself. It shares no code with the server. */
final class Client implements AutoCloseable {

    private static final Pattern EXTENDED_PASSIVE = Pattern.compile(".*\\(\\|\\|\\|(\\d+)\\|\\).*");
    private static final Pattern PASSIVE = Pattern.compile(".*\\((\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\).*");

    private final Wire wire;
    private final Wire.Pace pace;
    private final ByteBuffer input = ByteBuffer.allocate(16 * 1024).limit(0);

    /** A reply as it came, without line ends. */
    record Answer(int code, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }

        /** Fails unless the code is {@code expected}. */
        Answer expect(int expected) {
            assertThat(code).as(text()).isEqualTo(expected);
            return this;
        }

        /** What follows the code in the first line. */
        String message() {
            return lines.get(0).substring(4);
        }
    }

    private Client(Wire wire, Wire.Pace pace) {
        this.wire = wire;
        this.pace = pace;
    }

    /** Connects from {@code from}; the greeting is not read yet. */
    static Client connect(InetAddress from, InetSocketAddress server, Wire.Pace pace) throws IOException {
        return new Client(Wire.connect(new InetSocketAddress(from, 0), server, pace), pace);
    }

    /** Reads the greeting and logs in as a guest. */
    Client login() throws IOException {
        return login("anonymous", "guest@");
    }

    /** Reads the greeting and logs in. */
    Client login(String user, String password) throws IOException {
        answer().expect(220);
        command("USER " + user).expect(331);
        command("PASS " + password).expect(230);
        return this;
    }

    /** Sends {@code line} and returns the reply to it. */
    Answer command(String line) throws IOException {
        send(line);
        return answer();
    }

    /** Sends lines in one packet. */
    void send(String... lines) throws IOException {
        write((String.join("\r\n", lines) + "\r\n").getBytes(UTF_8));
    }

    /** Sends bytes as they are. */
    void write(byte[] bytes) throws IOException {
        wire.write(bytes);
    }

    /** The next reply. */
    Answer answer() throws IOException {
        List<String> lines = new ArrayList<>(List.of(line()));
        String first = lines.get(0);
        assertThat(first).matches("(?s)[1-5]\\d\\d[ -].*");
        if (first.charAt(3) == '-') {
            String end = first.substring(0, 3) + " ";
            do {
                lines.add(line());
            } while (!lines.get(lines.size() - 1).startsWith(end));
        }
        return new Answer(Integer.parseInt(first.substring(0, 3)), lines);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = next(); b != '\n'; b = next()) {
            line.write(b);
        }
        String text = line.toString(UTF_8);
        assertThat(text).as("a line ends with CR LF").endsWith("\r");
        return text.substring(0, text.length() - 1);
    }

    private int next() throws IOException {
        if (!input.hasRemaining()) {
            int count = wire.read(input.clear());
            input.flip();
            if (count < 0) {
                throw new EOFException("the server has closed the control connection");
            }
        }
        return input.get() & 0xff;
    }

    /** Fails unless the server closes the control connection without another word. */
    void expectEnd() throws IOException {
        assertThat(new String(input.array(), input.position(), input.remaining(), UTF_8))
                .isEmpty();
        assertThat(new String(wire.readToEnd(), UTF_8)).isEmpty();
    }

    // ---- data connections ----

    /** A data connection by EPSV. */
    Wire passive() throws IOException {
        return connectData(extendedPassivePort());
    }

    /** The port that EPSV gives. */
    int extendedPassivePort() throws IOException {
        Answer answer = command("EPSV").expect(229);
        Matcher matcher = EXTENDED_PASSIVE.matcher(answer.text());
        assertThat(matcher.matches()).as(answer.text()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** The address that PASV gives. */
    InetSocketAddress passiveAddress() throws IOException {
        Answer answer = command("PASV").expect(227);
        Matcher matcher = PASSIVE.matcher(answer.text());
        assertThat(matcher.matches()).as(answer.text()).isTrue();
        byte[] host = new byte[4];
        for (int i = 0; i < 4; i++) {
            host[i] = (byte) Integer.parseInt(matcher.group(i + 1));
        }
        int port = Integer.parseInt(matcher.group(5)) * 256 + Integer.parseInt(matcher.group(6));
        return new InetSocketAddress(InetAddress.getByAddress(host), port);
    }

    /** Connects to {@code port} of the server, from our own address. */
    Wire connectData(int port) throws IOException {
        return connectData(wire.localAddress().getAddress(), port);
    }

    /** Connects to {@code port} of the server, from {@code from}. */
    Wire connectData(InetAddress from, int port) throws IOException {
        InetSocketAddress server = (InetSocketAddress) wire.channel().getRemoteAddress();
        return Wire.connect(new InetSocketAddress(from, 0), new InetSocketAddress(server.getAddress(), port), pace);
    }

    /** A listener for active data connections, on our own address; {@link #portCommand} tells the server of it. */
    ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open()
                .bind(new InetSocketAddress(wire.localAddress().getAddress(), 0));
    }

    /** The PORT command for {@code listener}. */
    static String portCommand(ServerSocketChannel listener) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        String host = address.getAddress().getHostAddress().replace('.', ',');
        return "PORT " + host + "," + address.getPort() / 256 + "," + address.getPort() % 256;
    }

    /** The server's connection to {@code listener}. */
    Wire accept(ServerSocketChannel listener) throws IOException {
        return Wire.of(listener.accept(), pace);
    }

    // ---- whole transfers, passive ----

    /** What {@code command} sends. */
    byte[] fetch(String command) throws IOException {
        try (Wire data = passive()) {
            command(command).expect(150);
            byte[] bytes = data.readToEnd();
            answer().expect(226);
            return bytes;
        }
    }

    /** What {@code command} sends, as text. */
    String fetchText(String command) throws IOException {
        return new String(fetch(command), UTF_8);
    }

    /** Sends {@code bytes} by {@code command} and returns the last reply. */
    Answer put(String command, byte[] bytes) throws IOException {
        try (Wire data = passive()) {
            command(command).expect(150);
            data.write(bytes);
            data.end();
            return answer();
        }
    }

    /** Sends {@code text} by {@code command} and returns the last reply. */
    Answer put(String command, String text) throws IOException {
        return put(command, text.getBytes(UTF_8));
    }

    /** Waits until the transfer under way has moved {@code count} bytes, by asking for its status. */
    void awaitBytes(long count) throws IOException {
        while (!command("STAT").expect(211).text().contains(": " + count + " bytes transferred")) {
            Thread.onSpinWait();
        }
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
