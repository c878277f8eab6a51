#include "tools/http/routes/run_routes.h"

#include "consumers/commands/held_division.h"
#include "consumers/commands/waiting_port.h"
#include "eventstore/codec/catalogue.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/time_texts.h"
#include "tools/http/divisions/asked_division.h"
#include "tools/http/routes/command_routes.h"
#include "tools/http/routes/query_routes.h"
#include "tools/http/routes/recorded_time.h"
#include "tools/http/routes/run_lines.h"

namespace tally::tools {

namespace {

using consumers::Process;

constexpr std::size_t run_path_segments = 3;  // Of /v1/runs/{process}.
constexpr std::size_t body_bytes_max = 64 << 10;

std::string_view command_type(const Process& process) {
    static const auto types = eventstore::catalogue_of<domain::Command>();
    return types[process.gives().index()].name;
}

std::string process_names() {
    std::string names;
    for (const auto& process : consumers::processes()) names += (names.empty() ? "" : ", ") + std::string{process.name};
    return names;
}

// Nothing: the parameters are those of the process.
std::optional<HttpAnswer> read_parameters(const RequestTarget& target, const Process& process,
                                          consumers::ProcessRequest& request) {
    for (const auto& [name, value] : target.parameters) {
        if (name == "date") {
            const auto date = domain::Date::parse(value);
            if (!date) return bad_parameter(name, eventstore::why_not_a_date(value).sentence(value.substr(0, 64)));
            request.run.on = *date;
        } else if (name == "received_at") {
            continue;  // See received_at_of().
        } else if (name == "preview") {
            if (value != "true" && value != "false") return bad_parameter(name, "give true or false");
            request.preview = value == "true";
        } else if (name == "days" && !process.days.empty()) {
            std::uint64_t days = 0;
            if (!read_number(value, days) || days == 0 || days > consumers::process_days_max)
                return bad_parameter(name, "give a number from 1 to " + std::to_string(consumers::process_days_max));
            request.days = static_cast<std::uint32_t>(days);
        } else {
            return bad_parameter(name, "this process has no such parameter: leave it out; it takes date, preview" +
                                           std::string{process.days.empty() ? "" : ", days"} +
                                           " and, with simulated time, received_at");
        }
    }
    if (!target.parameters.contains("date"))
        return bad_parameter("date", "it is missing: give the day, such as 2022-01-05");
    if (!process.days.empty() && request.days == 0)
        return bad_parameter("days", "it is missing: " + std::string{process.days});
    return std::nullopt;
}

// Who may not send the commands of a process may not run it.
std::optional<NotTaken> wrong_sender_of(const Process& process, const CommandSender& sender) {
    if (!sender.wrong_with) return std::nullopt;
    eventstore::ParsedCommand command;
    command.command = process.gives();
    return sender.wrong_with(command);
}

bool send_outcome(HttpExchange& exchange, const consumers::ProcessRan& ran) {
    auto line = eventstore::to_json(RunEnded{ran.outcome}, {});
    line.pop_back();
    return exchange.send(line + ",\"report\":" + ran.json + "}\n");
}
// It has no meaning here; more than a little of it is not waited for.
bool read_body(HttpExchange& exchange) {
    std::string body;
    auto state = HttpExchange::Body::open;
    while (state == HttpExchange::Body::open && body.size() <= body_bytes_max) state = exchange.receive(body);
    return state == HttpExchange::Body::ended;
}

}  // namespace

bool RunRoutes::runs_at(std::string_view asked) {
    return asked.size() > list_path.size() && asked.starts_with(list_path) && asked[list_path.size()] == '/';
}

HttpAnswer RunRoutes::list(const HttpRequest& request, const RequestTarget& target) const {
    HttpAnswer answer;
    if (auto wrong = wrong_method(request)) {
        answer = std::move(*wrong);
    } else if (!target.parameters.empty()) {
        answer = bad_parameter(target.parameters.begin()->first, "this path has no parameters: leave it out");
    } else {
        ProcessesAnswer all;
        for (const auto& process : consumers::processes())
            all.processes.push_back({domain::Code{process.name}, domain::Plain{process.about},
                                     domain::Plain{command_type(process)}, domain::Plain{process.days}});
        answer.body = eventstore::to_json(all, {}) + "\n";
    }
    answer.path = list_path;
    return answer;
}

tl::expected<RunRoutes::Asked, HttpAnswer> RunRoutes::read(const HttpRequest& request,
                                                           const CommandSender& sender) const {
    const auto target = parse_target(request.target);
    if (!target) return tl::unexpected(http_problem(400, target.error(), "target_malformed"));
    Asked asked;
    if (target->segments.size() == run_path_segments) asked.process = consumers::find_process(target->segments.back());
    if (asked.process == nullptr)
        return tl::unexpected(
            http_problem(404, "there is no such process: give one of " + process_names(), "no_such_path", "path"));
    if (auto wrong = wrong_method_of_commands(request)) return tl::unexpected(std::move(*wrong));
    if (port_ == nullptr) return tl::unexpected(questions_only());
    if (directory_.written_elsewhere())
        return tl::unexpected(http_problem(409,
                                           "a node runs no process: `tally run " + std::string{asked.process->name} +
                                               " --kafka` runs it beside the nodes",
                                           "runs_elsewhere"));
    if (auto wrong = read_parameters(*target, *asked.process, asked.request)) return tl::unexpected(std::move(*wrong));
    const auto terms = port_->terms();
    if (!terms) return tl::unexpected(http_unavailable("the division is not known here yet: try again", 2));
    auto received = received_at_of(*target, terms->simulated_time);
    if (!received) return tl::unexpected(std::move(received.error()));
    asked.request.run.received_at = *received;
    if (auto wrong = wrong_sender(request, {json_type, json_lines_type, ""})) return tl::unexpected(std::move(*wrong));
    if (auto wrong = wrong_sender_of(*asked.process, sender))
        return tl::unexpected(http_problem(wrong->status,
                                           "'" + std::string{command_type(*asked.process)} + "': " + wrong->cure,
                                           wrong->code, wrong->field));
    asked.request.run.actor = domain::Plain{sender.actor};
    return asked;
}

std::optional<HttpAnswer> RunRoutes::wrong_with(const HttpRequest& request, const CommandSender& sender) const {
    auto asked = read(request, sender);
    if (asked) return std::nullopt;
    return std::move(asked.error());
}

bool RunRoutes::run(const HttpRequest& request, const CommandSender& sender,
                    const std::shared_ptr<HttpExchange>& exchange) const {
    auto asked = read(request, sender);
    if (!asked) return send_error_line(*exchange, "the run may not begin any more: ask again");
    if (!read_body(*exchange)) return false;
    const auto states = directory_.states();
    const auto opened = states.empty() ? std::nullopt : directory_.reader_of(states.front().number);
    if (!opened) return send_error_line(*exchange, "the division is not answered here just now: run it again");
    if (opened->division->identity().simulated_time && asked->request.run.received_at == domain::Instant{}) {
        const auto last = last_recorded_at(*opened->division);
        if (!last) return send_error_line(*exchange, last.error().message);
        asked->request.run.received_at = *last;
    }
    RunLines told{*exchange, "due", [&] { return !wrong_sender_of(*asked->process, sender); }};
    if (!told.tell()) return false;
    consumers::WaitingPort port{*port_, sender.answered, [&] { return told.tell(); }, RunLines::between};
    consumers::HeldStore held{*opened->division};
    const auto ran =
        consumers::run_process(*asked->process, port, held, asked->request,
                               [&](const consumers::RunProgress& now) { return told.at(now.due, now.answered); });
    return ran ? send_outcome(*exchange, *ran) : send_error_line(*exchange, ran.error().message);
}

}  // namespace tally::tools
