/**
 * How figures and results are read and written, the same for the shell and the load generator. Knows nothing of files, sockets or FTP.
 */
package dev.sluice.text;
