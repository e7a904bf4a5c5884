package dev.sluice.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.sluice.shell.ShellFixture.Output;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code --json} prints, for the programs that read it: the fields of each line, their order and their types. */
class JsonOutputTest {

    private static final String TRANSFERRED = "transferred:text bytes:integer seconds:number mb_per_s:number";
    private static final String TREE =
            "tree:text files:integer bytes:integer seconds:number skipped:integer deleted:integer failed:integer";
    private static final String ENTRY = "name:text kind:text size:integer modified:text";
    private static final String FAILED = "failed:text message:text exit_code:integer";

    @TempDir
    private Path folder;

    private ShellFixture place;
    private Output output;

    @BeforeEach
    void start() throws IOException {
        place = new ShellFixture(folder);
    }

    @AfterEach
    void stop() {
        place.close();
    }

    /** Runs a command and returns what it printed, one object a line. */
    private List<JsonObject> run(RemoteCommand command, String... arguments) throws IOException {
        output = new Output(new Report.Style(true, false, true));
        CommandLine.populateCommand(command, arguments).execute(output.report);
        return objects(output.text());
    }

    private static List<JsonObject> objects(String text) throws IOException {
        List<JsonObject> objects = new ArrayList<>();
        for (String line : text.lines().toList()) {
            JsonReader reader = new JsonReader(new StringReader(line));
            reader.setStrictness(Strictness.STRICT);
            objects.add(JsonParser.parseReader(reader).getAsJsonObject());
            assertThat(reader.peek()).as(line).isEqualTo(JsonToken.END_DOCUMENT);
        }
        return objects;
    }

