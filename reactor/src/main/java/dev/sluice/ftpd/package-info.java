/**
 * The FTP server (RFC 959, 1123 §4.1, 2389, 2428, 2640, 3659) as state machines on one event loop.
 *
 * <p>{@link dev.sluice.ftpd.FtpServer} is what embedders see. Inside, read {@code FtpSession} (one client: lines in, replies out, one
 * command at a time), {@code CommandTable} (every verb, a line each) and {@code DataRendezvous} (where a data connection and a
 * transfer meet). The {@code …Commands} classes hold what the verbs do, by area.
 */
package dev.sluice.ftpd;
