package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that says what a test wants it to say, on a thread of its own. */
final class FakeServer implements AutoCloseable {

    /** What the server does with one connection; what it throws ends that connection. */
    interface Script {
        void run(Talk talk) throws IOException;
    }

    private final ServerSocket listener;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private FakeServer(Script script) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> accept(script), "fake server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Plays {@code script} for each connection, one after another. */
    static FakeServer playing(Script script) throws IOException {
        return new FakeServer(script);
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                script.run(new Talk(socket));
            } catch (IOException e) {
                // The client hung up, or the test is over: for the test to judge by what the client says.
            } catch (AssertionError e) {
                failures.add(e);
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** What the script found wrong with the client. */
    List<Throwable> failures() {
        return failures;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One control connection, seen from the server. */
    static final class Talk {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            out = socket.getOutputStream();
        }

        /** Sends lines, each ended by CR LF. */
        Talk say(String... lines) throws IOException {
            out.write((String.join("\r\n", lines) + "\r\n").getBytes(UTF_8));
            return this;
        }

        /** Sends bytes as they are. */
        void raw(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        /** Reads a command, which must begin with {@code expected}, and returns it. */
        String hear(String expected) throws IOException {
            String line = in.readLine();
            if (line == null || !line.startsWith(expected)) {
                throw new AssertionError("expected " + expected + ", but heard " + line);
            }
            return line;
        }

        /** Greets and lets anybody in. */
        Talk welcome() throws IOException {
            say("220 fake");
            hear("USER");
            say("331 password");
            hear("PASS");
            return say("230 in");
        }

        /** Answers TYPE and EPSV, and returns the data connection's listener. */
        ServerSocket passive() throws IOException {
            hear("TYPE I");
            say("200 binary");
            hear("EPSV");
            return passiveReply();
        }

        ServerSocket passiveReply() throws IOException {
            ServerSocket data = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            say("229 here (|||" + data.getLocalPort() + "|)");
            return data;
        }

        /** Serves one transfer of {@code content} to the client. */
        void send(String command, String content) throws IOException {
            try (ServerSocket data = passive()) {
                hear(command);
                say("150 here it comes");
                try (Socket to = data.accept()) {
                    to.getOutputStream().write(content.getBytes(UTF_8));
                }
                say("226 done");
            }
        }

        void hangUp() throws IOException {
            socket.close();
        }

        /** Waits until the client hangs up. */
        void waitForEnd() throws IOException {
            String line = in.readLine();
            while (line != null) {
                line = in.readLine();
            }
        }
    }
}
