/**
 * The grammar of FTP that server and client share: control lines, replies, addresses, facts, listings, NVT text.
 *
 * <p>Pure functions and small incremental decoders over text and {@link java.nio.ByteBuffer}. Here is no I/O, no
 * thread, no clock and no static mutable state, and nothing but the JDK is imported. Decoders keep the state of one
 * stream and are not thread safe; everything else may be called from anywhere.
 *
 * <p>One idiom for bad input: text that does not parse raises {@link IllegalArgumentException}, whose message says what
 * was wrong in words fit for a reply. Only {@link ReplyParser} differs: a stream that is not FTP cannot be recovered,
 * so it raises {@link ProtocolException}, an {@link java.io.IOException}.
 */
package dev.sluice.ftp;
