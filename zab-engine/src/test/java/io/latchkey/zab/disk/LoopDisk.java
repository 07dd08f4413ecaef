package io.latchkey.zab.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own, in a file: ext4, whose power can be cut. What it had not written when that happens is gone,
 * and everything else fails until it is mounted again.
 */
final class LoopDisk implements AutoCloseable {
    /** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: not even the journal of the file system is written. */
    private static final String CUT = """
            import fcntl, os, struct, sys
            fd = os.open(sys.argv[1], os.O_RDONLY)
            sys.stdout.write('ready\\n')
            sys.stdout.flush()
            sys.stdin.readline()
            fcntl.ioctl(fd, 0x8004587d, struct.pack('I', 2))
            """;

    private final Path image;
    private final Path mount;
    private boolean mounted;

    private LoopDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** @throws IOException saying what this machine does not allow: it takes root, loop devices, ext4 and python3 */
    static LoopDisk make(Path directory, long bytes) throws IOException, InterruptedException {
        Path image = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        Shell.run("mkfs.ext4", "-q", "-F", image.toString());
        Shell.run("python3", "-c", "import fcntl");
        LoopDisk disk = new LoopDisk(image, Files.createDirectories(directory.resolve("mnt")));
        disk.mount();
        return disk;
    }

    Path path() {
        return mount;
    }

    /** Writes back as late as it can, so that a cut takes much. */
    void mount() throws IOException, InterruptedException {
        Shell.run("mount", "-o", "loop,commit=300", image.toString(), mount.toString());
        mounted = true;
    }

    void unmount() throws IOException, InterruptedException {
        Shell.run("umount", mount.toString());
        mounted = false;
    }

    /** @param before called when only the cut itself is left to do */
    void cutPower(Runnable before) throws IOException, InterruptedException {
        Process cut = new ProcessBuilder("python3", "-c", CUT, mount.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (!"ready".equals(cut.inputReader().readLine())) {
                throw new IOException("the power of " + mount + " cannot be cut");
            }
            before.run();
            cut.outputWriter().append("now\n").close();
            if (cut.waitFor() != 0) {
                throw new IOException("the power of " + mount + " could not be cut");
            }
        } finally {
            cut.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (mounted) {
            Shell.run("umount", "-l", mount.toString());
            mounted = false;
        }
    }
}
