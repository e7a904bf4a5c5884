package dev.sluice.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sluice.Sluice;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.slf4j.LoggerFactory;

/**
 * The servers that the client must get along with. The programs are looked for in the folder that the environment variable
 * {@code SLUICE_PEERS} names (the root of unpacked Debian packages, see {@code peers.sh}), then where Debian installs them.
 */
enum Peer {
    /** Ours. */
    SLUICE {
        @Override
        Running start(Path root, Path work) throws IOException {
            Sluice server =
                    Sluice.builder(root).ftp(loopback(0)).user(USER, PASSWORD).start();
            return new Running(server.ftpAddress(), server::close);
        }

        @Override
        boolean isInstalled() {
            return true;
        }
    },

    /** In this JVM. */
    APACHE_FTPSERVER {
        @Override
        Running start(Path root, Path work) throws IOException {
            silence();
            ListenerFactory listener = new ListenerFactory();
            listener.setPort(0);
            listener.setServerAddress("127.0.0.1");
            FtpServerFactory factory = new FtpServerFactory();
            factory.addListener("default", listener.createListener());
            BaseUser user = new BaseUser();
            user.setName(USER);
            user.setPassword(PASSWORD);
            user.setHomeDirectory(root.toString());
            user.setAuthorities(List.of(new WritePermission()));
            try {
                factory.getUserManager().save(user);
                org.apache.ftpserver.FtpServer server = factory.createServer();
                server.start();
                return new Running(loopback(factory.getListener("default").getPort()), server::stop);
            } catch (FtpException e) {
                throw new IOException(e);
            }
        }

        @Override
        boolean isInstalled() {
            return true;
        }
    },

    VSFTPD("usr/sbin/vsftpd") {
        @Override
        Running start(Path root, Path work) throws IOException {
            int port = freePort();
            Path empty = Files.createDirectory(work.resolve("empty"));
            Path config = Files.write(
                    work.resolve("vsftpd.conf"),
                    List.of(
                            "listen=YES",
                            "listen_address=127.0.0.1",
                            "listen_port=" + port,
                            "background=NO",
                            "run_as_launching_user=YES",
                            "anonymous_enable=YES",
                            "ftp_username=nobody",
                            "no_anon_password=YES",
                            "anon_root=" + root,
                            "anon_upload_enable=YES",
                            "anon_mkdir_write_enable=YES",
                            "anon_other_write_enable=YES",
                            "anon_world_readable_only=NO",
                            "anon_umask=022",
                            "write_enable=YES",
                            "force_dot_files=YES",
                            "allow_writeable_chroot=YES",
                            "secure_chroot_dir=" + empty,
                            "seccomp_sandbox=NO",
                            "xferlog_enable=NO"));
            // vsftpd serves virtual users by way of PAM only, so it is asked as anonymous.
            return process(port, work, List.of(program(), config.toString()), Map.of())
                    .as("anonymous", "me@");
        }
    },

    PROFTPD("usr/sbin/proftpd") {
        @Override
        Running start(Path root, Path work) throws IOException {
            int port = freePort();
            Path config = Files.write(
                    work.resolve("proftpd.conf"),
                    List.of(
                            "ServerName peer",
                            "ServerType standalone",
                            "UseIPv6 off",
                            "DefaultAddress 127.0.0.1",
                            "SocketBindTight on",
                            "Port " + port,
                            "PidFile " + work.resolve("pid"),
                            "ScoreboardFile " + work.resolve("scoreboard"),
                            "DelayTable none",
                            "SystemLog " + work.resolve("log"),
                            "WtmpLog off",
                            "TransferLog none",
                            "RequireValidShell off",
                            "AuthOrder mod_auth_unix.c",
                            "<IfModule mod_delay.c>",
                            "DelayEngine off",
                            "</IfModule>",
                            "<Anonymous " + root + ">",
                            "User nobody",
                            "Group nogroup",
                            "UserAlias anonymous nobody",
                            "AllowOverwrite on",
                            "AllowStoreRestart on",
                            "<Limit ALL>",
                            "AllowAll",
                            "</Limit>",
                            "</Anonymous>"));
            openToAll(root);
            return process(port, work, List.of(program(), "-n", "-c", config.toString()), Map.of())
                    .as("anonymous", "me@");
        }
    },

