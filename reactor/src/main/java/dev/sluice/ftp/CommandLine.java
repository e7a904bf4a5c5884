package dev.sluice.ftp;

/**
 * A command as it was sent: a verb, and what follows the first space (RFC 959 §5.3).
 *
 * <p>Exactly one space separates the two. All others belong to the argument, at its end too: file names may begin and
 * end with spaces (RFC 3659 §2.2).
 *
 * @param verb in upper case; empty if the line is empty or begins with a space
 * @param argument empty if there is none; clients write {@code LIST} and {@code "LIST "} alike
 */
public record CommandLine(String verb, String argument) {
    private static final int LONGEST_VERB = 8;

    /** Splits a line, which has no terminator. Every line is a command line; whether the verb exists is not asked. */
    public static CommandLine parse(String line) {
        return new CommandLine(upperCase(Split.firstWord(line)), Split.afterFirstWord(line));
    }

    /** Whether there is an argument, that is, at least one character after the space. */
    public boolean hasArgument() {
        return !argument.isEmpty();
    }

    /**
     * For logs: the command with control characters escaped, and without the secret of PASS and ACCT. What is no command at all may be
     * a password after a slip of the finger, so nothing of it is told.
     */
    @Override
    public String toString() {
        if (!isWord(verb)) {
            return "(no command, " + (verb.length() + argument.length()) + " characters)";
        }
        if (!hasArgument()) {
            return LogText.escape(verb);
        }
        boolean secret = verb.equals("PASS") || verb.equals("ACCT");
        return LogText.escape(verb + " " + (secret ? "****" : argument));
    }

    /** ASCII only: no language has a say in protocol words (a Turkish i would make SITE another verb). */
    private static String upperCase(String verb) {
        int i = 0;
        while (i < verb.length() && !isLowerCase(verb.charAt(i))) {
            i++;
        }
        if (i == verb.length()) {
            return verb;
        }
        char[] letters = verb.toCharArray();
        for (; i < letters.length; i++) {
            if (isLowerCase(letters[i])) {
                letters[i] = (char) (letters[i] - 'a' + 'A');
            }
        }
        return new String(letters);
    }

    /** Whether this has the form of a verb: letters and digits, and few of them; and is not PASS with the space forgotten. */
    private static boolean isWord(String verb) {
        boolean word =
                !verb.isEmpty() && verb.length() <= LONGEST_VERB && (verb.equals("PASS") || !verb.startsWith("PASS"));
        for (int i = 0; word && i < verb.length(); i++) {
            char c = verb.charAt(i);
            word = (c >= 'A' && c <= 'Z') || Digits.isDigit(c);
        }
        return word;
    }

    private static boolean isLowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }
}
