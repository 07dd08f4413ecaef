package io.latchkey.client;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The members of a group as last seen. Safe for use by several threads. */
public interface GroupView extends AutoCloseable {

    /** The members' data by their ids. While there is no connection, those seen last. Not to be changed. */
    Map<String, byte[]> snapshot();

    /** Whether all was read on the connection of now, and changes come in as they happen. */
    boolean isLive();

    /** Completes when all has been read for the first time. */
    CompletionStage<Void> ready();

    /** Follows no longer, and tells no more. */
    @Override
    void close();
}
