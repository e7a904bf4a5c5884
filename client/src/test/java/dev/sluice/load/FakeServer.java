package dev.sluice.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.client.Credentials;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server of a few lines that answers as well or as badly as a test wants: a thread for each connection, a script for them all. */
final class FakeServer implements AutoCloseable {

    /** What the server answers to a command: reply lines without their ends, none to say nothing, {@link #HANG_UP} to close. */
    interface Script {
        /** May block, as a server that stalls. */
        String answer(String verb, String line) throws InterruptedException;

        /** What a download is made of. */
        default byte[] content() {
            return new byte[0];
        }
    }

    static final String HANG_UP = "hang up";
    static final String SILENCE = "silence";
    static final String DATA = "data";

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    FakeServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    Credentials credentials() {
        return new Credentials(
                new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), "ann", "secret");
    }

    /** The answers of a server in order, but for downloads. */
    static String politely(String verb) {
        return switch (verb) {
            case "USER" -> "331 who?";
            case "PASS" -> "230 welcome";
            case "QUIT" -> "221 bye";
            case "RETR" -> DATA;
            default -> "200 fine";
        };
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                start(() -> converse(socket));
            }
        } catch (IOException e) {
            // closed at the end of the test
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void converse(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            OutputStream out = socket.getOutputStream();
            say(out, "220 ready");
            ServerSocket data = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split(" ", 2)[0];
                String answer = script.answer(verb, line);
                if (answer.equals(HANG_UP)) {
                    return;
                }
                if (verb.equals("EPSV") || verb.equals("PASV")) {
                    data = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    answer = answer.replace("PORT", Integer.toString(data.getLocalPort()))
                            .replace("HI,LO", data.getLocalPort() / 256 + "," + data.getLocalPort() % 256);
                }
                if (answer.equals(DATA)) {
                    send(data, out);
                } else if (!answer.equals(SILENCE)) {
                    say(out, answer);
                }
            }
        } catch (IOException | InterruptedException e) {
            // the client has gone, or the test is over
        } finally {
            sockets.remove(socket);
        }
    }

    private void send(ServerSocket listening, OutputStream out) throws IOException {
        try (listening;
                Socket socket = listening.accept()) {
            say(out, "150 here it comes");
            socket.getOutputStream().write(script.content());
        }
        say(out, "226 done");
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
