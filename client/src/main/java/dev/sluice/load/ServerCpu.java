package dev.sluice.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** CPU time of a server on the same machine, whatever it is made of: a process and all that descend from it. Linux only. */
public final class ServerCpu {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final int USER_TICKS = 11; // fields of /proc/PID/stat behind the name
    private static final int CPU_FIELDS = 4; // user and system time, its own and that of children it has waited for

    private ServerCpu() {}

    /** Seconds used so far; nothing when there is no such process, or no /proc to ask. */
    public static OptionalDouble seconds(long pid) {
        Optional<ProcessHandle> server = ProcessHandle.of(pid);
        if (server.isEmpty() || !Files.isReadable(stat(pid))) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Stream.concat(server.stream(), server.get().descendants())
                .mapToDouble(process -> ticks(process.pid()) / TICKS_PER_SECOND)
                .sum());
    }

    private static Path stat(long pid) {
        return Path.of("/proc", Long.toString(pid), "stat");
    }

    private static double ticks(long pid) {
        try {
            String stat = Files.readString(stat(pid));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double ticks = 0;
            for (int i = 0; i < CPU_FIELDS; i++) {
                ticks += Long.parseLong(fields[USER_TICKS + i]);
            }
            return ticks;
        } catch (IOException e) {
            return 0; // it has ended meanwhile; its parent has its time
        }
    }
}
