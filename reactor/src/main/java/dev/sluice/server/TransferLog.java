package dev.sluice.server;

import dev.sluice.ftp.LogText;
import dev.sluice.transfer.TransferOutcome;
import dev.sluice.transfer.TransferSubject;
import dev.sluice.transfer.TransferSubject.Direction;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each transfer, to the logger {@code dev.sluice.transfer}; and for transfers of files one line in the standard xferlog
 * format of wu-ftpd, which statistics programs read, to the logger {@code dev.sluice.xferlog}. Where the lines go is the logging
 * configuration's business; on a busy server it should be an appender that does not block. Any thread.
 */
public final class TransferLog {

    private static final Logger log = LoggerFactory.getLogger("dev.sluice.transfer");
    private static final Logger xferlog = LoggerFactory.getLogger("dev.sluice.xferlog");
    private static final DateTimeFormatter XFERLOG_TIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    private static final long SHORTEST_NANOS = 1_000_000;

    private final Clock clock;

    TransferLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * Writes what became of a transfer.
     *
     * @param client who began it
     * @param service what was spoken, {@code ftp} for example
     */
    public void ended(Client client, String service, TransferSubject subject, TransferOutcome outcome) {
        if (log.isInfoEnabled()) {
            log.info(
                    "{} {} {} {} bytes {} s {} {}",
                    client.who(),
                    subject.verb(),
                    LogText.escape(subject.path().toString()),
                    outcome.bytes(),
                    decimal(outcome.nanos() / 1e9, 3),
                    rate(outcome),
                    outcome.kind());
        }
        if (subject.direction() != Direction.LISTING && xferlog.isInfoEnabled()) {
            xferlog.info(xferlogLine(client, service, subject, outcome));
        }
    }

    /** A rate needs a time that can be measured. */
    private static String rate(TransferOutcome outcome) {
        return outcome.nanos() < SHORTEST_NANOS
                ? "- MB/s"
                : decimal(outcome.bytes() * 1e3 / outcome.nanos(), 1) + " MB/s";
    }

    /** {@code value} with so many decimals; a tenth of the time of {@code String.format}, and this runs at every transfer. */
    private static String decimal(double value, int decimals) {
        return BigDecimal.valueOf(Math.round(value * Math.pow(10, decimals)), decimals)
                .toPlainString();
    }

    /**
     * {@code current-time transfer-seconds remote-host bytes file type special direction access-mode user service auth-method
     * auth-id completion}, as in xferlog(5). Spaces in a name become {@code _}, since they separate the fields.
     */
    private String xferlogLine(Client client, String service, TransferSubject subject, TransferOutcome outcome) {
        return String.join(
                " ",
                XFERLOG_TIME.format(clock.instant().atZone(ZoneId.systemDefault())),
                Long.toString(Math.max(1, Math.round(outcome.nanos() / 1e9))),
                client.address().getHostAddress(),
                Long.toString(outcome.bytes()),
                field(subject.path().toString()),
                subject.ascii() ? "a" : "b",
                "_",
                subject.isUpload() ? "i" : "o",
                client.isGuest() ? "a" : "r",
                client.account().map(account -> field(account.name())).orElse("?"),
                service,
                "0",
                "*",
                outcome.isComplete() ? "c" : "i");
    }

    private static String field(String text) {
        return LogText.escape(text).replace(' ', '_');
    }
}