    private static String schema(JsonObject object) {
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, JsonElement> field : object.entrySet()) {
            fields.add(field.getKey() + ':' + type(field.getValue()));
        }
        return String.join(" ", fields);
    }

    private static String type(JsonElement value) {
        if (value.isJsonNull()) {
            return "null";
        }
        JsonPrimitive primitive = value.getAsJsonPrimitive();
        return primitive.isString() ? "text" : primitive.getAsString().matches("-?\\d+") ? "integer" : "number";
    }

    private String local(String name) {
        return place.local.resolve(name).toString();
    }

    @Test
    void shouldTellTransfers() throws IOException {
        Files.writeString(place.local.resolve("f"), "content");

        List<JsonObject> put = run(new PutCommand(), local("f"), place.url("g"));
        assertThat(put).extracting(JsonOutputTest::schema).containsExactly(TRANSFERRED);
        assertThat(put.get(0).get("transferred").getAsString()).isEqualTo(local("f"));
        List<JsonObject> get = run(new GetCommand(), place.url("g"), "-o", local("copy"));
        assertThat(get).extracting(JsonOutputTest::schema).containsExactly(TRANSFERRED);
        assertThat(get.get(0).get("transferred").getAsString()).isEqualTo("g");
        assertThat(get.get(0).get("bytes").getAsLong()).isEqualTo(7);
        assertThat(objects(output.errors()))
                .extracting(JsonOutputTest::schema)
                .containsExactly("server_process_id:integer");
    }

    @Test
    void shouldTellTreesAndTheirFiles() throws IOException {
        Files.createDirectory(place.local.resolve("tree"));
        Files.writeString(place.local.resolve("tree/same"), "same");
        run(new MirrorCommand(), local("tree"), place.url("m"));
        Files.writeString(place.local.resolve("tree/new"), "new");
        Files.writeString(place.root.resolve("m/old"), "old");

        List<JsonObject> told = run(new MirrorCommand(), local("tree"), place.url("m"), "--delete");

        assertThat(told)
                .extracting(JsonOutputTest::schema)
                .containsExactlyInAnyOrder(TRANSFERRED, "deleted:text", TREE)
                .last()
                .isEqualTo(TREE);
        JsonObject tree = told.get(2);
        assertThat(List.of("files", "bytes", "skipped", "deleted", "failed"))
                .extracting(field -> tree.get(field).getAsInt())
                .containsExactly(1, 3, 1, 1, 0);
        assertThat(objects(output.errors()))
                .extracting(JsonOutputTest::schema)
                .containsExactly("skipped:text reason:text");
    }

    @Test
    void shouldTellListings() throws IOException {
        String odd = "\"\\ \u0001 \u2028 \ud83d\ude00 é";
        Files.writeString(place.root.resolve(odd), "12345");
        Files.setLastModifiedTime(place.root.resolve(odd), FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
        Files.createDirectory(place.root.resolve("folder"));

        List<JsonObject> listed = run(new LsCommand(), place.url(""));

        assertThat(listed).extracting(JsonOutputTest::schema).containsExactly(ENTRY, ENTRY);
        Map<String, JsonObject> byName = new TreeMap<>();
        listed.forEach(entry -> byName.put(entry.get("name").getAsString(), entry));
        assertThat(byName.get(odd).get("kind").getAsString()).isEqualTo("file");
        assertThat(byName.get(odd).get("size").getAsLong()).isEqualTo(5);
        assertThat(byName.get(odd).get("modified").getAsString()).isEqualTo("2020-01-02T03:04:05Z");
        assertThat(byName.get("folder").get("kind").getAsString()).isEqualTo("directory");
    }

    @Test
    void shouldTellChangesAndHashes() throws IOException {
        Files.writeString(place.root.resolve("f"), "");

        assertThat(run(new HashCommand(), place.url("f")))
                .extracting(JsonObject::toString)
                .containsExactly("{\"name\":\"f\",\"algorithm\":\"SHA-256\",\"digest\":"
                        + "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}");
        assertThat(run(new MkdirCommand(), place.url("d")))
                .extracting(JsonObject::toString)
                .containsExactly("{\"made\":\"d\"}");
        assertThat(run(new MvCommand(), place.url("f"), "/d/"))
                .extracting(JsonObject::toString)
                .containsExactly("{\"moved\":\"f\",\"to\":\"/d/f\"}");
        assertThat(run(new RmCommand(), place.url("d/f")))
                .extracting(JsonObject::toString)
                .containsExactly("{\"deleted\":\"d/f\"}");
        assertThat(run(new RmdirCommand(), place.url("d")))
                .extracting(JsonObject::toString)
                .containsExactly("{\"deleted\":\"d\"}");
    }

    @Test
    void shouldTellFailuresOnTheErrorOutput() throws IOException {
        assertThat(run(new GetCommand(), place.url("missing"), "-o", local("x")))
                .isEmpty();
        assertThat(objects(output.errors()))
                .filteredOn(told -> told.has("failed"))
                .singleElement()
                .satisfies(told -> {
                    assertThat(schema(told)).isEqualTo(FAILED);
                    assertThat(told.get("failed").getAsString()).isEqualTo("missing");
                    assertThat(told.get("message").getAsString()).contains("missing", "(550)");
                    assertThat(told.get("exit_code").getAsInt()).isEqualTo(3);
                });

        assertThat(run(new LsCommand(), "ftp://ann:wrong@127.0.0.1:" + place.port() + "/"))
                .isEmpty();
        assertThat(objects(output.errors())).singleElement().satisfies(told -> {
            assertThat(schema(told)).isEqualTo(FAILED);
            assertThat(told.get("failed").getAsString()).isEmpty();
            assertThat(told.get("exit_code").getAsInt()).isEqualTo(4);
        });
    }

    @Test
    void shouldTellWhatTheShellSays() throws IOException {
        output = new Output(new Report.Style(true, false, false));
        try (Place there = new Place(ShellFixture.serverOptions(), output.report)) {
            Shell shell = new Shell(there, output.report);
            Files.writeString(place.local.resolve("f"), "content");
            shell.execute("open 127.0.0.1 " + place.port() + " ann secret");
            shell.execute("lcd " + place.local);
            shell.execute("put f");
            shell.execute("size f");
            shell.execute("chmod 600 f");
            shell.execute("pid");
            shell.execute("quote NOOP");
            shell.execute("get missing");
        }

        assertThat(objects(output.text()))
                .extracting(JsonOutputTest::schema)
                .containsExactly(
                        "message:text",
                        "message:text",
                        TRANSFERRED,
                        "name:text size:integer",
                        "changed:text mode:text",
                        "server_process_id:integer",
                        "code:integer text:text");
        assertThat(objects(output.errors())).extracting(JsonOutputTest::schema).containsExactly(FAILED);
    }
}
