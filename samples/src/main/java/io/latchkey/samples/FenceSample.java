package io.latchkey.samples;

import io.latchkey.client.JdbcFence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.h2.tools.Server;

/**
 * What a lock alone can't prevent, and a fencing token does: a holder is frozen just before it writes (SIGSTOP, as a long
 * pause of the garbage collector would do it), loses the lock to another process without knowing, wakes up and writes.
 * The database refuses.
 */
public final class FenceSample {
    private static final String USAGE = """
            usage: FenceSample [SERVERS [NAME]]
              SERVERS  host:port[,host:port...], default localhost:2181
              NAME     of the lock, default samples/account
            Needs a system that can stop and continue processes: Linux or macOS.""";

    private FenceSample() {}

    /** See the usage. */
    public static void main(String[] arguments) {
        System.exit(new Sample(USAGE, 2).run(arguments, System.out, System.err, FenceSample::fence));
    }

    static void fence(List<String> arguments, PrintStream out) throws Exception {
        String servers = Sample.argument(arguments, 0, "localhost:2181");
        String lock = Sample.argument(arguments, 1, "samples/account");
        // the database lives in this process, so that no worker stops it by being stopped
        Server database =
                Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String url = "jdbc:h2:tcp://localhost:" + database.getPort() + "/mem:bank;DB_CLOSE_DELAY=-1";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            new JdbcFence().createTable(connection);
            statement.execute("CREATE TABLE account (id INT PRIMARY KEY, balance INT, written_by VARCHAR(10))");
            statement.execute("INSERT INTO account VALUES (1, 100, 'nobody')");
            play(List.of(url, servers, lock), out);
            try (ResultSet row = statement.executeQuery("SELECT balance, written_by FROM account")) {
                row.next();
                out.println("the account has " + row.getInt(1) + ", last written by " + row.getString(2));
            }
        } finally {
            database.stop();
        }
    }

    private static void play(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        try (Worker anna = Worker.start("Anna", arguments, out)) {
            anna.await("has checked");
            anna.signal("STOP");
            out.println("-- Anna is frozen between her check and her write; her session will expire");
            try (Worker ben = Worker.start("Ben", arguments, out)) {
                ben.await("has checked");
                ben.goOn();
                ben.await("has written");
                anna.signal("CONT");
                out.println("-- Anna goes on where she was, and writes");
                anna.goOn();
                anna.await("was refused");
            }
        }
    }

    /** A process that takes the lock and writes when it is told to. */
    private record Worker(Process process, BufferedReader said, PrintStream out) implements AutoCloseable {
        static Worker start(String name, List<String> arguments, PrintStream out) throws IOException {
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            ProcessBuilder builder = new ProcessBuilder(
                    java.toString(), "-cp", System.getProperty("java.class.path"), FencedWriter.class.getName(), name);
            builder.command().addAll(arguments);
            Process process = builder.redirectErrorStream(true).start();
            return new Worker(process, process.inputReader(), out);
        }

        /** Passes on what it says, up to this. */
        void await(String words) throws IOException {
            String line = said.readLine();
            while (line != null && !line.contains(words)) {
                out.println("   " + line);
                line = said.readLine();
            }
            if (line == null) {
                throw new IOException("a worker ended before it said '" + words + "'");
            }
            out.println("   " + line);
        }

        void goOn() throws IOException {
            process.outputWriter().write("\n");
            process.outputWriter().flush();
        }

        void signal(String name) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IOException("cannot send SIG" + name);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
