#include "tools/http/routes/what_if_routes.h"

#include <sstream>

#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/time_texts.h"
#include "eventstore/program_log.h"
#include "projections/what_if/what_if.h"
#include "tools/http/divisions/asked_division.h"
#include "tools/http/routes/command_routes.h"
#include "tools/http/routes/query_routes.h"

namespace tally::tools {

namespace {

std::optional<HttpAnswer> wrong_method_of_what_if(const HttpRequest& request) {
    if (request.method == "POST") return std::nullopt;
    auto answer = http_problem(405, "the method is " + request.method + ": commands are tried with POST");
    answer.headers.emplace_back("Allow", "POST");
    return answer;
}

HttpAnswer unreadable_list(const eventstore::InputError& error) {
    HttpAnswer answer;
    answer.status = 400;
    answer.content_type = problem_type;
    const auto message = error.message();
    Problem problem{"unreadable", "Bad Request", 400, message, error.field};
    problem.value = error.value;
    problem.cure = error.cure;
    problem.field_in_json = true;
    answer.body = problem_json(problem);
    return answer;
}

// Nothing: all of them may be tried.
std::optional<HttpAnswer> not_to_be_tried(const std::vector<projections::CommandToTry>& commands,
                                          const CommandSender& sender) {
    if (!sender.wrong_with) return std::nullopt;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (!commands[i]) continue;
        const auto wrong = sender.wrong_with(*commands[i]);
        if (!wrong) continue;
        const auto field = "commands[" + std::to_string(i) + "]." + wrong->field;
        return http_problem(wrong->status, field + ": '" + wrong->value + "': " + wrong->cure, wrong->code, field);
    }
    return std::nullopt;
}

bool is_lines(const HttpRequest& request) {
    return request.content_type.starts_with(json_lines_type);
}

// A list, or lines.
tl::expected<std::vector<projections::CommandToTry>, eventstore::InputError> commands_of(
    const eventstore::Division& division, const HttpRequest& request, std::string_view actor,
    std::optional<domain::Instant> received_at) {
    if (!is_lines(request))
        return projections::commands_to_try(division, eventstore::without_byte_order_mark(request.body), actor);
    std::istringstream lines{request.body};
    auto commands = projections::commands_in_lines(division, lines, actor, received_at);
    if (!commands || !commands->empty()) return commands;
    eventstore::InputError error;
    error.problem = "there is no command to try: give one a line";
    return tl::unexpected(std::move(error));
}

HttpAnswer try_out(const eventstore::Division& division, std::vector<projections::CommandToTry> commands, bool text) {
    const auto tried = projections::what_if(division, std::move(commands),
                                            text ? projections::WhatIfForm::text : projections::WhatIfForm::json);
    if (!tried) {
        spdlog::error("commands could not be tried: {}", tried.error().message);
        return http_unavailable(tried.error().message);
    }
    HttpAnswer answer;
    answer.body = tried->text;
    if (text) answer.content_type = text_type;
    answer.headers.emplace_back("Tally-Position", std::to_string(tried->position));
    if (!tried->accepted) answer.headers.emplace_back(finding_header, "true");
    return answer;
}

// Of commands in lines that do not say it.
std::optional<HttpAnswer> read_received_at(const eventstore::Division& division, const HttpRequest& request,
                                           const std::string& text, std::optional<domain::Instant>& received_at) {
    if (text.empty()) return std::nullopt;
    if (!is_lines(request)) return bad_parameter("received_at", "each command of a list says its own: leave it out");
    if (!division.identity().simulated_time)
        return bad_parameter("received_at", "this store has no simulated time: leave it out");
    received_at = domain::Instant::parse(text);
    if (received_at) return std::nullopt;
    return bad_parameter("received_at", eventstore::why_not_an_instant(text).sentence(text.substr(0, 64)));
}

}  // namespace

HttpAnswer WhatIfRoutes::answer(const HttpRequest& request, const RequestTarget& target,
                                const CommandSender& sender) const {
    const auto answered = [&]() -> HttpAnswer {
        if (auto wrong = wrong_method_of_what_if(request)) return std::move(*wrong);
        std::string asked;
        std::string received_text;
        for (const auto& [name, value] : target.parameters) {
            if (name != "division" && name != "received_at")
                return bad_parameter(
                    name, "this path has no such parameter: leave it out; it takes division, and lines received_at");
            (name == "division" ? asked : received_text) = value;
        }
        if (auto wrong = wrong_sender(request, {json_type, json_lines_type})) return std::move(*wrong);
        const auto number = division_number(asked, directory_);
        if (!number) return number.error();
        const auto not_here = [&] {
            return http_unavailable("division " + std::to_string(*number) +
                                    " is not answered here just now: ask its owner, or try again in a few seconds");
        };
        auto opened = directory_.reader_of(*number);
        if (!opened) return not_here();
        std::optional<domain::Instant> received_at;
        if (auto wrong = read_received_at(*opened->division, request, received_text, received_at))
            return std::move(*wrong);
        const std::string actor = sender.actor.empty() ? "what-if" : sender.actor;
        auto commands = commands_of(*opened->division, request, actor, received_at);
        if (!commands) return unreadable_list(commands.error());
        // Who the sender is is read from the division, too, and one thread must not open it twice.
        opened.reset();
        if (auto wrong = not_to_be_tried(*commands, sender)) return std::move(*wrong);
        opened = directory_.reader_of(*number);
        if (!opened) return not_here();
        auto tried = try_out(*opened->division, std::move(*commands), request.accept.starts_with("text/plain"));
        tried.headers.emplace_back("Tally-Division", std::to_string(*number));
        return tried;
    };
    auto answer = answered();
    answer.path = path;
    return answer;
}

}  // namespace tally::tools
