package io.latchkey.server.cluster;

/**
 * All that one server knows of its ensemble beside what its engine does.
 *
 * @param membership who belongs to it
 * @param news how the others are
 */
public record ClusterView(Membership membership, ClusterNews news) {}
