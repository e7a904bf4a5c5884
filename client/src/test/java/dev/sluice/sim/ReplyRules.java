package dev.sluice.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which replies may answer which command: RFC 959 §5.4, and RFC 2228, 2389, 2428, 3659 and 7151 for what came later. */
final class ReplyRules {

    /** Verb, and the codes that end it. What any command may be told is left out: see {@link #ALWAYS}. */
    private static final String FINAL = """
            USER 230 331 530
            PASS 202 230 450 503 530
            ACCT 202 230 530
            REIN 220
            QUIT 221
            HOST 220 504
            CLNT 200
            PORT 200 503 504 530
            EPRT 200 503 504 522 530
            PASV 227 425 503 522 530
            EPSV 200 229 425 522 530
            TYPE 200 504 530
            STRU 200 504 530
            MODE 200 504 530
            ALLO 200 202 530
            REST 350 530
            RETR 425 450 451 530 550 551 553 554
            STOR 425 450 451 452 530 550 553 554
            STOU 425 450 451 452 530 550 553 554
            APPE 425 450 451 452 530 550 553 554
            ABOR 225 226 530
            LIST 425 450 451 530 550 553
            NLST 425 450 451 530 550 553
            MLSD 425 450 451 530 550 553
            MLST 250 450 451 530 550 553
            CWD 250 450 451 530 550 553
            CDUP 250 450 451 530 550
            PWD 257 530
            MKD 257 450 451 452 530 550 553
            RMD 250 450 451 530 550 553
            DELE 250 450 451 530 550 553
            RNFR 350 450 451 530 550 553
            RNTO 250 450 451 452 503 530 550 553
            SIZE 213 450 451 530 550 553
            MDTM 213 450 451 530 550 553
            MFMT 213 450 451 530 550 553
            MFF 213 450 451 504 530 550 553
            AVBL 213 450 451 530 550 553
            HASH 213 450 451 530 550 553
            XCRC 250 450 451 530 550 553 554
            XMD5 250 450 451 530 550 553 554
            XSHA1 250 450 451 530 550 553 554
            XSHA256 250 450 451 530 550 553 554
            XSHA512 250 450 451 530 550 553 554
            SYST 215
            STAT 211 212 213 450 451 530 550 553
            FEAT 211
            OPTS 200 501 504
            HELP 211 214 502
            NOOP 200
            LANG 200 504
            SITE 200 202 211 214 250 450 451 502 504 530 550 553
            SMNT 202 250 502 530 550
            """;

    /** What may end a transfer that has begun. */
    private static final Set<Integer> AFTER_BEGIN = Set.of(226, 250, 425, 426, 451, 452, 551, 552);

    /** The service ends; the line was no command that could be understood. */
    private static final Set<Integer> ALWAYS = Set.of(421, 500, 501);

    private static final Set<String> TRANSFERS = Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD");
    private static final Map<String, String> SAME =
            Map.of("XCWD", "CWD", "XCUP", "CDUP", "XPWD", "PWD", "XMKD", "MKD", "XRMD", "RMD");

    private static final Map<String, Set<Integer>> RULES = parse();

    private ReplyRules() {}

    private static Map<String, Set<Integer>> parse() {
        Map<String, Set<Integer>> rules = new HashMap<>();
        for (String line : FINAL.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            Set<Integer> codes = new TreeSet<>(ALWAYS);
            for (int i = 1; i < words.length; i++) {
                codes.add(Integer.parseInt(words[i]));
            }
            rules.put(words[0], codes);
        }
        SAME.forEach((verb, standard) -> rules.put(verb, rules.get(standard)));
        return rules;
    }

    static boolean isTransfer(String verb) {
        return TRANSFERS.contains(verb);
    }

    static boolean knows(String verb) {
        return RULES.containsKey(verb);
    }

    /** Whether {@code code} may be the last reply to {@code verb}; {@code begun} if 150 was sent. */
    static boolean mayEnd(String verb, boolean begun, int code) {
        if (!knows(verb)) {
            return code == 421 || code == 500 || code == 501;
        }
        return begun ? AFTER_BEGIN.contains(code) : RULES.get(verb).contains(code);
    }
}
