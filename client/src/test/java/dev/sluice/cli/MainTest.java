package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void shouldBuildOnlyTheSubcommandThatIsCalled() {
        assertThat(Main.commandLine("ls", "ftp://localhost/").getSubcommands()).containsOnlyKeys("ls");
    }

    @Test
    void shouldKnowAllSubcommandsWhereNoneIsCalled() {
        assertThat(Main.commandLine("--help").getSubcommands()).containsKeys("serve", "get", "shell", "load");
        assertThat(Main.commandLine().getSubcommands())
                .hasSameSizeAs(Main.commandLine("gte").getSubcommands());
    }
}
