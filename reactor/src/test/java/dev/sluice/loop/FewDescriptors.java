package dev.sluice.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A process of its own that may have few descriptors, and takes them all when it likes. */
public final class FewDescriptors {

    private static final String SUCCESS = "all as expected";

    private final Deque<FileInputStream> hoard = new ArrayDeque<>();

    /** What such a process does. */
    @FunctionalInterface
    public interface Script {
        void run(FewDescriptors descriptors) throws IOException;
    }

    private FewDescriptors() {}

    /** Runs {@code program}, which has a main method that calls {@link #play}, in a process of its own. */
    public static void run(Class<?> program) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell to lower the limit");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 100 && exec \"$@\"",
                        "sh",
                        java,
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(new String(child.getInputStream().readAllBytes(), UTF_8)).endsWith(SUCCESS);
            assertThat(child.waitFor()).isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    /** Runs {@code script} to its end, and says that it went well. */
    public static void play(Script script) throws IOException {
        script.run(new FewDescriptors());
        System.out.print(SUCCESS);
    }

    /** Opens files until there is no descriptor left. */
    public void takeAll() {
        try {
            while (true) {
                hoard.push(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            check(hoard.size() > 10, "it was this process that took the descriptors");
        }
    }

    /** Closes one of those files. */
    public void giveBackOne() throws IOException {
        hoard.pop().close();
    }

    /** Ends the process unless {@code expectation} holds. */
    public static void check(boolean holds, String expectation) {
        if (!holds) {
            System.out.println("not so: " + expectation);
            System.exit(1);
        }
    }
}
