#include "tools/http/what_if_routes.h"

#include "eventstore/byte_order_mark.h"
#include "eventstore/program_log.h"
#include "projections/what_if/what_if.h"
#include "tools/http/asked_division.h"
#include "tools/http/command_routes.h"
#include "tools/http/query_routes.h"

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

HttpAnswer try_out(const eventstore::Division& division, const HttpRequest& request, const CommandSender& sender) {
    const std::string actor = sender.actor.empty() ? "what-if" : sender.actor;
    auto commands = projections::commands_to_try(division, eventstore::without_byte_order_mark(request.body), actor);
    if (!commands) return unreadable_list(commands.error());
    if (auto wrong = not_to_be_tried(*commands, sender)) return std::move(*wrong);
    const bool text = request.accept.starts_with("text/plain");
    const auto tried = projections::what_if(division, std::move(*commands),
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

}  // namespace

HttpAnswer WhatIfRoutes::answer(const HttpRequest& request, const RequestTarget& target,
                                const CommandSender& sender) const {
    const auto answered = [&]() -> HttpAnswer {
        if (auto wrong = wrong_method_of_what_if(request)) return std::move(*wrong);
        std::string asked;
        for (const auto& [name, value] : target.parameters) {
            if (name != "division")
                return http_problem(400, name + ": this path has no such parameter: leave it out; it takes division",
                                    "question_wrong", name);
            asked = value;
        }
        if (auto wrong = wrong_sender(request, {json_type})) return std::move(*wrong);
        const auto number = division_number(asked, directory_);
        if (!number) return number.error();
        const auto opened = directory_.reader_of(*number);
        if (!opened)
            return http_unavailable("division " + std::to_string(*number) +
                                    " is not answered here just now: ask its owner, or try again in a few seconds");
        auto tried = try_out(*opened->division, request, sender);
        tried.headers.emplace_back("Tally-Division", std::to_string(*number));
        return tried;
    };
    auto answer = answered();
    answer.path = path;
    return answer;
}

}  // namespace tally::tools
