package dev.sluice.storage.disk;

import static dev.sluice.storage.disk.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageOptions.Inline;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountsTest {
    private static final String TABLE = """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
            40 27 0:50 / /srv/ftp/net rw shared:2 master:3 - nfs4 server:/export rw,vers=4.2
            41 40 0:51 / /srv/ftp/net/local rw - ext4 /dev/vdb rw
            42 27 0:52 / /srv/ftp/with\\040space\\134 rw - fuse.sshfs user@host:/ rw
            43 27 0:53 / /srv/ftp/disk rw - xfs /dev/vdc rw
            44 27 0:54 / /srv/ftp2 rw - nfs server:/other rw
            short line
            """;

    private final AtomicLong time = new AtomicLong();

    private Mounts mounts(String root, String table) {
        return mounts(root, table, Inline.AUTO);
    }

    private Mounts mounts(String root, String table, Inline inline) {
        return new Mounts(Path.of(root), MountTable.parse(table), inline, time::get);
    }

    @ParameterizedTest
    @CsvSource({
        "/, false",
        "/f, false",
        "/net, true",
        "/net/deep/f, true",
        "/network, false",
        "/net/local/f, false",
        "/with space\\, true",
        "/with space, false",
        "/disk/f, false"
    })
    void shouldKnowWhatLiesOnTheNetwork(String name, boolean expected) {
        Mounts mounts = mounts("/srv/ftp", TABLE);

        assertThat(mounts.mayBlock(path(name))).isEqualTo(expected);
        assertThat(mounts.isRemote(path(name))).isEqualTo(expected);
    }

    @Test
    void shouldKnowARootOnTheNetwork() {
        assertThat(mounts("/srv/ftp/net/share", TABLE).mayBlock(path("/f"))).isTrue();
        assertThat(mounts("/srv/ftp/net/local/share", TABLE).mayBlock(path("/f")))
                .isFalse();
    }

    @Test
    void shouldTakeTheLaterOfTwoMountsOnOnePoint() {
        String over = TABLE + "50 27 0:60 / /srv/ftp/net rw - tmpfs tmpfs rw\n";

        assertThat(mounts("/srv/ftp", over).mayBlock(path("/net/f"))).isFalse();
        assertThat(mounts("/srv/ftp/net", over).mayBlock(path("/f"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "fuse", "fuse.sshfs", "9p", "ceph", "glusterfs", "afs"})
    void shouldKnowFileSystemsOfOtherMachines(String type) {
        assertThat(mounts("/srv", "1 0 0:1 / / rw - " + type + " x rw").mayBlock(RootedPath.ROOT))
                .isTrue();
    }

    @Test
    void shouldWorkWithoutATable() {
        assertThat(mounts("/srv", "").mayBlock(path("/f"))).isFalse();
        assertThat(Mounts.foreign(Inline.AUTO).mayBlock(path("/f"))).isTrue();
    }

    @Test
    void shouldTakeADiskForSlowAfterOneVeryLongCall() {
        Mounts mounts = mounts("/srv/ftp", TABLE);

        mounts.took(path("/f"), Mount.VERY_LONG - 1);
        assertThat(mounts.mayBlock(path("/f"))).isFalse();
        mounts.took(path("/f"), Mount.VERY_LONG);

        assertThat(mounts.mayBlock(path("/g"))).isTrue();
        assertThat(mounts.isRemote(path("/g"))).isFalse();
        assertThat(mounts.mayBlock(path("/disk/f"))).as("another disk").isFalse();
    }

    @Test
    void shouldNotTakeABusyMachineForASlowDisk() {
        Mounts mounts = mounts("/srv/ftp", TABLE);

        mounts.took(path("/f"), TimeUnit.MILLISECONDS.toNanos(499));
        for (int i = 0; i < 100; i++) {
            mounts.took(path("/f"), TimeUnit.MILLISECONDS.toNanos(99));
        }

        assertThat(mounts.mayBlock(path("/f"))).isFalse();
    }

    @Test
    void shouldTakeADiskForSlowAfterSomeLongCallsWithinAMinute() {
        Mounts mounts = mounts("/srv/ftp", TABLE);
        for (int i = 0; i < 10; i++) {
            mounts.took(path("/disk/f"), Mount.LONG);
            mounts.took(path("/disk/f"), Mount.LONG - 1);
            time.addAndGet(TimeUnit.SECONDS.toNanos(31));
        }
        assertThat(mounts.mayBlock(path("/disk"))).isFalse();

        mounts.took(path("/disk/f"), Mount.LONG);
        mounts.took(path("/disk/f"), Mount.LONG);
        assertThat(mounts.mayBlock(path("/disk"))).isTrue();
        assertThat(mounts.mayBlock(path("/f"))).as("another disk").isFalse();
    }

    @Test
    void shouldTakeADiskForQuickAgainAfterManyShortCalls() {
        Mounts mounts = mounts("/srv/ftp", TABLE);
        mounts.took(path("/f"), Mount.VERY_LONG);
        for (int i = 0; i < Mount.SHORT_CALLS - 1; i++) {
            mounts.took(path("/f"), Mount.SHORT - 1);
        }
        mounts.took(path("/f"), Mount.SHORT);
        for (int i = 0; i < Mount.SHORT_CALLS - 1; i++) {
            mounts.took(path("/f"), Mount.SHORT - 1);
        }
        assertThat(mounts.mayBlock(path("/f"))).isTrue();

        mounts.took(path("/f"), Mount.SHORT - 1);
        assertThat(mounts.mayBlock(path("/f"))).isFalse();
        mounts.took(path("/f"), Mount.LONG);
        assertThat(mounts.mayBlock(path("/f")))
                .as("what was before is forgotten")
                .isFalse();
    }

    @Test
    void shouldNeverTakeTheNetworkForQuick() {
        Mounts mounts = mounts("/srv/ftp", TABLE);
        for (int i = 0; i < Mount.SHORT_CALLS + 1; i++) {
            mounts.took(path("/net/f"), 1);
        }
        assertThat(mounts.mayBlock(path("/net/f"))).isTrue();
    }

    @Test
    void shouldTakeTheOperatorsWordForIt() {
        Mounts fast = mounts("/srv/ftp", TABLE, Inline.ALWAYS);
        Mounts slow = mounts("/srv/ftp", TABLE, Inline.NEVER);
        fast.took(path("/f"), Mount.VERY_LONG);

        assertThat(fast.mayBlock(path("/f"))).isFalse();
        assertThat(fast.mayBlock(path("/net/f"))).isFalse();
        assertThat(fast.isRemote(path("/net/f"))).as("all the same").isTrue();
        assertThat(slow.mayBlock(path("/f"))).isTrue();
        assertThat(slow.isRemote(path("/f"))).isFalse();
        assertThat(Mounts.foreign(Inline.ALWAYS).mayBlock(path("/f"))).isFalse();
    }

    @Test
    void shouldKnowTheSameFromADirectoryBelow() {
        Mounts whole = mounts("/srv/ftp", TABLE);
        Mounts net = whole.below(Path.of("net"));
        Mounts deep = whole.below(Path.of("net/local/home"));
        Mounts plain = whole.below(Path.of("home"));

        assertThat(net.mayBlock(path("/f"))).isTrue();
        assertThat(net.mayBlock(path("/local/f"))).isFalse();
        assertThat(deep.mayBlock(path("/f"))).isFalse();
        assertThat(plain.mayBlock(path("/net/f"))).isFalse();
        assertThat(whole.below(Path.of("")).mayBlock(path("/net/f"))).isTrue();
        assertThat(whole.below(Path.of("a\nb")).mayBlock(path("/net/f"))).isFalse();

        deep.took(path("/f"), Mount.VERY_LONG);
        assertThat(deep.mayBlock(path("/f"))).isTrue();
        assertThat(net.mayBlock(path("/local/g"))).isTrue();
        assertThat(whole.mayBlock(path("/net/local/g"))).isTrue();
        assertThat(plain.mayBlock(path("/f"))).isFalse();
    }
}
