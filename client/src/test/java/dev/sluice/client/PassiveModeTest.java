package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class PassiveModeTest {

    private final PassiveMode passive = new PassiveMode();

    private static InetAddress server(String address) throws UnknownHostException {
        return InetAddress.getByName(address);
    }

    @Test
    void shouldAskByEpsvAndForGoodByPasvOnceThatIsRefused() throws Exception {
        InetAddress server = server("192.0.2.1");
        assertThat(passive.command()).isEqualTo("EPSV");
        assertThat(passive.fallsBack(Reply.of(229, "(|||4711|)"), server)).isFalse();
        assertThat(passive.command()).isEqualTo("EPSV");

        assertThat(passive.fallsBack(Reply.of(502, "what?"), server)).isTrue();
        assertThat(passive.command()).isEqualTo("PASV");
        assertThat(passive.fallsBack(Reply.of(502, "what?"), server)).isFalse();
        assertThat(passive.command()).isEqualTo("PASV");
    }

    @Test
    void shouldAskByEpsvAgainWhenTheServerWasOnlyBusy() throws Exception {
        assertThat(passive.fallsBack(Reply.of(425, "no port free"), server("192.0.2.1")))
                .isFalse();
        assertThat(passive.command()).isEqualTo("EPSV");
    }

    @Test
    void shouldNotAskByPasvOverIpv6() throws Exception {
        assertThat(passive.fallsBack(Reply.of(500, "what?"), server("2001:db8::1")))
                .isFalse();
        assertThat(passive.command()).isEqualTo("EPSV");
    }

    @ParameterizedTest
    @CsvSource({
        "229, 'here (|||50000|)', 192.0.2.1",
        "229, 'here (|||50000|)', 2001:db8::1",
        "227, 'here (10,1,2,3,195,80)', 192.0.2.1",
        "227, '127,0,0,1,195,80', 192.0.2.1"
    })
    void shouldConnectToTheServerWhateverHostTheReplyNames(int code, String text, String server) throws Exception {
        assertThat(PassiveMode.address(Reply.of(code, text), server(server)))
                .isEqualTo(new InetSocketAddress(server(server), 50_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 227, 229})
    void shouldNotTakeAReplyWithoutAPort(int code) throws Exception {
        InetAddress server = server("192.0.2.1");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> PassiveMode.address(Reply.of(code, "(|||70000|) 1,2,3"), server));
    }
}
