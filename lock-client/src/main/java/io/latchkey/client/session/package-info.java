/**
 * The connection to an ensemble over the ZooKeeper client protocol: one event loop, one server session at a time. Not part
 * of the public interface except {@link io.latchkey.client.session.NetworkLoop}. Everything in here runs on the loop unless
 * its documentation says otherwise; the only package of this module that knows Vert.x.
 */
@NullMarked
package io.latchkey.client.session;

import org.jspecify.annotations.NullMarked;
