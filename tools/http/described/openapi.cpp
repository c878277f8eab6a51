#include "tools/http/described/openapi.h"

#include <fmt/format.h>
#include <initializer_list>
#include <map>
#include <vector>

#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/form_schemas.h"
#include "eventstore/codec/json.h"
#include "eventstore/division/receipt.h"
#include "projections/ask.h"
#include "projections/what_if/what_if.h"
#include "tools/http/access/access_openapi.h"
#include "tools/http/described/openapi_operators.h"
#include "tools/http/described/openapi_parts.h"
#include "tools/http/routes/command_forms.h"
#include "tools/http/routes/command_routes.h"
#include "tools/http/routes/event_routes.h"
#include "tools/http/routes/import_routes.h"
#include "tools/http/routes/query_routes.h"
#include "tools/http/routes/rate_study_routes.h"
#include "tools/http/routes/run_routes.h"
#include "tools/http/routes/what_if_routes.h"
#include "tools/http/server/http_message.h"

namespace tally::tools {

namespace {

using projections::QuestionKind;

constexpr std::string_view answer_prefix = "answer.";
constexpr std::string_view command_prefix = "command.";
constexpr std::string_view form_prefix = "form.";
constexpr std::string_view receipt_prefix = "receipt.";

// Members of an object, or elements of a list, each on a line of its own.
std::string lines_of(const std::vector<std::string>& members) {
    std::string out;
    for (const auto& member : members) out += (out.empty() ? "\n" : ",\n") + member;
    return out + "\n";
}

const std::string& position_header() {
    static const std::string header =
        header_member("Tally-Position",
                      "The answer has seen all events before this position: give it as wait_for to read what it "
                      "acknowledged",
                      R"({"type":"integer","minimum":0})");
    return header;
}

constexpr std::string_view number_schema = R"({"type":"integer","minimum":0})";

Parameter parameter_named(std::string_view name) {
    for (const Parameter& known :
         {Parameter{"as_of",
                    "What was known then: a log position, an instant, or a day, which ends where the utility is",
                    moment_schema},
          Parameter{"effective", "What was in force on that date", date_schema},
          Parameter{"channel",
                    "One channel of the service point; left out: all of them, of intervals the first. Of market "
                    "transactions a set, kind or status",
                    code_schema},
          Parameter{"intervals", "Every interval beside the totals", R"({"type":"boolean","default":false})"},
          Parameter{"from", "First accounting date; of intervals the first day. Left out: no limit", date_schema},
          Parameter{"to", "Last accounting date; of intervals the last day. Left out: no limit", date_schema},
          Parameter{"limit", "Lines at most", R"({"type":"integer","minimum":1})"},
          Parameter{"state", "Those of this state alone", R"({"type":"string","enum":["requested"]})"},
          Parameter{"cursor", "`next` of the page before, of the same question; left out: from the start",
                    text_schema}})
        if (known.name == name) return known;
    for (const auto& typed : projections::typed_parameters())
        if (typed.name == name) return {typed.name, typed.what, text_schema};
    return {name, name, text_schema};
}

std::string id_schema(projections::IdForm form) {
    switch (form) {
        case projections::IdForm::id:
            return std::string{id_text_schema};
        case projections::IdForm::date:
            return std::string{date_schema};
        case projections::IdForm::code:
            return std::string{code_schema};
        case projections::IdForm::words:
            break;
    }
    return std::string{text_schema};
}

// What a question takes beside the id in its path, by GET in the query and by POST in the body.
std::vector<Parameter> parameters_of_question(const QuestionKind& kind, std::string_view limit_schema) {
    std::vector<Parameter> parameters;
    if (!kind.id_parameter.empty())
        parameters.push_back(kind.form == projections::IdForm::words
                                 ? Parameter{kind.id_parameter, "The words to search for", text_schema}
                                 : Parameter{kind.id_parameter, "Which one", code_schema});
    for (const auto name : projections::parameters_of(kind)) {
        parameters.push_back(parameter_named(name));
        if (name == "limit") parameters.back().schema = limit_schema;
    }
    parameters.push_back({"division", "Which division; left out: the only one", division_schema});
    parameters.push_back({"wait_for",
                          "The answer has seen the events before this position, the Tally-Position of another answer",
                          position_schema});
    return parameters;
}

std::string limit_schema_of(const QuestionKind& kind) {
    return fmt::format(R"({{"type":"integer","minimum":1,"maximum":{}}})", projections::lines_max(kind));
}

std::string summary_of_question(const QuestionKind& kind) {
    return "The same as `tally " + std::string{kind.form == projections::IdForm::words ? "" : "show "} +
           std::string{kind.kind} + " --json`";
}

std::string division_header() {
    return header_member("Tally-Division", "Which division answered", number_schema);
}

std::string question_operation(const QuestionKind& kind, std::string_view path) {
    std::string joined;
    const auto add = [&](const Parameter& parameter) {
        joined += (joined.empty() ? "" : ",") + parameter_json(parameter);
    };
    const auto id_description = "Which " + std::string{kind.id_of.empty() ? kind.kind : kind.id_of};
    if (path.find("{id}") != std::string_view::npos) add({"id", id_description, id_schema(kind.form), "path"});
    const auto limit_schema = limit_schema_of(kind);
    for (const auto& parameter : parameters_of_question(kind, limit_schema)) add(parameter);
    add({"If-None-Match", "The ETag of an answer that the client has", R"({"type":"string"})", "header"});
    const auto etag = header_member("ETag", "Equal: the same answer", R"({"type":"string"})");
    const bool one_of_many = path != kind.path;
    return fmt::format(
        R"({}:{{"get":{{"operationId":{},"tags":["questions"],"summary":{},"parameters":[{}],"responses":{{)"
        R"("200":{{"description":"The answer","headers":{{{},{},{}}},"content":{{"{}":{{"schema":{}}},"text/plain":{{"schema":{{"type":"string"}}}}}}}},)"
        R"("304":{{"description":"The client has this answer"}}{}}}}}}})",
        json_text(path), json_text("get_" + std::string{kind.kind} + (one_of_many ? "_of_id" : "")),
        json_text(summary_of_question(kind)), joined, position_header(), division_header(), etag, json_type,
        reference(answer_prefix, kind.kind),
        problems({{400, "A value, a parameter or its encoding is invalid, or the log cannot answer as of then yet"},
                  signed_out,
                  {403, "The roles of who asks may not see this"},
                  {404, "There is none of that id, channel or division"},
                  {421, "Host is not a name of this server"},
                  {503, "Try again: the position is not reached, no owner answers, or too much is asked at once"}}));
}

// The same by POST, so that words about a person stand in no address.
std::string asked_by_body_operation(const QuestionKind& kind) {
    std::string properties;
    const auto limit_schema = limit_schema_of(kind);
    for (const auto& parameter : parameters_of_question(kind, limit_schema)) {
        const std::string schema{parameter.schema};
        properties += fmt::format(R"({}{}:{{"description":{},{})", properties.empty() ? "" : ",",
                                  json_text(parameter.name), json_text(parameter.description), schema.substr(1));
    }
    const auto required =
        kind.id_parameter.empty() ? std::string{} : fmt::format(R"("required":[{}],)", json_text(kind.id_parameter));
    return fmt::format(
        R"({}:{{"post":{{"operationId":{},"tags":["questions"],"summary":{},"parameters":[],)"
        R"("requestBody":{{"required":true,"content":{{"{}":{{"schema":{{"type":"object","additionalProperties":false,{}"properties":{{{}}}}}}}}}}},"responses":{{)"
        R"("200":{{"description":"The answer","headers":{{{},{}}},"content":{{"{}":{{"schema":{}}},"text/plain":{{"schema":{{"type":"string"}}}}}}}}{}}}}}}})",
        json_text(kind.path), json_text("post_" + std::string{kind.kind}),
        json_text(summary_of_question(kind) + ", with nothing about a person in the address"), json_type, required,
        properties, position_header(), division_header(), json_type, reference(answer_prefix, kind.kind),
        problems(
            {{400, "The body cannot be read, or a value in it is invalid"},
             signed_out,
             {403, "The roles of who asks may not see this, the CSRF token is wrong, or a page of another site asked"},
             {404, "There is no such division"},
             {415, "The body is not application/json"},
             {421, "Host is not a name of this server"},
             {503, "Try again: the position is not reached, no owner answers, or too much is asked at once"}}));
}

// What the path of a command adds to it.
struct OfPath {
    std::string parameter = {};  // As JSON.
    std::string_view tag = "commands";
    bool has_location = false;
};

std::string command_operation(std::string_view path, std::string_view operation, std::string_view summary,
                              std::string_view schema, const OfPath& of_path = {}) {
    constexpr std::string_view key =
        R"({"name":"Idempotency-Key","in":"header","required":false,"description":"The command's id, where the body has none","schema":{"type":"string","minLength":1,"maxLength":128}})";
    const auto receipt = reference(receipt_prefix, "receipt");
    std::string headers = position_header();
    if (of_path.has_location)
        headers += "," + header_member("Location", "Path of what was made", R"({"type":"string"})");
    const auto parameters = of_path.parameter + (of_path.parameter.empty() ? "" : ",") + std::string{key};
    const auto answered = [&](unsigned status, std::string_view why) {
        return fmt::format(R"("{}":{{"description":{},"headers":{{{}}},"content":{{"{}":{{"schema":{}}}}}}})", status,
                           json_text(why), headers, json_type, receipt);
    };
    return fmt::format(
        R"({}:{{"post":{{"operationId":{},"tags":["{}"],"summary":{},"parameters":[{}],)"
        R"("requestBody":{{"required":true,"content":{{"{}":{{"schema":{}}}}}}},"responses":{{{},{}{}}}}}}})",
        json_text(path), json_text(operation), of_path.tag, json_text(summary), parameters, json_type, schema,
        answered(200, "Accepted before under this id, or already so; nothing was written"),
        answered(201, "Accepted: its events are durable"),
        problems({{400, "It cannot be read as a command"},
                  signed_out,
                  {403,
                   "This server takes no commands, a page of another site sent it, the CSRF token is wrong, or the "
                   "roles of the sender may not send it"},
                  {409, "The id was used with another body"},
                  {413, "The body is too long"},
                  {415, "The body is not application/json"},
                  {421, "Host is not a name of this server"},
                  {422, "Refused by a rule: nothing was written; field, value and cure say why"},
                  {503, "The store failed or is busy: send it again with the same id"}}));
}

std::string form_operation(const CommandForm& form) {
    OfPath of_path{.tag = "resources", .has_location = !form.made.empty()};
    if (!form.field.empty())
        of_path.parameter = parameter_json(
            {"id", fmt::format("The field {} of the command", form.field), id_schema(projections::IdForm::id), "path"});
    return command_operation(form.path, fmt::format("form_{}", form.type),
                             fmt::format("The command {}, without its type{}", form.type,
                                         form.field.empty() ? "" : " and what the path says"),
                             reference(form_prefix, form.type), of_path);
}

// A path that is there already has one method more.
void add_path(std::string made, std::vector<std::string>& paths) {
    const auto name = made.substr(0, made.find(":{") + 2);
    for (auto& path : paths)
        if (path.starts_with(name)) {
            path.back() = ',';
            path += made.substr(name.size());
            return;
        }
    paths.push_back(std::move(made));
}

constexpr std::string_view event_schema =
    R"("event":{"type":"object","required":["position","stream","version","type","recorded_at","actor","command_id","data"],"properties":{)"
    R"("position":{"type":"integer","minimum":0},"stream":{"type":"string"},"version":{"type":"integer","minimum":0},)"
    R"("type":{"type":"string"},"recorded_at":{"type":"string","format":"date-time"},"actor":{"type":"string"},)"
    R"("reason":{"type":"string"},"command_id":{"type":"string"},)"
    R"("data":{"type":"object","description":"The event's own fields: `tally describe events --json` has their schemas"}}})";
constexpr std::string_view event_page_schema =
    R"("event_page":{"type":"object","additionalProperties":false,"required":["position","events"],"properties":{)"
    R"("position":{"type":"integer","minimum":0,"description":"True at: entries of the log that were looked through."},)"
    R"("events":{"type":"array","items":{"$ref":"#/components/schemas/event"}},)"
    R"("next":{"type":"string","description":"Cursor of the events behind these; left out: there are none. A page may have fewer events than its limit, or none, where many were looked at."}}})";

// An instant or a day.
constexpr std::string_view time_schema =
    R"({"type":"string","pattern":"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$"})";

std::string event_operation() {
    std::string parameters;
    for (const Parameter& one :
         {Parameter{"stream", "Events of one aggregate, such as account/A-1 or settings/division",
                    R"({"type":"string","pattern":"^[a-z_]+/[!-.0-~]{1,64}$"})"},
          Parameter{"since", "Recorded at this instant or later; a day: from its beginning where the utility is",
                    time_schema},
          Parameter{"until", "Recorded before this instant; a day: up to its end where the utility is", time_schema},
          Parameter{"by", "Of this actor's commands", text_schema},
          Parameter{"type", "Of this type, such as account.payment_posted, or of this group, such as account",
                    text_schema},
          Parameter{"reason", "With these words in their reason", text_schema},
          Parameter{"order", "Which come first", R"({"type":"string","enum":["newest","oldest"],"default":"newest"})"},
          Parameter{"from", "At this position and behind it, such as the Tally-Position of an answer on a screen",
                    position_schema},
          Parameter{"after", "Behind the event at this position", position_schema},
          Parameter{"limit", "Events at most", R"({"type":"integer","minimum":1,"maximum":500,"default":50})"},
          Parameter{"cursor", "`next` of the page before, of the same question", text_schema},
          Parameter{"division", "Which division; left out: the only one", division_schema},
          Parameter{"wait_for", "The answer has seen the events before this position", position_schema},
          Parameter{"Last-Event-ID", "Position of the last event that a client was told of", text_schema, "header"},
          Parameter{"If-None-Match", "The ETag of an answer that the client has", R"({"type":"string"})", "header"}})
        parameters += (parameters.empty() ? "" : ",") + parameter_json(one);
    return fmt::format(
        R"({}:{{"get":{{"operationId":"get_events","tags":["events"],"summary":)"
        R"("Events with their envelopes; as text/event-stream what is there and then what comes, each with its position as id",)"
        R"("parameters":[{}],"responses":{{"200":{{"description":"The events","headers":{{{},{}}},"content":{{"{}":{{"schema":{}}},"{}":{{"schema":{{"type":"string"}}}}}}}},)"
        R"("304":{{"description":"The client has this answer"}}{}}}}}}})",
        json_text(EventRoutes::path), parameters, position_header(),
        header_member("Tally-Division", "Which division answered", number_schema), json_type,
        reference("", "event_page"), event_stream_type,
        problems({{400, "A value, a parameter or its encoding is invalid"},
                  signed_out,
                  {403, "The roles of who asks may not see this"},
                  {404, "There is none of that division"},
                  {421, "Host is not a name of this server"},
                  {503, "Try again: the position is not reached, no owner answers, or there are too many followers"}}));
}

std::string batch_operation() {
    return fmt::format(
        R"({}:{{"post":{{"operationId":"post_commands","tags":["commands"],"summary":)"
        R"("Commands as JSON Lines, each with its type and command_id; a receipt a line, in their order, while the rest is being sent",)"
        R"("requestBody":{{"required":true,"content":{{"{}":{{"schema":{{"type":"string"}}}}}}}},)"
        R"("responses":{{"200":{{"description":"Receipts, a line each; an answer that is cut off says nothing of the lines that it does not have: send them again",)"
        R"("content":{{"{}":{{"schema":{{"type":"string"}}}}}}}}{}}}}}}})",
        json_text(CommandRoutes::batch_path), json_lines_type, json_lines_type,
        problems({{400, "The request is malformed"},
                  signed_out,
                  {403, "This server takes no commands, a page of another site sent them, or the CSRF token is wrong"},
                  {415, "The body is not application/jsonl"},
                  {421, "Host is not a name of this server"},
                  {503, "Too many batches at once: try again"}}));
}

std::string processes_operation() {
    return fmt::format(
        R"({}:{{"get":{{"operationId":"get_runs","tags":["commands"],"summary":"Processes that are run for a day",)"
        R"("parameters":[],"responses":{{"200":{{"description":"The processes","content":{{"{}":{{"schema":{}}}}}}}{}}}}}}})",
        json_text(RunRoutes::list_path), json_type, reference(answer_prefix, "processes"),
        problems({{400, "A parameter or its encoding is invalid"},
                  signed_out,
                  {403, "The roles of who asks may not see this"},
                  {421, "Host is not a name of this server"}}));
}

constexpr std::string_view instant_schema =
    R"({"type":"string","format":"date-time","pattern":"^(19|2[0-9])[0-9]{2}-"})";

std::string what_if_operation() {
    return fmt::format(
        R"({}:{{"post":{{"operationId":"post_what_if","tags":["commands"],"summary":)"
        R"("What commands would make, tried in order on a copy in memory; nothing is written",)"
        R"("parameters":[{}],"requestBody":{{"required":true,"content":{{"{}":{{"schema":{{"type":"object","required":["commands"],)"
        R"("additionalProperties":false,"properties":{{"commands":{{"type":"array","minItems":1,"maxItems":{},"items":)"
        R"({{"type":"object","description":"A command with its type; one that cannot be read has a receipt that says why."}}}}}}}}}},"{}":{{"schema":{{"type":"string"}}}}}}}},)"
        R"("responses":{{"200":{{"description":"A receipt or refusal each, balances before and after, documents",)"
        R"("headers":{{{}}},"content":{{"{}":{{"schema":{}}}}}}}{}}}}}}})",
        json_text(WhatIfRoutes::path),
        parameter_json({"division", "Which division; left out: the only one", division_schema}) + "," +
            parameter_json({"received_at", "With simulated time: when commands in lines are sent that do not say it",
                            instant_schema}),
        json_type, projections::what_if_commands_max, json_lines_type, position_header(), json_type,
        reference(answer_prefix, "what-if"),
        problems({{400, "The body is not a list of commands; a command that cannot be read has a receipt instead"},
                  signed_out,
                  {403, "Who signed in may not send such a command, or a page of another site sent it"},
                  {404, "There is no such division"},
                  {413, "The body is too long"},
                  {415, "The body is neither application/json nor application/jsonl"},
                  {421, "Host is not a name of this server"},
                  {503, "No owner answers here, or too much is asked at once: try again"}}));
}

// By a pattern alone: with a format beside it, a program that makes values to try throws most of them away.
constexpr std::string_view day_schema =
    R"({"type":"string","pattern":"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"})";
constexpr std::string_view second_schema =
    R"({"type":"string","pattern":"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$"})";

std::string run_operation() {
    std::string names;
    for (const auto& process : consumers::processes()) names += (names.empty() ? "" : ",") + json_text(process.name);
    return fmt::format(
        R"({}:{{"post":{{"operationId":"post_run","tags":["commands"],"summary":)"
        R"("Runs a process for a day; run again it does nothing twice, and goes on where it was left",)"
        R"("parameters":[{}],)"
        R"("responses":{{"200":{{"description":"How far it is, a line at least twice a second; the last line is the outcome with the report of the process, or an error",)"
        R"("content":{{"{}":{{"schema":{{"type":"string"}}}}}}}}{}}}}}}})",
        json_text(RunRoutes::path),
        parameter_json({"process", "Which one", R"({"enum":[)" + names + "]}", "path"}) + "," +
            parameter_json({"date", "The day", day_schema, "query", true}) + "," +
            parameter_json(
                {"days", "Of a process that takes them: see the list of processes",
                 R"({"type":"integer","minimum":1,"maximum":)" + std::to_string(consumers::process_days_max) + "}"}) +
            "," +
            parameter_json({"preview", "True: what is due is counted, and nothing is sent", R"({"type":"boolean"})"}) +
            "," +
            parameter_json(
                {"received_at",
                 "With simulated time: when the commands are received; left out: when the last event was recorded",
                 second_schema}),
        json_lines_type,
        problems({{400, "A parameter or its encoding is invalid"},
                  signed_out,
                  {403,
                   "Who signed in may not send its commands, a page of another site asked, or the server takes no "
                   "commands"},
                  {404, "There is no such process"},
                  {409, "The division is owned by nodes, beside which the process is run"},
                  {415, "There is a body that is neither application/json nor application/jsonl"},
                  {421, "Host is not a name of this server"},
                  {503, "Too many runs and batches at once: try again"}}));
}

std::string import_formats_operation() {
    return fmt::format(
        R"({}:{{"get":{{"operationId":"get_imports","tags":["commands"],"summary":"Formats of meter files that are imported",)"
        R"("parameters":[],"responses":{{"200":{{"description":"The formats","content":{{"{}":{{"schema":{}}}}}}}{}}}}}}})",
        json_text(ImportRoutes::list_path), json_type, reference(answer_prefix, "imports"),
        problems({{400, "A parameter or its encoding is invalid"},
                  signed_out,
                  {403, "The roles of who asks may not see this"},
                  {421, "Host is not a name of this server"}}));
}

// One path for all formats: each parameter says which of them take it.
std::string import_operation() {
    std::string names;
    std::map<std::string_view, std::pair<const ImportParameter*, std::string>> parameters;
    for (const auto& format : import_formats()) {
        names += (names.empty() ? "" : ",") + json_text(format.name);
        for (const auto& one : format.parameters) {
            auto& [parameter, formats] = parameters[one.name];
            parameter = &one;
            formats += (formats.empty() ? "" : ", ") + std::string{format.name};
        }
    }
    auto all = parameter_json({"format", "Which one", R"({"enum":[)" + names + "]}", "path"}) + "," +
               parameter_json({"file", "The file's name, as findings and events call it",
                               R"({"type":"string","minLength":1,"maxLength":)" +
                                   std::to_string(UploadedFile::name_bytes_max) + "}",
                               "query", true});
    for (const auto& [name, one] : parameters)
        all += "," + parameter_json({std::string{name}, "Of " + one.second + ": " + std::string{one.first->about},
                                     std::string{one.first->schema}});
    all += "," + parameter_json({"received_at",
                                 "With simulated time: when the commands are received; left out: when the last event "
                                 "was recorded",
                                 std::string{second_schema}});
    return fmt::format(
        R"({}:{{"post":{{"operationId":"post_import","tags":["commands"],"summary":)"
        R"("Imports a meter file, or a zip archive of them; imported again it records nothing twice",)"
        R"("parameters":[{}],"requestBody":{{"required":true,"content":{{"{}":{{"schema":{{}}}}}}}},)"
        R"("responses":{{"200":{{"description":"How far it is, a line at least twice a second; the last line is the outcome with the report of the format, or an error",)"
        R"("content":{{"{}":{{"schema":{{"type":"string"}}}}}}}}{}}}}}}})",
        json_text(ImportRoutes::path), all, ImportRoutes::body_type, json_lines_type,
        problems({{400, "A parameter or its encoding is invalid"},
                  signed_out,
                  {403,
                   "Who signed in may not send its commands, a page of another site asked, or the server takes no "
                   "commands"},
                  {404, "There is no such format"},
                  {409, "The division is owned by nodes, beside which the file is imported"},
                  {415, "The body is not application/octet-stream"},
                  {421, "Host is not a name of this server"},
                  {503, "Another file is being imported, or too many runs and batches at once: try again"}}));
}

std::string rate_study_operation() {
    return fmt::format(
        R"({}:{{"post":{{"operationId":"post_rate_studies","tags":["commands"],"summary":)"
        R"("Bills of a span of days charged again at proposed tariffs, given as commands tariff.publish; nothing is written",)"
        R"("parameters":[{}],"requestBody":{{"content":{{"{}":{{"schema":{{"type":"object","required":["commands"],)"
        R"("additionalProperties":false,"properties":{{"commands":{{"type":"array","minItems":1,"maxItems":{},"items":)"
        R"({{"type":"object","description":"A command tariff.publish, with its type."}}}}}}}}}},"{}":{{"schema":{{"type":"string"}}}}}}}},)"
        R"("responses":{{"200":{{"description":"How far it is, a line several times a second, with accounts=true a line for each account; the last line has the study, or that of the account, or an error",)"
        R"("content":{{"{}":{{"schema":{{"oneOf":[{{"type":"string"}},{},{}]}}}}}}}}{}}}}}}})",
        json_text(RateStudyRoutes::path),
        parameter_json({"from", "Bills count whose last day is this or later", day_schema, "query", true}) + "," +
            parameter_json({"to", "The latest last day", day_schema, "query", true}) + "," +
            parameter_json({"replace", "Which tariff takes the place of which: RES-1=RES-2, more after commas",
                            R"({"type":"string"})"}) +
            "," +
            parameter_json(
                {"present_on",
                 "The version in force on that day is the present tariff of all days; left out: each day's own",
                 day_schema}) +
            "," + parameter_json({"account", "One account alone, with lines", R"({"type":"string"})"}) + "," +
            parameter_json({"accounts", "True: each account is told", R"({"type":"boolean"})"}) + "," +
            parameter_json({"division", "Which division; left out: the only one", division_schema}),
        json_type, projections::what_if_commands_max, json_lines_type, json_lines_type,
        reference(answer_prefix, "rate-study"), reference(answer_prefix, "account-study"),
        problems({{400, "A parameter or its encoding is invalid"},
                  signed_out,
                  {403, "The roles of who asks may not see this, or a page of another site asked"},
                  {404, "There is no such division"},
                  {415, "There is a body that is neither application/json nor application/jsonl"},
                  {421, "Host is not a name of this server"},
                  {503, "Another study is under way, or too much is asked at once: try again"}}));
}

// The type says which fields the rest is made of: those of POST /v1/commands/TYPE.
std::string any_command(const std::vector<eventstore::CatalogueEntry>& commands) {
    std::string types;
    for (const auto& command : commands) types += (types.empty() ? "" : ",") + json_text(command.name);
    return R"({"type":"object","required":["type"],"properties":{"type":{"enum":[)" + types + "]}}}";
}

std::string problem_schema() {
    return R"("problem":{"type":"object","required":["type","title","status","detail","instance"],"properties":{)"
           R"("type":{"type":"string","pattern":"^urn:tallystick:problem:","description":"For programs: ends in the code of the problem, of a refused command the name of its rejection."},)"
           R"("title":{"type":"string"},"status":{"type":"integer"},)"
           R"("detail":{"type":"string","description":"Names value and cure."},)"
           R"("field":{"type":"string","description":"The parameter, header or path in a command that is wrong."},)"
           R"("value":{"type":"string","description":"What stood there."},)"
           R"("cure":{"type":"string","description":"What to do instead."},)"
           R"("command_id":{"type":"string"},)"
           R"("pointer":{"type":"string","format":"json-pointer","description":"Where that is in the body sent (RFC 6901)."},)"
           R"("line":{"type":"integer","minimum":1,"description":"Of a body with several lines."},)"
           R"("column":{"type":"integer","minimum":1,"description":"In characters: of the field, or where it stops being JSON."},)"
           R"("instance":{"type":"string","pattern":"^urn:tallystick:request:","description":"Names the request, as X-Request-Id and the server's log do."}}})";
}

}  // namespace

std::string openapi_document() {
    std::vector<std::string> paths;
    std::vector<eventstore::CatalogueEntry> answers;
    for (const auto& kind : projections::questions()) {
        for (const auto path : {kind.path, kind.id_path})
            if (!path.empty()) paths.push_back(question_operation(kind, path));
        if (QueryRoutes::names_a_person(kind)) add_path(asked_by_body_operation(kind), paths);
        answers.push_back({kind.kind, kind.answer});
    }
    paths.push_back(event_operation());
    const auto commands = eventstore::catalogue_of<domain::Command>();
    paths.push_back(
        command_operation(CommandRoutes::path, "post_command", "Any command, with its type", any_command(commands)));
    paths.push_back(batch_operation());
    paths.push_back(what_if_operation());
    paths.push_back(processes_operation());
    paths.push_back(run_operation());
    paths.push_back(import_formats_operation());
    paths.push_back(import_operation());
    paths.push_back(rate_study_operation());
    answers.push_back({"rate-study", &eventstore::record_shape<projections::RateStudyAnswer>()});
    answers.push_back({"account-study", &eventstore::record_shape<projections::AccountStudyAnswer>()});
    answers.push_back({"processes", &eventstore::record_shape<ProcessesAnswer>()});
    answers.push_back({"imports", &eventstore::record_shape<ImportFormatsAnswer>()});
    answers.push_back({"what-if", &eventstore::record_shape<projections::WhatIfAnswer>()});
    for (const auto& command : commands)
        paths.push_back(command_operation(
            fmt::format("{}/{}", CommandRoutes::path, command.name), fmt::format("post_{}", command.name),
            fmt::format("The command {}, without its type", command.name), reference(command_prefix, command.name)));
    std::vector<eventstore::FormSchema> forms;
    for (const auto& form : command_forms()) {
        add_path(form_operation(form), paths);
        forms.push_back({form.type, form.field, form.completed});
    }
    const auto schemas = [](std::string_view prefix, const auto& make) {
        return make(prefix, std::string{schemas_at} + std::string{prefix});
    };
    for (auto& path : access_operations()) add_path(std::move(path), paths);
    for (auto& path : operator_operations()) paths.push_back(std::move(path));
    const std::vector<eventstore::CatalogueEntry> receipts{
        {"receipt", &eventstore::record_shape<eventstore::CommandReceipt>()}};
    return fmt::format(
        R"({{"openapi":"3.1.0","info":{{"title":"Tallystick","version":"1","description":)"
        R"("Questions and commands of a billing ledger. Answers are those of `tally show --json`, receipts those of `tally apply --json`."}},)"
        R"("security":[{{}},{{"cookie":[]}},{{"bearer":[]}}],"paths":{{{}}},"components":{{"securitySchemes":{{{}}},"responses":{{{}}},"schemas":{{{}}}}}}})"
        "\n",
        lines_of(paths), security_schemes(), common_responses(),
        lines_of(
            {problem_schema(), access_schemas(), operator_schemas(), std::string{event_schema},
             std::string{event_page_schema},
             schemas(receipt_prefix,
                     [&](auto prefix, const auto& refs) { return eventstore::answer_schemas(receipts, prefix, refs); }),
             schemas(answer_prefix,
                     [&](auto prefix, const auto& refs) { return eventstore::answer_schemas(answers, prefix, refs); }),
             schemas(command_prefix,
                     [&](auto prefix, const auto& refs) { return eventstore::command_schemas(prefix, refs); }),
             eventstore::form_schemas(forms, form_prefix, std::string{schemas_at} + std::string{command_prefix})}));
}

}  // namespace tally::tools
