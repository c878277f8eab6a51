#include "tools/http/http_routes.h"

#include <chrono>

#include "tools/http/openapi.h"

namespace tally::tools {

namespace {

// Echoed in an error.
constexpr std::size_t shown_bytes_max = 200;
constexpr std::uint64_t question_body_bytes_max = 64 << 10;  // It is read and ignored.

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

bool for_operators(std::string_view path) {
    return path == "/health" || path == "/live" || path == "/ready" || path == "/metrics";
}

HttpAnswer openapi(const HttpRequest& request) {
    static const std::string document = openapi_document();
    HttpAnswer answer;
    if (auto wrong = wrong_method(request))
        answer = std::move(*wrong);
    else
        answer.body = document;
    answer.path = openapi_path;
    return answer;
}

HttpAnswer console_file(const ConsoleFiles& console, const HttpRequest& request, std::string_view path) {
    auto wrong = wrong_method(request);
    auto answer = wrong ? std::move(*wrong) : console.answer(request, path);
    answer.path = "console";  // Counted as one.
    return answer;
}

}  // namespace

HttpLane HttpRoutes::lane_of(std::string_view target) const {
    if (for_operators(path_of(target))) return HttpLane::operators;
    if (CommandRoutes::answers_at(path_of(target))) return HttpLane::commands;
    const auto parsed = parse_target(target);
    if (path_of(target) == EventRoutes::path)
        return parsed && EventRoutes::reads_much(*parsed) ? HttpLane::slow : HttpLane::quick;
    return parsed && QueryRoutes::reads_whole_log(*parsed) ? HttpLane::slow : HttpLane::quick;
}

std::uint64_t HttpRoutes::body_bytes_max(std::string_view target) const {
    if (path_of(target) == WhatIfRoutes::path) return WhatIfRoutes::body_bytes_max;
    return CommandRoutes::answers_at(path_of(target)) ? CommandRoutes::body_bytes_max : question_body_bytes_max;
}

bool HttpRoutes::exchanges_at(std::string_view target) const {
    return path_of(target) == CommandRoutes::batch_path;
}

// On the thread of the sockets, which does not wait.
std::optional<HttpAnswer> HttpRoutes::wrong_with_exchange(const HttpRequest& request) {
    std::optional<HttpAnswer> wrong;
    if (access_)
        if (const auto principal = access_->principal_of(request, std::chrono::milliseconds{0}); !principal)
            wrong = principal.error();
    if (!wrong) wrong = commands_.wrong_with_batch(request);
    if (wrong) wrong->path = CommandRoutes::batch_path;
    return wrong;
}

bool HttpRoutes::exchange(const HttpRequest& request, const std::shared_ptr<HttpExchange>& pieces) {
    if (!access_) return commands_.batch(everyone_, pieces);
    const auto principal = access_->principal_of(request);
    return principal && commands_.batch(access_->sender_of(*principal), pieces);
}

void HttpRoutes::refresh() {
    drifts_.refresh(directory_);
}

std::optional<HttpAnswer> HttpRoutes::wrong_with(const HttpRequest& request, std::string_view path,
                                                 const RequestTarget& target) {
    // What else is not below /v1/ are the files of the console, which anybody may read.
    const bool open = path == "/health" || path == openapi_path || (!path.starts_with("/v1/") && path != "/metrics");
    if (open || (path == "/metrics" && access_->from_this_machine(request))) return std::nullopt;
    const auto principal = access_->principal_of(request);
    if (!principal) return principal.error();
    return access_->wrong_with_sight(*principal, target);
}

// Who may send a command may try it.
HttpAnswer HttpRoutes::try_out(const HttpRequest& request, const RequestTarget& target) {
    if (!access_) return what_if_.answer(request, target, everyone_);
    const auto principal = access_->principal_of(request);
    if (!principal) return principal.error();
    return what_if_.answer(request, target, access_->sender_of(*principal));
}

void HttpRoutes::answer_command(const HttpRequest& request, const RequestTarget& target,
                                std::shared_ptr<HttpReply> reply) {
    if (!access_) return commands_.answer(request, target, everyone_, std::move(reply));
    const auto principal = access_->principal_of(request);
    if (!principal) return reply->send(principal.error());
    commands_.answer(request, target, access_->sender_of(*principal), std::move(reply));
}

void HttpRoutes::answer(const HttpRequest& request, std::shared_ptr<HttpReply> reply) {
    const auto path = path_of(request.target);
    const bool command = CommandRoutes::answers_at(path);
    if (!command && !access_) return reply->send(answer(request));
    const auto target = parse_target(request.target);
    if (!target) return reply->send(http_problem(400, target.error(), "target_malformed"));
    if (command) return answer_command(request, *target, std::move(reply));
    if (path == WhatIfRoutes::path) return reply->send(try_out(request, *target));
    if (!AccessRoutes::path_of(*target).empty()) return signing_in_->answer(request, *target, std::move(reply));
    auto wrong = wrong_with(request, path, *target);
    reply->send(wrong ? std::move(*wrong) : answer(request));
}

HttpAnswer HttpRoutes::answer(const HttpRequest& request) {
    const auto path = path_of(request.target);
    if (for_operators(path)) {
        HttpAnswer answer;
        if (auto wrong = wrong_method(request)) {
            answer = std::move(*wrong);
        } else if (path == "/live") {
            answer.body = R"({"live":true})"
                          "\n";
        } else if (path == "/health" || path == "/ready") {
            auto health = health_of(figures_of(directory_));
            answer.status = health.ready ? 200 : 503;
            answer.body = path == "/health" ? std::move(health.json)
                          : health.ready    ? "{\"ready\":true}\n"
                                            : "{\"ready\":false}\n";
        } else {
            answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
            answer.body = metrics_.text(figures_of(directory_), drifts_.latest());
        }
        answer.path = path;
        return answer;
    }
    if (path == openapi_path) return openapi(request);
    if (console_ && console_->has(path)) return console_file(*console_, request, path);
    const auto target = parse_target(request.target);
    if (!target) return http_problem(400, target.error(), "target_malformed");
    if (path == WhatIfRoutes::path) return try_out(request, *target);
    if (path == EventRoutes::path) return events_.answer(request, *target);
    if (auto answered = queries_.answer(request, *target)) return std::move(*answered);
    std::string shown;
    for (const auto& segment : target->segments) shown += "/" + segment;
    if (shown.empty()) shown = "/";
    if (shown.size() > shown_bytes_max)
        shown = "so long a path";
    else
        shown = "'" + shown + "'";
    return http_problem(404,
                        "nothing is at " + shown +
                            (path == "/" ? ", where the web console would be: tools/console/build makes it" : "") +
                            ": the paths are " + QueryRoutes::paths() + ", " + std::string{EventRoutes::path} + ", " +
                            std::string{CommandRoutes::path} + ", " + std::string{CommandRoutes::batch_path} + ", " +
                            std::string{WhatIfRoutes::path} + ", " + std::string{openapi_path} +
                            ", /health, /live, /ready and /metrics",
                        "no_such_path", "path");
}

void HttpRoutes::answered(std::string_view path, unsigned status, std::uint64_t microseconds) {
    metrics_.answered(path.empty() ? "other" : path, status, microseconds);
}

}  // namespace tally::tools
