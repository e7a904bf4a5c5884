package dev.sluice.sim;

/** Somebody who uses the server. */
interface Inhabitant {

    /** Whether he has done all that he wanted. */
    boolean isDone();
}
