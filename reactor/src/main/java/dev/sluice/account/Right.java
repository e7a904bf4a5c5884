package dev.sluice.account;

/** Something that an account may be allowed to do with the files below its root. Commands name the right that they need. */
public enum Right {
    /** See names, sizes and times. */
    LIST("list"),
    /** Download, and have checksums made. */
    READ("download"),
    /** Upload files under new names, and finish such uploads. */
    WRITE("upload"),
    /** Add to the end of files. */
    APPEND("append to files"),
    /** Replace or change the content of files. */
    OVERWRITE("overwrite files"),
    /** Remove files and folders. */
    DELETE("delete"),
    /** Give files and folders other names. */
    RENAME("rename"),
    /** Make folders. */
    MAKE("make folders"),
    /** Set permission bits. */
    CHMOD("set modes"),
    /** Set times. */
    TIMES("set times"),
    /** Look after the server itself. */
    ADMIN("administer the server");

    private final String what;

    Right(String what) {
        this.what = what;
    }

    /** Whether it changes anything on the disk. */
    public boolean changesFiles() {
        return this != LIST && this != READ && this != ADMIN;
    }

    /** What it allows, as {@code may not …} goes on. */
    @Override
    public String toString() {
        return what;
    }
}
