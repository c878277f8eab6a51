#include "tools/http/described/reference_page.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <simdjson.h>
#include <vector>

namespace tally::tools {

namespace {

namespace dom = simdjson::dom;

constexpr std::string_view style = R"(:root { color-scheme: light dark; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 0 1rem 4rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: Canvas; padding: .5rem; }
h1 { font-size: 1.6rem; }
h2 { border-bottom: 2px solid; margin-top: 3rem; font-size: 1.3rem; }
h3 { margin: 2rem 0 .25rem; font-size: 1rem; overflow-wrap: anywhere; }
h4 { margin: .75rem 0 .25rem; font-size: .875rem; }
p { margin: .25rem 0; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
ul.contents { columns: 20rem; padding-left: 1rem; font-size: .875rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .75rem .2rem 0; border-top: 1px solid GrayText; overflow-wrap: anywhere; }
thead th { border-top: 0; }
tbody th { font-weight: 600; width: 22%; }
td.type { width: 26%; }
@media print { nav { display: none; } h3 { break-after: avoid; } }
)";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string code(std::string_view text) {
    return "<code>" + escaped(text) + "</code>";
}

std::string_view text_of(const dom::element& in, std::string_view name) {
    std::string_view text;
    if (in[name].get(text) != simdjson::SUCCESS) return {};
    return text;
}

std::string last_part(std::string_view reference) {
    return std::string{reference.substr(reference.rfind('/') + 1)};
}

// What a value may be, in words.
std::string type_of(const dom::element& schema);

std::string alternatives(const dom::array& all) {
    std::string out;
    for (const auto one : all) out += (out.empty() ? "" : " or ") + type_of(one);
    return out;
}

std::string values_of(const dom::array& all) {
    std::string out;
    for (const auto one : all) {
        std::string_view text;
        out +=
            (out.empty() ? "" : ", ") + (one.get(text) == simdjson::SUCCESS ? code(text) : code(simdjson::minify(one)));
    }
    return out;
}

std::string limits_of(const dom::element& schema) {
    std::string out;
    for (const auto& [member, words] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"minimum", "from "}, {"maximum", "to "}, {"maxLength", "length at most "}, {"default", "left out: "}})
        if (dom::element value; schema[member].get(value) == simdjson::SUCCESS)
            out += ", " + std::string{words} + escaped(simdjson::minify(value));
    return out;
}

std::string type_of(const dom::element& schema) {
    if (const auto reference = text_of(schema, "$ref"); !reference.empty()) {
        const auto name = last_part(reference);
        return "<a href=\"#schema-" + escaped(name) + "\">" + escaped(name) + "</a>";
    }
    dom::array list;
    for (const auto* choice : {"oneOf", "anyOf"})
        if (schema[choice].get(list) == simdjson::SUCCESS) return alternatives(list);
    if (schema["enum"].get(list) == simdjson::SUCCESS) return "one of " + values_of(list) + limits_of(schema);
    dom::element type;
    if (schema["type"].get(type) != simdjson::SUCCESS) return "any";
    if (type.get(list) == simdjson::SUCCESS) return "one of " + values_of(list);
    dom::element items;
    if (text_of(schema, "type") == "array" && schema["items"].get(items) == simdjson::SUCCESS)
        return "list of " + type_of(items);
    const auto format = text_of(schema, "format");
    return escaped(format.empty() ? text_of(schema, "type") : format) + limits_of(schema);
}

std::string row(std::string_view name, std::string_view type, std::string_view meaning) {
    return "<tr><th scope=\"row\">" + std::string{name} + "</th><td class=\"type\">" + std::string{type} + "</td><td>" +
           std::string{meaning} + "</td></tr>\n";
}

std::string table(std::string_view caption, std::string_view first, const std::string& rows) {
    if (rows.empty()) return {};
    return "<h4>" + std::string{caption} + "</h4><table><thead><tr><th scope=\"col\">" + std::string{first} +
           "</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n" + rows +
           "</tbody></table>\n";
}

std::string fields_of(const dom::element& schema) {
    std::vector<std::string_view> required;
    if (dom::array names; schema["required"].get(names) == simdjson::SUCCESS)
        for (const std::string_view name : names) required.push_back(name);
    std::string rows;
    dom::object properties;
    if (schema["properties"].get(properties) != simdjson::SUCCESS) return rows;
    for (const auto& [name, property] : properties) {
        const bool needed = std::find(required.begin(), required.end(), name) != required.end();
        rows += row(code(name) + (needed ? " (required)" : ""), type_of(property),
                    escaped(text_of(property, "description")));
    }
    return rows;
}

// Every media type with what it holds.
std::string contents_of(const dom::element& in) {
    std::string out;
    dom::object content;
    if (in["content"].get(content) != simdjson::SUCCESS) return out;
    for (const auto& [type, held] : content)
        out += (out.empty() ? "" : "<br>") + code(type) + ": " + type_of(held["schema"]);
    return out;
}

std::string parameters_of(const dom::element& operation) {
    std::string rows;
    dom::array parameters;
    if (operation["parameters"].get(parameters) != simdjson::SUCCESS) return rows;
    for (const auto parameter : parameters) {
        bool required = false;
        if (parameter["required"].get(required) != simdjson::SUCCESS) required = false;
        rows += row(code(text_of(parameter, "name")) + " in " + escaped(text_of(parameter, "in")) +
                        (required ? " (required)" : ""),
                    type_of(parameter["schema"]), escaped(text_of(parameter, "description")));
    }
    return rows;
}

