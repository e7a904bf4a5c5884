package dev.sluice.storage.disk;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file systems that the same tests run on. */
enum TestDisk {
    /** The machine's own. */
    LOCAL {
        @Override
        Path makeDirectory() throws IOException {
            return Files.createTempDirectory("sluice-storage-");
        }
    },
    /** A provider that knows the basic attributes only, and has no handles. */
    MEMORY {
        @Override
        Path makeDirectory() throws IOException {
            return inMemory(Jimfs.newFileSystem(Configuration.unix().toBuilder()
                    .setSupportedFeatures(Feature.LINKS, Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL)
                    .build()));
        }
    },
    /** A provider that is not the machine's and has handles and Unix attributes all the same. */
    UNIX_MEMORY {
        @Override
        Path makeDirectory() throws IOException {
            return inMemory(Jimfs.newFileSystem(Configuration.unix().toBuilder()
                    .setAttributeViews("basic", "owner", "posix", "unix")
                    .build()));
        }
    };

    /** An empty directory, without links in its path. */
    abstract Path makeDirectory() throws IOException;

    private static Path inMemory(FileSystem fileSystem) throws IOException {
        return Files.createDirectory(fileSystem.getPath("/served"));
    }
}
