package dev.sluice.client;

/** Reads what replies say. Every method throws {@link IllegalArgumentException} when the text is not of its form. */
final class Answers {

    private Answers() {}

    /** The number of a 213 reply to SIZE; there are no negative ones. */
    static long size(String text) {
        String digits = text.strip();
        try {
            long size = Long.parseLong(digits);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("the size is not a number of bytes: '" + text + "'");
    }
}