// What every path may answer is told once.
std::string answers_of(const dom::element& operation) {
    std::string rows;
    for (const auto& [status, answer] : dom::object{operation["responses"]}) {
        if (answer["$ref"].error() == simdjson::SUCCESS) continue;
        auto meaning = escaped(text_of(answer, "description"));
        dom::object headers;
        if (answer["headers"].get(headers) == simdjson::SUCCESS) {
            std::string names;
            for (const auto& [name, header] : headers) names += (names.empty() ? "" : ", ") + code(name);
            if (!names.empty()) meaning += "<br>Headers: " + names;
        }
        rows += row(code(status), contents_of(answer), meaning);
    }
    return rows;
}

std::string operation_html(std::string_view path, std::string_view method, const dom::element& operation) {
    std::string upper{method};
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    std::string out = "<section id=\"" + escaped(text_of(operation, "operationId")) + "\"><h3>" +
                      code(upper + " " + std::string{path}) + "</h3>\n<p>" + escaped(text_of(operation, "summary")) +
                      ".</p>\n";
    out += table("Parameters", "Name", parameters_of(operation));
    if (dom::element body; operation["requestBody"].get(body) == simdjson::SUCCESS)
        out += "<h4>Body</h4><p>" + contents_of(body) + "</p>\n";
    return out + table("Answers", "Status", answers_of(operation)) + "</section>\n";
}

// Paths by tag, each with its entry in the contents.
struct Part {
    std::string contents;
    std::string sections;
};

std::map<std::string, Part> parts_of(const dom::element& document) {
    std::map<std::string, Part> parts;
    for (const auto& [path, operations] : dom::object{document["paths"]})
        for (const auto& [method, operation] : dom::object{operations}) {
            auto& part = parts[std::string{std::string_view{operation["tags"].at(0)}}];
            part.contents += "<li><a href=\"#" + escaped(text_of(operation, "operationId")) + "\">" +
                             code(std::string{method} + " " + std::string{path}) + "</a></li>\n";
            part.sections += operation_html(path, method, operation);
        }
    return parts;
}

std::string common_answers(const dom::element& document) {
    std::map<std::string, std::string> rows;
    for (const auto& [path, operations] : dom::object{document["paths"]})
        for (const auto& [method, operation] : dom::object{operations})
            for (const auto& [status, answer] : dom::object{operation["responses"]})
                if (const auto reference = text_of(answer, "$ref");
                    !reference.empty() && !rows.contains(std::string{status})) {
                    const dom::element response = document["components"]["responses"][last_part(reference)];
                    rows[std::string{status}] =
                        row(code(status), contents_of(response), escaped(text_of(response, "description")));
                }
    std::string all;
    for (const auto& [status, one] : rows) all += one;
    return table("What every path may answer", "Status", all);
}

std::string schemas_html(const dom::element& document) {
    std::string out;
    for (const auto& [name, schema] : dom::object{document["components"]["schemas"]}) {
        out += "<section id=\"schema-" + escaped(name) + "\"><h3>" + code(name) + "</h3>\n";
        if (const auto meaning = text_of(schema, "description"); !meaning.empty())
            out += "<p>" + escaped(meaning) + "</p>\n";
        const auto fields = fields_of(schema);
        out += fields.empty() ? "<p>" + type_of(schema) + "</p>\n" : table("Fields", "Name", fields);
        out += "</section>\n";
    }
    return out;
}

}  // namespace

std::string_view reference_style() {
    return style;
}

std::string reference_page(std::string_view openapi_document) {
    dom::parser parser;
    dom::element document;
    if (parser.parse(openapi_document.data(), openapi_document.size()).get(document) != simdjson::SUCCESS) return {};
    const auto parts = parts_of(document);
    std::string out =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<title>Tallystick: reference of the API</title><link rel=\"stylesheet\" href=\"" +
        std::string{reference_style_path} +
        "\"></head>\n<body><a class=\"skip\" href=\"#main\">To the paths</a>\n<header><h1>Tallystick: reference of the "
        "API</h1>\n<p>" +
        escaped(text_of(document["info"], "description")) +
        "</p>\n<p>For programs: <a href=\"/v1/openapi.json\">the same as an OpenAPI document</a>.</p></header>\n"
        "<nav aria-label=\"Contents\">\n";
    for (const auto& [tag, part] : parts)
        out += "<h2><a href=\"#tag-" + escaped(tag) + "\">" + escaped(tag) + "</a></h2>\n<ul class=\"contents\">\n" +
               part.contents + "</ul>\n";
    out += "<p><a href=\"#schemas\">Schemas</a></p></nav>\n<main id=\"main\">\n" + common_answers(document);
    for (const auto& [tag, part] : parts)
        out += "<h2 id=\"tag-" + escaped(tag) + "\">" + escaped(tag) + "</h2>\n" + part.sections;
    return out + "<h2 id=\"schemas\">Schemas</h2>\n" + schemas_html(document) + "</main></body></html>\n";
}

}  // namespace tally::tools
