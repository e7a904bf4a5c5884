package dev.sluice.ftp;

import java.nio.channels.SelectionKey;
import org.slf4j.Logger;

/** Breaks every rule of the architecture, so that a test can see each one broken. */
public record Intruder(dev.sluice.loop.Intruder notBelow, SelectionKey notMine, Logger notTheJdk) {

    boolean hasPattern(String notInALoop) {
        return notInALoop.matches("(-a )*");
    }
}
