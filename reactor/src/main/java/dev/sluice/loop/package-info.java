/**
 * The reactor: one thread, one selector, and what runs on them.
 *
 * <p>Imports the JDK only; every other package stands on this one.
 */
package dev.sluice.loop;
