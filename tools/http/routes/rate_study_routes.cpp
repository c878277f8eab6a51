#include "tools/http/routes/rate_study_routes.h"

#include <algorithm>
#include <sstream>
#include <thread>

#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/time_texts.h"
#include "tools/http/divisions/asked_division.h"
#include "tools/http/routes/command_routes.h"
#include "tools/http/routes/one_place.h"
#include "tools/http/routes/run_lines.h"

namespace tally::tools {

namespace {

// Nothing: it is a day.
std::optional<HttpAnswer> read_day(std::string_view name, const std::string& text, domain::Date& day) {
    const auto parsed = domain::Date::parse(text);
    if (!parsed) return bad_parameter(name, eventstore::why_not_a_date(text).sentence(text.substr(0, 64)));
    day = *parsed;
    return std::nullopt;
}

bool send_member(HttpExchange& exchange, std::string_view name, const std::string& json) {
    return exchange.send("{\"" + std::string{name} + "\":" + json + "}\n");
}
// False: the client has left, or sends too much.
bool receive_versions(HttpExchange& exchange, std::string& body) {
    auto state = HttpExchange::Body::open;
    while (state == HttpExchange::Body::open && body.size() <= RateStudyRoutes::body_bytes_max)
        state = exchange.receive(body);
    return state == HttpExchange::Body::ended && body.size() <= RateStudyRoutes::body_bytes_max;
}

tl::expected<std::vector<projections::CommandToTry>, eventstore::InputError> versions_of(
    const eventstore::Division& division, const std::string& body, bool lines, std::string_view actor) {
    if (body.find_first_not_of(" \t\r\n") == std::string::npos) return std::vector<projections::CommandToTry>{};
    if (!lines) return projections::commands_to_try(division, eventstore::without_byte_order_mark(body), actor);
    std::istringstream stream{body};
    return projections::commands_in_lines(division, stream, actor, std::nullopt);
}

// A body without a type is lines, too.
bool is_study_in_lines(const HttpRequest& request) {
    return request.content_type.starts_with(json_lines_type) || !request.content_type.starts_with(json_type);
}

}  // namespace

tl::expected<std::vector<projections::TariffReplaced>, std::string> replaced_tariffs(std::string_view text) {
    std::vector<projections::TariffReplaced> all;
    while (!text.empty()) {
        const auto one = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        const auto equals = one.find('=');
        const auto old = one.substr(0, equals);
        const auto by = equals == std::string_view::npos ? std::string_view{} : one.substr(equals + 1);
        if (!domain::valid_id(old) || !domain::valid_id(by))
            return tl::unexpected("'" + std::string{one.substr(0, 128)} +
                                  "' does not say which tariff takes the place of which: give such as RES-1=RES-2");
        all.push_back({domain::TariffId{old}, domain::TariffId{by}});
    }
    return all;
}

bool RateStudyRoutes::of_one_account(const RequestTarget& target) {
    return target.parameters.contains("account");
}

tl::expected<RateStudyRoutes::Asked, HttpAnswer> RateStudyRoutes::read(const RequestTarget& target) const {
    Asked asked;
    std::string division;
    for (const auto& [name, value] : target.parameters) {
        std::optional<HttpAnswer> wrong;
        if (name == "from") {
            wrong = read_day(name, value, asked.study.from);
        } else if (name == "to") {
            wrong = read_day(name, value, asked.study.to);
        } else if (name == "present_on") {
            wrong = read_day(name, value, asked.study.present_on);
        } else if (name == "replace") {
            auto replaced = replaced_tariffs(value);
            if (!replaced) return tl::unexpected(bad_parameter(name, replaced.error()));
            asked.study.replaced = std::move(*replaced);
        } else if (name == "account") {
            if (!domain::valid_id(value)) wrong = bad_parameter(name, "it is no account's id");
            asked.account = domain::AccountId{value};
        } else if (name == "accounts") {
            if (value != "true" && value != "false") wrong = bad_parameter(name, "give true or false");
            asked.each_account = value == "true";
        } else if (name == "division") {
            division = value;
        } else {
            wrong = bad_parameter(name,
                                  "this path has no such parameter: leave it out; it takes from, to, replace, "
                                  "present_on, account, accounts and division");
        }
        if (wrong) return tl::unexpected(std::move(*wrong));
    }
    for (const auto* name : {"from", "to"})
        if (!target.parameters.contains(name))
            return tl::unexpected(bad_parameter(name, "it is missing: give a day, such as 2022-01-05"));
    const auto number = division_number(division, directory_);
    if (!number) return tl::unexpected(number.error());
    asked.division = *number;
    return asked;
}

std::optional<HttpAnswer> RateStudyRoutes::wrong_with(const HttpRequest& request) const {
    const auto target = parse_target(request.target);
    if (!target) return http_problem(400, target.error(), "target_malformed");
    if (auto wrong = wrong_method_of_commands(request)) return wrong;
    if (auto wrong = wrong_sender(request, {json_type, json_lines_type, ""})) return wrong;
    auto asked = read(*target);
    if (!asked) return std::move(asked.error());
    if (under_way_ && asked->account.empty())
        return http_unavailable("another study is under way: try again when it is done", 5);
    return std::nullopt;
}

bool RateStudyRoutes::run(const HttpRequest& request, const std::string& actor,
                          const std::shared_ptr<HttpExchange>& exchange) {
    const auto target = parse_target(request.target);
    auto asked = target ? read(*target) : tl::unexpected(HttpAnswer{});
    if (!asked) return send_error_line(*exchange, "the study may not begin any more: ask again");
    std::string body;
    if (!receive_versions(*exchange, body)) return false;
    const auto opened = directory_.reader_of(asked->division);
    if (!opened) return send_error_line(*exchange, "the division is not answered here just now: ask again");
    auto versions = versions_of(*opened->division, body, is_study_in_lines(request), actor.empty() ? "study" : actor);
    if (!versions) return send_error_line(*exchange, versions.error().message());
    asked->study.commands = std::move(*versions);
    return answer(*opened, std::move(*asked), *exchange);
}

bool RateStudyRoutes::answer(const OpenDivision& opened, Asked asked, HttpExchange& exchange) {
    const auto& division = *opened.division;
    if (!asked.account.empty()) {
        const auto studied = projections::study_account(division, std::move(asked.study), asked.account);
        if (!studied) return send_error_line(exchange, studied.error().message);
        if (!*studied)
            return send_error_line(exchange, "there is no account '" + asked.account.str() + "': look for it by name");
        return send_member(exchange, "account_study", eventstore::to_json(**studied, division.json()));
    }
    const OnePlace place{under_way_};
    if (!place.held()) return send_error_line(exchange, "another study is under way: try again when it is done");
    // One core is left to those who ask meanwhile.
    asked.study.workers = std::max(1u, std::thread::hardware_concurrency() - 1);
    bool there = true;
    const auto json = division.json();
    const auto studied = projections::rate_study(
        division, std::move(asked.study),
        [&](const projections::RateStudyProgress& now) {
            there = there && send_member(exchange, "progress",
                                         "{\"accounts\":" + std::to_string(now.accounts) +
                                             ",\"of\":" + std::to_string(now.of) + "}");
            return there;
        },
        [&](const projections::StudyAccount& account) {
            if (asked.each_account && there)
                there = send_member(exchange, "account", eventstore::to_json(account, json));
        });
    if (!there) return false;
    if (!studied) return send_error_line(exchange, studied.error().message);
    return send_member(exchange, "study", eventstore::to_json(*studied, json));
}

}  // namespace tally::tools
