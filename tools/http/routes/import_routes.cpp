#include "tools/http/routes/import_routes.h"

#include <algorithm>

#include "consumers/commands/held_division.h"
#include "consumers/commands/waiting_port.h"
#include "consumers/intake/outcome/import_outcome.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/time_texts.h"
#include "tools/http/divisions/asked_division.h"
#include "tools/http/routes/command_routes.h"
#include "tools/http/routes/one_place.h"
#include "tools/http/routes/query_routes.h"
#include "tools/http/routes/recorded_time.h"
#include "tools/http/routes/run_lines.h"

namespace tally::tools {

namespace {

constexpr std::size_t import_segments = 3;  // Of /v1/imports/{format}.

std::string_view type_of(const domain::Command& command) {
    static const auto types = eventstore::catalogue_of<domain::Command>();
    return types[command.index()].name;
}

std::string format_names() {
    std::string names;
    for (const auto& format : import_formats()) names += (names.empty() ? "" : ", ") + std::string{format.name};
    return names;
}

// Nothing: the parameters are those of the format, and each that is required is there.
std::optional<HttpAnswer> wrong_import_parameter(const RequestTarget& target, const ImportFormat& format) {
    std::string names = "file";
    for (const auto& one : format.parameters) names += ", " + std::string{one.name};
    for (const auto& [name, value] : target.parameters) {
        const bool known = name == "file" || name == "received_at" ||
                           std::any_of(format.parameters.begin(), format.parameters.end(),
                                       [&](const auto& one) { return one.name == name; });
        if (!known)
            return bad_parameter(name, "this format has no such parameter: leave it out; it takes " + names +
                                           " and, with simulated time, received_at");
    }
    const auto file = target.parameters.find("file");
    if (const auto wrong =
            UploadedFile::wrong_with(file == target.parameters.end() ? std::string_view{} : file->second);
        !wrong.empty())
        return bad_parameter("file", wrong);
    for (const auto& one : format.parameters)
        if (one.required && !target.parameters.contains(one.name))
            return bad_parameter(one.name, "it is missing: " + std::string{one.about});
    return std::nullopt;
}

// Who may not send the commands of a format may not import it. The second: of that type.
std::optional<std::pair<NotTaken, std::string_view>> wrong_importer_of(const ImportFormat& format,
                                                                       const CommandSender& sender) {
    if (!sender.wrong_with) return std::nullopt;
    for (const auto& each : format.gives) {
        eventstore::ParsedCommand command;
        command.command = each;
        if (auto wrong = sender.wrong_with(command)) return std::pair{std::move(*wrong), type_of(each)};
    }
    return std::nullopt;
}

struct Importing {
    consumers::CommandPort& port;
    consumers::HeldUsageSource usage;
    consumers::HeldNamedPoints points;
    consumers::OnImportProgress progress;

