package dev.sluice.loop;

/** Closes a cycle with its namesake in the grammar. */
public record Intruder(dev.sluice.ftp.Intruder notBelow) {}
