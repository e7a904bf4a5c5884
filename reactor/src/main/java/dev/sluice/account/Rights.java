package dev.sluice.account;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an account may do. Immutable; any thread.
 *
 * @param all the rights, in a set that nobody changes
 */
public record Rights(Set<Right> all) {

    /** Nothing at all. */
    public static final Rights NONE = Rights.of();

    /** List and download. */
    public static final Rights READ = Rights.of(Right.LIST, Right.READ);

    /** Everything that can be done to files. */
    public static final Rights WRITE = new Rights(EnumSet.complementOf(EnumSet.of(Right.ADMIN)));

    /** Everything. */
    public static final Rights ADMIN = new Rights(EnumSet.allOf(Right.class));

    /** Copies {@code all}. */
    public Rights {
        all = Collections.unmodifiableSet(copy(all));
    }

    private static EnumSet<Right> copy(Collection<Right> rights) {
        EnumSet<Right> copy = EnumSet.noneOf(Right.class);
        copy.addAll(rights);
        return copy;
    }

    /** These rights and no others. */
    public static Rights of(Right... rights) {
        return new Rights(copy(Arrays.asList(rights)));
    }

    /** Whether {@code right} is among them. */
    public boolean allow(Right right) {
        return all.contains(right);
    }

    /** These and {@code more}. */
    public Rights with(Right... more) {
        EnumSet<Right> both = copy(all);
        both.addAll(Arrays.asList(more));
        return new Rights(both);
    }

    /** These but {@code less}. */
    public Rights without(Right... less) {
        EnumSet<Right> rest = copy(all);
        Arrays.asList(less).forEach(rest::remove);
        return new Rights(rest);
    }

    /** Those of them that change nothing. */
    public Rights readOnly() {
        EnumSet<Right> rest = copy(all);
        rest.removeIf(Right::changesFiles);
        return new Rights(rest);
    }
}
