package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page that tells what we speak, against the table that decides it. */
@Timeout(60)
final class ProtocolPageTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([^`]+)` \\| (anybody|users|[A-Z]+(?: or [A-Z]+)?) \\|");

    @Test
    void shouldHaveARowForEachCommandWithItsSyntaxAndAccess() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "protocol.md"));

        List<String> described =
                ROW.matcher(page).results().map(ProtocolPageTest::row).toList();

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(new CommandTable()
                        .all().stream()
                                .map(command -> command.syntax() + " " + command.access())
                                .toList());
    }

    /** A row without the backslashes that keep {@code |} from ending a cell. */
    private static String row(MatchResult row) {
        return row.group(1).replace("\\|", "|") + " " + row.group(2);
    }
}