    PURE_FTPD("usr/sbin/pure-ftpd") {
        @Override
        Running start(Path root, Path work) throws IOException {
            int port = freePort();
            Path users = work.resolve("users");
            Path database = work.resolve("users.pdb");
            String makeUser = find("usr/bin/pure-pw").orElseThrow().toString();
            List<String> add = List.of(
                    makeUser,
                    "useradd",
                    USER,
                    "-f",
                    users.toString(),
                    "-F",
                    database.toString(),
                    "-u",
                    "65534",
                    "-g",
                    "65534",
                    "-d",
                    root.toString(),
                    "-m");
            Process adding = new ProcessBuilder(add)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream answers = adding.getOutputStream()) {
                answers.write((PASSWORD + "\n" + PASSWORD + "\n").getBytes(UTF_8));
            }
            adding.onExit().join();
            openToAll(root);
            return process(
                    port,
                    work,
                    List.of(
                            program(),
                            "-S",
                            "127.0.0.1," + port,
                            "-l",
                            "puredb:" + database,
                            "-u",
                            "1",
                            "-E",
                            "-H",
                            "-g",
                            work.resolve("pid").toString()),
                    Map.of());
        }
    },

    PYFTPDLIB("usr/lib/python3/dist-packages/pyftpdlib/__main__.py") {
        @Override
        Running start(Path root, Path work) throws IOException {
            int port = freePort();
            List<String> command = List.of(
                    "/usr/bin/python3",
                    "-m",
                    "pyftpdlib",
                    "-i",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(port),
                    "-d",
                    root.toString(),
                    "-w",
                    "-u",
                    USER,
                    "-P",
                    PASSWORD);
            String packages = Path.of(program()).getParent().getParent().toString();
            return process(port, work, command, Map.of("PYTHONPATH", packages));
        }
    };

    static final String USER = "ann";
    static final String PASSWORD = "secret";

    private static final int START_SECONDS = 20;
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;

    private final String file;

    Peer() {
        this("");
    }

    Peer(String file) {
        this.file = file;
    }

    /** Starts the server over {@code root} with its own files in {@code work}. */
    abstract Running start(Path root, Path work) throws IOException;

    boolean isInstalled() {
        return find(file).isPresent();
    }

    String program() {
        return find(file).orElseThrow().toString();
    }

    /** A server that runs. */
    record Running(Credentials credentials, Runnable stop) implements AutoCloseable {
        Running(InetSocketAddress address, Runnable stop) {
            this(new Credentials(address, USER, PASSWORD), stop);
        }

        Running as(String user, String password) {
            return new Running(new Credentials(credentials.server(), user, password), stop);
        }

        @Override
        public void close() {
            stop.run();
        }
    }

    static Optional<Path> find(String file) {
        return Optional.ofNullable(System.getenv("SLUICE_PEERS"))
                .map(root -> Path.of(root).resolve(file))
                .filter(Files::exists)
                .or(() -> Optional.of(Path.of("/").resolve(file)).filter(Files::exists));
    }

    private static Running process(int port, Path work, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("output").toFile());
        builder.environment().putAll(environment);
        Optional.ofNullable(System.getenv("SLUICE_PEERS"))
                .ifPresent(root -> builder.environment().put("LD_LIBRARY_PATH", libraries(root)));
        Process process = builder.start();
        Runnable stop = () -> {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
            process.onExit().join();
        };
        try {
            awaitPort(port, process, work);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return new Running(loopback(port), stop);
    }

    private static String libraries(String root) {
        Path usr = Path.of(root).resolve("usr/lib/x86_64-linux-gnu");
        return usr + File.pathSeparator + Path.of(root).resolve("lib/x86_64-linux-gnu");
    }

    /** There is no other sign that a server listens than that it does. */
    private static void awaitPort(int port, Process process, Path work) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket probe = new Socket()) {
                probe.connect(loopback(port), 100);
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new IOException("the server does not listen: " + Files.readString(work.resolve("output")));
    }

    private static void openToAll(Path root) throws IOException {
        for (Path path = root; path.startsWith(System.getProperty("java.io.tmpdir")); path = path.getParent()) {
            if (path.equals(Path.of(System.getProperty("java.io.tmpdir")))) {
                break;
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    /** It warns of things that are no news to anybody here, such as connections that we reset on purpose. */
    private static void silence() {
        for (String name : List.of("org.apache.ftpserver", "org.apache.mina")) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF);
        }
    }

    /** A port for a server that can't choose one itself, from below those that the system gives to connections. */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                Thread.onSpinWait(); // somebody has it: the next
            }
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
