/**
 * Storage on a disk, by {@code java.nio.file}: the machine's own, or any other provider.
 *
 * <p>{@link dev.sluice.storage.disk.DiskStorage} is the door. It goes by handles from directory to directory, so that no
 * rename leads it out of its root, and an upload is a part file that becomes the file by one rename. Nothing here starts a
 * thread.
 */
package dev.sluice.storage.disk;
