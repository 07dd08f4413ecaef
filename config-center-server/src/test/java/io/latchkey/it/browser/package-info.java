/** The admin UI as people use it, in a real browser against a real node. */
package io.latchkey.it.browser;
