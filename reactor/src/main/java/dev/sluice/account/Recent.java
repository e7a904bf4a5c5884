package dev.sluice.account;

import java.util.LinkedHashMap;
import java.util.Map;

/** The last few thousand things that were of interest: what was not asked for the longest goes, so that strangers cannot fill it. */
final class Recent<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;
    private static final int KEPT = 4096;

    Recent() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > KEPT;
    }
}
