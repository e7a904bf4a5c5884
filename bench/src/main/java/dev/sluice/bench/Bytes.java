package dev.sluice.bench;

import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Secondary results of the transfer benchmarks: the byte rate, and what a gigabyte costs. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Bytes {

    /** Bytes of file content that were moved; JMH makes a rate of it. */
    public long bytes;

    @Setup(Level.Iteration)
    public void reset() {
        bytes = 0;
    }

    /** What a gigabyte costs; a ratio, and therefore not divided by time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cost {

        private static final double NANOS_PER_SECOND = 1e9;
        private static final double BYTES_PER_GIGABYTE = 1e9;

        private long moved;
        private long cpuBefore;

        @Setup(Level.Iteration)
        public void reset() {
            moved = 0;
            cpuBefore = cpuNanos();
        }

        void add(long bytes) {
            moved += bytes;
        }

        /** CPU seconds of server, client and JVM for each 10<sup>9</sup> bytes. */
        public double cpuSecondsPerGB() {
            return (cpuNanos() - cpuBefore) / NANOS_PER_SECOND / (Math.max(1, moved) / BYTES_PER_GIGABYTE);
        }

        private static long cpuNanos() {
            return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }
}
