package dev.sluice.ftpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.Capability;
import dev.sluice.storage.Storage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a storage can't do is not in FEAT, and is refused with a reply that says so. */
@Timeout(30)
class CapabilityTest {

    /** The storage of {@code real} without {@code missing}. */
    private static Storage without(Capability missing, Storage real) {
        Set<Capability> rest = EnumSet.complementOf(EnumSet.of(missing));
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("capabilities") ? rest : method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        "RESUME_DOWNLOAD, REST STREAM",
        "MODES, SITE CHMOD",
        "TIMES, MFMT and SITE UTIME",
        "SPACE, AVBL",
        "RESUME_UPLOAD, nothing",
        "APPEND, nothing",
        "UNIQUE, nothing"
    })
    void shouldListWhatThereIs(Capability missing, String gone) throws IOException {
        try (ServerFixture fixture = ServerFixture.over(store -> without(missing, store))) {
            String features = fixture.login().command("FEAT").expect(211).text();

            for (String line : new String[] {"REST STREAM", "SITE CHMOD", "MFMT", "SITE UTIME", "AVBL"}) {
                assertThat(features.contains("\n " + line + "\n")).as(line).isEqualTo(!gone.contains(line));
            }
            assertThat(features.contains("unique*;")).isEqualTo(missing != Capability.UNIQUE);
            String settable = switch (missing) {
                case TIMES -> "UNIX.mode;";
                case MODES -> "modify;";
                default -> "modify;UNIX.mode;";
            };
            assertThat(features).contains("\n MFF " + settable + "\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RESUME_DOWNLOAD, RETR file, 504",
        "RESUME_UPLOAD, STOR file, 504",
        "APPEND, APPE file, 502",
        "MODES, SITE CHMOD 600 file, 504",
        "MODES, MFF UNIX.mode=0600; file, 504",
        "TIMES, MFF modify=20200102030405; file, 504",
        "TIMES, MFMT 20200102030405 file, 502",
        "TIMES, SITE UTIME 20200102030405 file, 504",
        "SPACE, AVBL, 502"
    })
    void shouldSayWhatCanNotBeDone(Capability missing, String command, int code) throws IOException {
        try (ServerFixture fixture = ServerFixture.over(store -> without(missing, store))) {
            fixture.file("file", "content");
            Client client = fixture.login();
            try (Wire data = client.passive()) {
                client.command("REST 1").expect(350);
                assertThat(client.command(command).expect(code).message()).contains("torage");
                client.command("ABOR").expect(226);
                assertThat(data.readToEnd()).isEmpty();
            }
            assertThat(fixture.text("file")).isEqualTo("content");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Capability.class,
            names = {"MODES", "TIMES", "SPACE", "UNIQUE", "APPEND"})
    void shouldDoTheRest(Capability missing) throws IOException {
        try (ServerFixture fixture = ServerFixture.over(store -> without(missing, store))) {
            Client client = fixture.login();
            client.put("STOR file", "content").expect(226);
            client.command("REST 3").expect(350);
            assertThat(client.fetchText("RETR file")).isEqualTo("tent");
            client.command("REST 3").expect(350);
            client.put("STOR file", "TENT").expect(226);
            assertThat(fixture.text("file")).isEqualTo("conTENT");
        }
    }

    @Test
    void shouldHaveNoMffWhereNothingCanBeSet() {
        assertThat(FactCommands.settable(Set.of(Capability.APPEND))).isEmpty();
    }
}
