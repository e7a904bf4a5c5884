package dev.sluice.sim;

/** Bytes as people can read them. */
final class Text {

    private static final int MOST = 400;
    private static final String PID = "pid ";

    private Text() {}

    /** The same for every process: what is not printable is escaped, and the number of the process left out. */
    static String of(String bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < bytes.length() && text.length() < MOST; i++) {
            char c = bytes.charAt(i);
            if (bytes.startsWith(PID, i)) {
                text.append("pid N");
                i += PID.length();
                while (i < bytes.length() && Character.isDigit(bytes.charAt(i))) {
                    i++;
                }
                i--;
            } else if (c == '\r') {
                text.append("\\r");
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\x%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append(bytes.length() > MOST ? "…" : "").append('"').toString();
    }
}
