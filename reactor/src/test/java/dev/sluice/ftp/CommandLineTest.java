package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "NOOP,NOOP,",
                "noop,NOOP,",
                "'','',",
                "LIST ,LIST,",
                "RETR a,RETR,a",
                "retr A b ,RETR,A b ",
                "RETR  a,RETR, a",
                "RETR  ,RETR,' '",
                " RETR a,'',RETR a",
                "RETR\ta,RETR\tA,",
                "Site chmod 600 x,SITE,chmod 600 x"
            })
    void shouldSplitAtTheFirstSpace(String line, String verb, String argument) {
        assertThat(CommandLine.parse(line)).isEqualTo(new CommandLine(verb, argument == null ? "" : argument));
    }

    @Test
    void shouldTellAnArgumentFromNone() {
        assertThat(CommandLine.parse("LIST").hasArgument()).isFalse();
        assertThat(CommandLine.parse("LIST ").hasArgument()).isFalse();
        assertThat(CommandLine.parse("CWD  ").hasArgument()).isTrue();
    }

    @Test
    void shouldRaiseAsciiOnlyWhateverTheLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale.Builder().setLanguage("tr").build());
            assertThat(CommandLine.parse("site x").verb()).isEqualTo("SITE");
            assertThat(CommandLine.parse("aé{`ß x").verb()).isEqualTo("Aé{`ß");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void shouldPrintNoSecretsAndNoControlCharacters() {
        assertThat(CommandLine.parse("pass hunter2")).hasToString("PASS ****");
        assertThat(CommandLine.parse("ACCT 42")).hasToString("ACCT ****");
        assertThat(CommandLine.parse("PASS")).hasToString("PASS");
        assertThat(CommandLine.parse("RETR \u001b[2J")).hasToString("RETR \\x1B[2J");
        assertThat(CommandLine.parse("\u0007")).hasToString("(no command, 1 characters)");
        for (String slip :
                new String[] {" PASS hunter2", "PASS\thunter2", "P\0ASS hunter2", "PASShunter2 x", "hunter2hunter2"}) {
            assertThat(CommandLine.parse(slip).toString())
                    .startsWith("(no command")
                    .doesNotContain("hunter2");
        }
    }

    @Property
    void shouldLoseNothingButTheCaseOfTheVerb(@ForAll String line) {
        CommandLine command = CommandLine.parse(line);
        assertThat(command.verb()).doesNotContain(" ");
        String joined = command.verb() + (line.contains(" ") ? " " : "") + command.argument();
        assertThat(joined).isEqualToIgnoringCase(line);
        assertThat(line).endsWith(command.argument());
    }
}
