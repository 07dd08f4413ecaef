package io.latchkey.zab.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** What a directory needs beyond java.nio: privacy, and durable entries. */
final class Directories {
    private static final FileAttribute<?>[] PRIVATE = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };
    private static final FileAttribute<?>[] DEFAULT = {};

    private Directories() {}

    /**
     * Makes the directory and what is missing above it, readable by the owner alone, and their entries durable. One
     * that exists keeps its permissions: they are the operator's.
     *
     * @throws IOException saying which directory, why not, and what to do
     */
    static void create(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        try {
            createMissing(absolute);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    e.getFile() + " is a file, but a data directory is needed there; move it away"
                            + " or configure another directory",
                    e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot create the data directory " + absolute + " (" + reason(e)
                            + "); create it for this user or configure another directory",
                    e);
        }
        if (!Files.isWritable(absolute) || !Files.isReadable(absolute) || !Files.isExecutable(absolute)) {
            throw new IOException("the data directory " + absolute + " is not readable and writable for this user;"
                    + " change its owner or configure another directory");
        }
    }

    private static void createMissing(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createMissing(parent);
        }
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createDirectory(directory, posix ? PRIVATE : DEFAULT);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            // another server made it since we looked: all is well, but its entry may not be durable yet
        }
        if (parent != null) {
            force(parent);
        }
    }

    /** Makes the entries of the directory durable. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What is directly in it, in the order of names. */
    static List<Path> list(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        }
        entries.sort(null);
        return entries;
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
