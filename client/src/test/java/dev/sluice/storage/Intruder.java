package dev.sluice.storage;

/** Breaks the rule that the storage knows nothing of the loop. */
public record Intruder(dev.sluice.loop.Intruder notTheJdk) {}
