/**
 * The FTP service: sessions and their states, the table of commands, data connections, passive ports. Stands on
 * {@code dev.sluice.server}, which hosts it, and on what is below; knows no other service. Start reading at
 * {@link dev.sluice.ftpd.FtpSession} and {@link dev.sluice.ftpd.CommandTable}.
 */
package dev.sluice.ftpd;
