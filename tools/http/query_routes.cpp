#include "tools/http/query_routes.h"

#include <array>
#include <charconv>
#include <spdlog/spdlog.h>

#include "projections/ask.h"

namespace tally::tools {

namespace {

using projections::NoAnswerKind;

struct Route {
    std::string_view path;  // With {id} where an id stands.
    std::string_view kind;  // Of the question.
    bool usage = false;     // May name a channel and ask for intervals.
};

constexpr std::array routes{
    Route{"/v1/persons/{id}", "person"},
    Route{"/v1/accounts/{id}", "account"},
    Route{"/v1/accounts/{id}/balance", "balance"},
    Route{"/v1/accounts/{id}/open-items", "open-items"},
    Route{"/v1/accounts/{id}/ar-history", "ar-history"},
    Route{"/v1/accounts/{id}/documents", "documents"},
    Route{"/v1/premises/{id}", "premise"},
    Route{"/v1/premises/{id}/usage", "premise-usage", true},
    Route{"/v1/service-points/{id}/usage", "usage", true},
    Route{"/v1/invoices/{id}", "invoice"},
    Route{"/v1/statements/{id}", "statement"},
    Route{"/v1/payments/{id}", "payment"},
    Route{"/v1/trial-balance", "trial-balance"},
    Route{"/v1/totals", "totals"},
    Route{"/v1/calendar", "calendar"},
    Route{"/v1/calendar/{id}", "calendar"},
    Route{"/v1/control-totals", "control-totals"},
    Route{"/v1/control-totals/{id}", "control-totals"},
    Route{"/v1/search", "search"},
};

// Fills in the id.
bool matches(const Route& route, const std::vector<std::string>& segments, std::string& id) {
    std::string_view rest = route.path;
    for (const auto& segment : segments) {
        if (rest.empty()) return false;
        rest.remove_prefix(1);
        const auto part = rest.substr(0, rest.find('/'));
        if (part == "{id}")
            id = segment;
        else if (part != segment)
            return false;
        rest.remove_prefix(part.size());
    }
    return rest.empty();
}

HttpAnswer bad(std::string_view parameter, std::string_view problem) {
    return http_problem(400, std::string{parameter} + ": " + std::string{problem});
}

// Takes the parameters that the route knows; the answer for one that it does not.
std::optional<HttpAnswer> read_parameters(const Route& route, const RequestTarget& target,
                                          projections::Question& question, std::string& division) {
    const bool search = route.kind == "search";
    for (const auto& [name, value] : target.parameters) {
        if (name == "division") {
            division = value;
        } else if (name == "as_of") {
            question.as_of = value;
        } else if (name == "effective") {
            question.effective = value;
        } else if (name == "q" && search) {
            question.id = value;
        } else if (name == "channel" && route.usage) {
            question.channel = value;
        } else if (name == "intervals" && route.usage) {
            if (value != "true" && value != "false")
                return bad(name, "'" + value + "' is neither true nor false: give one of them");
            question.intervals = value == "true";
        } else {
            return bad(name, std::string{"this path has no such parameter: leave it out; it takes "} +
                                 (search        ? "q and division"
                                  : route.usage ? "as_of, effective, division, channel and intervals"
                                                : "as_of, effective and division"));
        }
    }
    return std::nullopt;
}

tl::expected<std::int32_t, HttpAnswer> division_number(const std::string& asked, const DivisionDirectory& directory) {
    const auto known = directory.states();
    std::string numbers;
    for (const auto& state : known) numbers += (numbers.empty() ? "" : ", ") + std::to_string(state.number);
    if (asked.empty()) {
        if (known.size() == 1) return known.front().number;
        return tl::unexpected(bad("division", "there are several: give one of " + numbers));
    }
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(asked.data(), asked.data() + asked.size(), number);
    if (error != std::errc{} || end != asked.data() + asked.size())
        return tl::unexpected(bad("division", "'" + asked + "' is no division's number: give one of " + numbers));
    for (const auto& state : known)
        if (state.number == number) return number;
    // One that only others were told of.
    if (directory.address_of(number)) return number;
    return tl::unexpected(
        http_problem(404, "division: there is no division " + asked + " here: give one of " + numbers));
}

HttpAnswer answer_of(const projections::NoAnswer& none) {
    const auto detail = (none.about.empty() ? "" : none.about + ": ") + none.message;
    switch (none.kind) {
        case NoAnswerKind::question_wrong:
        case NoAnswerKind::not_known_yet:
            return http_problem(400, detail);
        case NoAnswerKind::not_found:
            return http_problem(404, none.message);
        case NoAnswerKind::store_failed:
            break;
    }
    spdlog::error("a question was not answered: {}", none.message);
    return http_problem(500, none.message);
}

HttpAnswer not_owned(const DivisionDirectory& directory, std::int32_t number, const HttpRequest& request) {
    const auto name = "division " + std::to_string(number);
    // One hop: whoever forwarded this may know by the next try who owns it now.
    if (request.forwarded) return http_unavailable(name + " is not owned here (any more): try again");
    const auto address = directory.address_of(number);
    if (!address) return http_unavailable(name + " has no owner just now: try again in a few seconds", 2);
    auto answer = http_unavailable(name + "'s owner, " + *address + ", does not answer: try again in a few seconds", 2);
    answer.forward_to = *address;
    return answer;
}

}  // namespace

std::optional<HttpAnswer> wrong_method(const HttpRequest& request) {
    if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
    auto answer = http_problem(405, "the method is " + request.method + ": this path is asked with GET or HEAD");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
}

std::optional<HttpAnswer> QueryRoutes::answer(const HttpRequest& request, const RequestTarget& target) const {
    for (const auto& route : routes) {
        projections::Question question;
        if (!matches(route, target.segments, question.id)) continue;
        const auto told = [&](HttpAnswer answer) {
            answer.path = route.path;
            return answer;
        };
        if (auto wrong = wrong_method(request)) return told(std::move(*wrong));
        question.kind = route.kind;
        std::string asked_division;
        if (auto wrong = read_parameters(route, target, question, asked_division)) return told(std::move(*wrong));
        if (route.kind == "search" && question.id.empty()) return told(bad("q", "give the words to search for"));
        if (const auto wrong = projections::wrong_with(question)) return told(answer_of(*wrong));
        const auto number = division_number(asked_division, directory_);
        if (!number) return told(number.error());
        auto opened = directory_.reader_of(*number);
        if (!opened) return told(not_owned(directory_, *number, request));
        const auto epoch = opened->owner_epoch;
        const auto answered = projections::ask(*opened->division, question, projections::AnswerForm::json);
        opened.reset();
        // Whoever lost the division meanwhile does not answer for it any more.
        const auto still = directory_.reader_of(*number);
        if (!still || still->owner_epoch != epoch) return told(not_owned(directory_, *number, request));
        if (!answered) return told(answer_of(answered.error()));
        HttpAnswer answer;
        answer.body = answered->text;
        answer.headers.emplace_back("Tally-Division", std::to_string(*number));
        answer.headers.emplace_back("Tally-Position", std::to_string(answered->position));
        if (epoch > 0) answer.headers.emplace_back("Tally-Owner-Epoch", std::to_string(epoch));
        return told(std::move(answer));
    }
    return std::nullopt;
}

std::string QueryRoutes::paths() {
    std::string all;
    for (const auto& route : routes) all += (all.empty() ? "" : ", ") + std::string{route.path};
    return all;
}

}  // namespace tally::tools
