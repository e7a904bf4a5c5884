/**
 * Who may come, and what for: accounts with their folder, rights and limits, where they are looked up, and what makes guessing
 * passwords slow. Knows no protocol; imports {@code dev.sluice.storage} for paths and {@code dev.sluice.net} for addresses.
 */
package dev.sluice.account;
