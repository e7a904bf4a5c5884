package dev.sluice.sim;

/**
 * How well the world means it, and so what its inhabitants may count on.
 *
 * @param network whether every byte arrives in time, and every connection is made
 * @param disk whether every call to the disk succeeds in the end
 * @param quickDisk whether no call to the disk takes longer than it should
 * @param pool whether there is always room for work, and it begins soon
 */
record Conditions(boolean network, boolean disk, boolean quickDisk, boolean pool) {

    /** Whether everything must go as the protocol says. */
    boolean areFine() {
        return network && disk && pool;
    }
}
