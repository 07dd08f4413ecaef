package io.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The part of JSON Schema that the document uses. Fields that a schema does not name are an error: say all or nothing. */
final class Schema {
    private final UnaryOperator<JsonObject> resolve;

    private Schema(UnaryOperator<JsonObject> resolve) {
        this.resolve = resolve;
    }

    static void check(UnaryOperator<JsonObject> resolve, JsonObject schema, Object value, String where) {
        new Schema(resolve).check(schema, value, where);
    }

    private void check(JsonObject reference, Object value, String where) {
        JsonObject schema = resolve.apply(reference);
        if (schema.containsKey("oneOf")) {
            checkOneOf(schema.getJsonArray("oneOf"), value, where);
            return;
        }
        if (schema.containsKey("allOf")) {
            object(flattened(schema), value, where);
            return;
        }
        checkType(schema, value, where);
        if (schema.containsKey("enum")) {
            assertThat(schema.getJsonArray("enum").getList()).as(where).contains(value);
        }
        if (value instanceof JsonObject) {
            object(schema, value, where);
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                check(schema.getJsonObject("items"), array.getValue(i), where + "[" + i + "]");
            }
        }
    }

    private void checkOneOf(JsonArray choices, Object value, String where) {
        List<String> troubles = new ArrayList<>();
        for (Object choice : choices) {
            try {
                check((JsonObject) choice, value, where);
            } catch (AssertionError e) {
                troubles.add(e.getMessage());
            }
        }
        assertThat(troubles).as(where).hasSize(choices.size() - 1);
    }

    private JsonObject flattened(JsonObject reference) {
        JsonObject schema = resolve.apply(reference);
        if (!schema.containsKey("allOf")) {
            return schema;
        }
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        for (Object part : schema.getJsonArray("allOf")) {
            JsonObject flat = flattened((JsonObject) part);
            properties.mergeIn(flat.getJsonObject("properties"));
            required.addAll(flat.getJsonArray("required"));
        }
        return new JsonObject().put("properties", properties).put("required", required);
    }

    private void object(JsonObject schema, Object value, String where) {
        assertThat(value).as(where).isInstanceOf(JsonObject.class);
        JsonObject object = (JsonObject) value;
        JsonObject properties = schema.getJsonObject("properties");
        assertThat(properties.fieldNames()).as(where).containsAll(object.fieldNames());
        Set<String> required = new HashSet<>();
        schema.getJsonArray("required", new JsonArray()).forEach(name -> required.add((String) name));
        assertThat(object.fieldNames()).as(where).containsAll(required);
        object.forEach(field ->
                check(properties.getJsonObject(field.getKey()), field.getValue(), where + "." + field.getKey()));
    }

    private static void checkType(JsonObject schema, Object value, String where) {
        Object type = schema.getValue("type");
        List<?> types = type instanceof JsonArray array ? array.getList() : List.of(type);
        String is = value == null
                ? "null"
                : value instanceof String
                        ? "string"
                        : value instanceof Boolean
                                ? "boolean"
                                : value instanceof JsonArray
                                        ? "array"
                                        : value instanceof JsonObject ? "object" : "integer";
        assertThat(types.contains(is))
                .as("%s is %s, described as %s", where, is, types)
                .isTrue();
    }
}
