/**
 * JMH benchmarks, the thread-per-client server that they compare the reactor with, and the pictures of their results. {@link
 * dev.sluice.bench.Benchmarks} runs them all.
 */
package dev.sluice.bench;
