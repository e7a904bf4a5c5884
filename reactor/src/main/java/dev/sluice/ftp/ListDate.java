package dev.sluice.ftp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The dates of {@code ls -l} and of MS-DOS, in UTC. What is not a date gives an empty result; a date that does not
 * exist, such as February 30, raises {@link DateTimeException}.
 */
final class ListDate {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final long HALF_YEAR_SECONDS = 15_778_476; // half of 365.2425 days, as in ls
    private static final long CLOCK_SKEW_SECONDS = 60;
    private static final long DAY_SECONDS = 86_400;
    private static final int YEARS_TO_A_LEAP_DAY = 9; // between 1896 and 1904, say, there is no February 29
    private static final int CENTURY_PIVOT = 70; // MS-DOS years 70 to 99 are of the last century

    private ListDate() {}

    /** Appends {@code Nov 21 02:48}, or {@code Nov 21  2025} if that is over half a year ago or in the future. */
    static void append(StringBuilder out, Instant time, Instant now) {
        LocalDateTime utc = TimeVal.utc(time);
        int day = utc.getDayOfMonth();
        out.append(MONTHS.get(utc.getMonthValue() - 1))
                .append(day < 10 ? "  " : " ")
                .append(day)
                .append(' ');
        long age = now.getEpochSecond() - time.getEpochSecond();
        if (age > HALF_YEAR_SECONDS || age < -CLOCK_SKEW_SECONDS) {
            out.append(' ').append(utc.getYear());
        } else {
            Digits.appendTwo(out, utc.getHour());
            out.append(':');
            Digits.appendTwo(out, utc.getMinute());
        }
    }

    /** Reads {@code Nov}, {@code 21} and {@code 02:48} or {@code 2025}. */
    static Optional<Instant> unix(String month, String day, String timeOrYear, Instant now) {
        int monthNumber = monthNumber(month);
        long dayNumber = Digits.parse(day);
        if (monthNumber == 0 || dayNumber < 1 || dayNumber > 31) {
            return Optional.empty();
        }
        if (timeOrYear.length() == 4 && Digits.parse(timeOrYear) >= 0) {
            LocalDate date = LocalDate.of((int) Digits.parse(timeOrYear), monthNumber, (int) dayNumber);
            return Optional.of(date.atStartOfDay().toInstant(ZoneOffset.UTC));
        }
        return clock(timeOrYear).map(time -> latest(monthNumber, (int) dayNumber, time, now));
    }

    /** Reads {@code 2026-11-21} or the American {@code 11-21-26} and {@code 11-21-2026}, and a time of the day. */
    static Optional<Instant> numeric(String date, String time) {
        List<String> parts = Split.at('-', date.replace('/', '-'), 4);
        Optional<LocalTime> clock = clock(time);
        if (parts.size() != 3 || clock.isEmpty()) {
            return Optional.empty();
        }
        boolean yearFirst = parts.get(0).length() == 4;
        long year = year(parts.get(yearFirst ? 0 : 2));
        long month = Digits.parse(parts.get(yearFirst ? 1 : 0));
        long day = Digits.parse(parts.get(yearFirst ? 2 : 1));
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
            return Optional.empty();
        }
        LocalDate found = LocalDate.of((int) year, (int) month, (int) day);
        return Optional.of(found.atTime(clock.get()).toInstant(ZoneOffset.UTC));
    }

    private static int monthNumber(String name) {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).equalsIgnoreCase(name)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static long year(String text) {
        long year = Digits.parse(text);
        return switch (text.length()) {
            case 2 -> year < 0 ? -1 : year + (year < CENTURY_PIVOT ? 2000 : 1900);
            case 4 -> year;
            default -> -1;
        };
    }

    /** Reads {@code 2:48}, {@code 02:48}, {@code 02:48:30.5} (to the second) or {@code 02:48PM}. */
    private static Optional<LocalTime> clock(String text) {
        int length = text.length();
        boolean am = text.regionMatches(true, length - 2, "AM", 0, 2);
        boolean pm = text.regionMatches(true, length - 2, "PM", 0, 2);
        List<String> parts = Split.at(':', am || pm ? text.substring(0, length - 2) : text, 4);
        if (parts.size() < 2 || parts.size() > 3) {
            return Optional.empty();
        }
        long hour = Digits.parse(parts.get(0));
        long minute = Digits.parse(parts.get(1));
        long second =
                parts.size() == 3 ? Digits.parse(Split.at('.', parts.get(2), 2).get(0)) : 0;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return Optional.empty();
        }
        long ofDay = am || pm ? hour % 12 + (pm ? 12 : 0) : hour;
        return Optional.of(LocalTime.of((int) ofDay, (int) minute, (int) second));
    }

    /** The last such day up to now, or a day ahead: the clocks and zones of the server and ours may differ. */
    private static Instant latest(int month, int day, LocalTime time, Instant now) {
        Instant tomorrow = now.plusSeconds(DAY_SECONDS);
        int year = TimeVal.utc(tomorrow).getYear();
        for (int candidate = year; candidate > year - YEARS_TO_A_LEAP_DAY; candidate--) {
            if (day <= YearMonth.of(candidate, month).lengthOfMonth()) {
                Instant found = LocalDate.of(candidate, month, day).atTime(time).toInstant(ZoneOffset.UTC);
                if (!found.isAfter(tomorrow)) {
                    return found;
                }
            }
        }
        throw new DateTimeException("There is no day " + day + " in month " + month);
    }
}
