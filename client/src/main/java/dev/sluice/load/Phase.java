package dev.sluice.load;

/** A part of what a session does, in the order in which they come; each lasts from the end of the one before. */
public enum Phase {
    /** From the time when an operation was due until a session was free for it; open loop only. */
    WAITING("waiting"),
    /** Until the control connection stands. */
    CONNECT("connect"),
    /** Until the server has greeted. */
    GREETING("greeting"),
    /** USER and PASS, until the login is complete. */
    LOGIN("login"),
    /** EPSV or PASV, until its reply has come. */
    PASSIVE("passive"),
    /** Until the data connection stands. */
    DATA_CONNECT("data connect"),
    /** From the transfer command until the first byte of data is read or written. */
    FIRST_BYTE("first byte"),
    /** Until the end of the data is read, or the last byte written. */
    LAST_BYTE("last byte"),
    /** Until the final reply; 0 when it was there before the data. */
    FINAL_REPLY("final reply");

    private final String title;

    Phase(String title) {
        this.title = title;
    }

    /** What reports call it. */
    public String title() {
        return title;
    }

    /** Whether it belongs to making a session rather than to using one. */
    boolean isSetup() {
        return this == CONNECT || this == GREETING || this == LOGIN;
    }
}
