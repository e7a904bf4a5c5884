package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Sluice;
import dev.sluice.account.Rights;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, which can be killed and can run out of what this process has plenty of. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final InetSocketAddress address;

    private ServerProcess(Process process, BufferedReader output, int port) {
        this.process = process;
        this.output = output;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Serves {@code root}, which guests may write to. */
    static ServerProcess start(Path root) throws IOException {
        return start(System.getProperty("java.class.path"), List.of(), root);
    }

    /** The same with classes from {@code classPath}, in a process that may have {@code most} files and sockets open. */
    static ServerProcess withDescriptors(int most, String classPath, Path root) throws IOException {
        return start(classPath, List.of("/bin/sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"), root);
    }

    private static ServerProcess start(String classPath, List<String> prefix, Path root) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-cp", classPath, ServerProcess.class.getName(), root.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(UTF_8);
        String port = output.readLine();
        assertThat(port).as("the port").matches("\\d+");
        return new ServerProcess(process, output, Integer.parseInt(port));
    }

    /**
     * The child: serves the folder given until its input ends, which it does with the parent at the latest. Answers each byte of input
     * with the number of turns that the loop has made.
     */
    public static void main(String[] args) throws IOException {
        try (Sluice server =
                Sluice.builder(Path.of(args[0])).anonymous(Rights.WRITE).start()) {
            System.out.println(server.ftpAddress().getPort());
            while (System.in.read() >= 0) {
                System.out.println(server.loopStats().join().turns());
            }
        }
    }

    /** A client that has not read the greeting yet. */
    Client client() throws IOException {
        return Client.connect(address.getAddress(), address, Wire::waitForReadiness);
    }

    /** A client that is logged in as a guest, in TYPE I. */
    Client login() throws IOException {
        Client client = client().login();
        client.command("TYPE I").expect(200);
        return client;
    }

    /** How often the server's loop has turned. */
    long turns() throws IOException {
        process.getOutputStream().write('?');
        process.getOutputStream().flush();
        return Long.parseLong(output.readLine());
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Lets it end by itself, which must go well. */
    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.getOutputStream().close();
            assertThat(process.onExit().join().exitValue()).as("exit code").isZero();
        }
    }
}