    [[nodiscard]] auto operator()(const consumers::ImportRequest& request) {
        return consumers::import_green_button(port, usage, request, progress);
    }
    [[nodiscard]] auto operator()(const consumers::Nem12Request& request) {
        return consumers::import_nem12(port, usage, points, request, progress);
    }
    [[nodiscard]] auto operator()(const consumers::Nem13Request& request) {
        return consumers::import_nem13(port, usage, points, request, progress);
    }
    [[nodiscard]] auto operator()(const consumers::CsvRequest& request) {
        return consumers::import_csv(port, usage, points, request, progress);
    }
};

template <class Report>
bool send_import_outcome(HttpExchange& exchange, const Report& report) {
    ImportEnded ended;
    auto text = consumers::import_text(report);
    text.pop_back();
    ended.text = domain::Plain{std::move(text)};
    for (auto& one : consumers::import_findings(report)) ended.findings.emplace_back(std::move(one.text));
    ended.interrupted = report.interrupted;
    return exchange.send("{\"outcome\":" + eventstore::to_json(ended, {}) +
                         ",\"report\":" + eventstore::to_json(report, {}) + "}\n");
}

}  // namespace

bool ImportRoutes::imports_at(std::string_view asked) {
    return asked.size() > list_path.size() && asked.starts_with(list_path) && asked[list_path.size()] == '/';
}

HttpAnswer ImportRoutes::list(const HttpRequest& request, const RequestTarget& target) const {
    HttpAnswer answer;
    if (auto wrong = wrong_method(request)) {
        answer = std::move(*wrong);
    } else if (!target.parameters.empty()) {
        answer = bad_parameter(target.parameters.begin()->first, "this path has no parameters: leave it out");
    } else {
        ImportFormatsAnswer all;
        for (const auto& format : import_formats()) {
            ImportFormatAnswer one{domain::Code{format.name}, domain::Plain{format.about}, {}, {}};
            for (const auto& each : format.gives) one.commands.emplace_back(type_of(each));
            for (const auto& each : format.parameters)
                one.parameters.push_back({domain::Code{each.name}, domain::Plain{each.about}, each.required});
            all.formats.push_back(std::move(one));
        }
        answer.body = eventstore::to_json(all, {}) + "\n";
    }
    answer.path = list_path;
    return answer;
}

tl::expected<ImportRoutes::Asked, HttpAnswer> ImportRoutes::read(const HttpRequest& request,
                                                                 const CommandSender& sender) const {
    const auto target = parse_target(request.target);
    if (!target) return tl::unexpected(http_problem(400, target.error(), "target_malformed"));
    Asked asked;
    if (target->segments.size() == import_segments) asked.format = import_format(target->segments.back());
    if (asked.format == nullptr)
        return tl::unexpected(
            http_problem(404, "there is no such format: give one of " + format_names(), "no_such_path", "path"));
    if (auto wrong = wrong_method_of_commands(request)) return tl::unexpected(std::move(*wrong));
    if (port_ == nullptr) return tl::unexpected(questions_only());
    if (directory_.written_elsewhere())
        return tl::unexpected(http_problem(409,
                                           "a node imports no files: `tally import " + std::string{asked.format->name} +
                                               " --kafka` imports them beside the nodes",
                                           "imports_elsewhere"));
    if (auto wrong = wrong_import_parameter(*target, *asked.format)) return tl::unexpected(std::move(*wrong));
    const auto terms = port_->terms();
    if (!terms) return tl::unexpected(http_unavailable("the division is not known here yet: try again", 2));
    auto received = received_at_of(*target, terms->simulated_time);
    if (!received) return tl::unexpected(std::move(received.error()));
    asked.received_at = *received;
    if (auto wrong = wrong_sender(request, {body_type})) return tl::unexpected(std::move(*wrong));
    if (auto wrong = wrong_importer_of(*asked.format, sender))
        return tl::unexpected(http_problem(wrong->first.status,
                                           "'" + std::string{wrong->second} + "': " + wrong->first.cure,
                                           wrong->first.code, wrong->first.field));
    auto read = asked.format->read(target->parameters);
    if (!read) return tl::unexpected(std::move(read.error()));
    asked.request = std::move(*read);
    asked.file = target->parameters.find("file")->second;
    return asked;
}

std::optional<HttpAnswer> ImportRoutes::wrong_with(const HttpRequest& request, const CommandSender& sender) const {
    auto asked = read(request, sender);
    if (!asked) return std::move(asked.error());
    if (under_way_) return http_unavailable("another file is being imported: try again when it is done", 5);
    return std::nullopt;
}

bool ImportRoutes::run(const HttpRequest& request, const CommandSender& sender,
                       const std::shared_ptr<HttpExchange>& exchange) {
    auto asked = read(request, sender);
    if (!asked) return send_error_line(*exchange, "the import may not begin any more: ask again");
    auto file = UploadedFile::make(asked->file);
    if (!file) return send_error_line(*exchange, file.error());
    if (auto received = file->receive(*exchange); !received)
        return !received.error().empty() && send_error_line(*exchange, received.error());
    const OnePlace place{under_way_};
    if (!place.held()) return send_error_line(*exchange, "another file is being imported: try again when it is done");
    return import(*asked, *file, sender, *exchange);
}

bool ImportRoutes::import(Asked& asked, const UploadedFile& file, const CommandSender& sender, HttpExchange& exchange) {
    const auto states = directory_.states();
    const auto opened = states.empty() ? std::nullopt : directory_.reader_of(states.front().number);
    if (!opened) return send_error_line(exchange, "the division is not answered here just now: import it again");
    if (opened->division->identity().simulated_time && asked.received_at == domain::Instant{}) {
        const auto last = last_recorded_at(*opened->division);
        if (!last) return send_error_line(exchange, last.error().message);
        asked.received_at = *last;
    }
    RunLines told{exchange, "commands", [&] { return !wrong_importer_of(*asked.format, sender); }};
    if (!told.tell()) return false;
    consumers::WaitingPort port{*port_, sender.answered, [&] { return told.tell(); }, RunLines::between};
    consumers::HeldStore held{*opened->division};
    Importing importing{port, consumers::HeldUsageSource{held}, consumers::HeldNamedPoints{held},
                        [&](const consumers::ImportProgress& now) { return told.at(now.commands, now.answered); }};
    return std::visit(
        [&](auto& of_format) {
            of_format.file = file.path();
            of_format.actor = domain::Plain{sender.actor};
            of_format.received_at = asked.received_at;
            auto report = importing(of_format);
            if (report) {
                report->file = domain::Plain{asked.file};
                return send_import_outcome(exchange, *report);
            }
            const auto message = std::visit([](const auto& error) { return error.message; }, report.error());
            return send_error_line(exchange, file.without_directory(message));
        },
        asked.request);
}

}  // namespace tally::tools
