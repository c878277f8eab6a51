#include "tools/http/routes/http_routes.h"

#include <chrono>

#include "eventstore/codec/catalogue.h"
#include "tools/http/described/openapi.h"
#include "tools/http/described/openapi_operators.h"
#include "tools/http/described/reference_page.h"

namespace tally::tools {

namespace {

// Echoed in an error.
constexpr std::size_t shown_bytes_max = 200;
constexpr std::uint64_t question_body_bytes_max = 64 << 10;  // Of GET it is read and ignored.

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

bool is_read(std::string_view method) {
    return method == "GET" || method == "HEAD";
}

bool for_operators(std::string_view path) {
    return path == health_path || path == live_path || path == ready_path || path == metrics_path;
}

// Of the paths that say what the others are, which anybody may read.
bool describes(std::string_view path) {
    return path == openapi_path || path == reference_path || path == reference_style_path;
}

HttpAnswer description(const HttpRequest& request, std::string_view path) {
    static const std::string document = openapi_document();
    HttpAnswer answer;
    if (auto wrong = wrong_method(request)) {
        answer = std::move(*wrong);
    } else if (path == openapi_path) {
        answer.body = document;
    } else if (path == reference_path) {
        static const std::string page = reference_page(document);
        answer.content_type = "text/html; charset=utf-8";
        answer.headers.emplace_back("Content-Security-Policy", std::string{content_security_policy});
        answer.body = page;
    } else {
        answer.content_type = "text/css; charset=utf-8";
        answer.body = reference_style();
    }
    answer.path = path;
    return answer;
}

HttpAnswer console_file(const ConsoleFiles& console, const HttpRequest& request, std::string_view path) {
    auto wrong = wrong_method(request);
    auto answer = wrong ? std::move(*wrong) : console.answer(request, path);
    answer.path = "console";  // Counted as one.
    return answer;
}

// Says what the paths are.
HttpAnswer nothing_at(std::string_view path, const RequestTarget& target) {
    std::string shown;
    for (const auto& segment : target.segments) shown += "/" + segment;
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
                            std::string{RunRoutes::list_path} + ", " + std::string{RunRoutes::path} + ", " +
                            std::string{ImportRoutes::list_path} + ", " + std::string{ImportRoutes::path} + ", " +
                            std::string{WhatIfRoutes::path} + ", " + std::string{RateStudyRoutes::path} + ", " +
                            std::string{openapi_path} + ", " + std::string{reference_path} +
                            ", /health, /live, /ready and /metrics",
                        "no_such_path", "path");
}

}  // namespace

HttpPlace HttpRoutes::place_of(std::string_view target) const {
    const auto path = path_of(target);
    const bool exchange = path == CommandRoutes::batch_path || path == RateStudyRoutes::path ||
                          RunRoutes::runs_at(path) || ImportRoutes::imports_at(path);
    if (for_operators(path)) return {HttpLane::operators, question_body_bytes_max, exchange};
    if (CommandRoutes::answers_at(path)) return {HttpLane::commands, CommandRoutes::body_bytes_max, exchange};
    const auto parsed = parse_target(target);
    if (!parsed) return {HttpLane::quick, question_body_bytes_max, exchange};
    const bool form = form_at(*parsed) != nullptr;
    // Where only commands are sent. At the path of a question, such as /v1/accounts, a command is counted with
    // questions, since a lane is chosen before the method is known.
    if (form && QueryRoutes::kind_at(*parsed).empty())
        return {HttpLane::commands, CommandRoutes::body_bytes_max, exchange};
    const bool slow =
        path == EventRoutes::path ? EventRoutes::reads_much(*parsed) : QueryRoutes::reads_whole_log(*parsed);
    const auto bytes_max = path == WhatIfRoutes::path ? WhatIfRoutes::body_bytes_max
                           : form                     ? CommandRoutes::body_bytes_max
                                                      : question_body_bytes_max;
    return {slow ? HttpLane::slow : HttpLane::quick, bytes_max, exchange};
}

// On the thread of the sockets, which does not wait.
std::optional<HttpAnswer> HttpRoutes::wrong_with_exchange(const HttpRequest& request) {
    std::optional<HttpAnswer> wrong;
    if (const auto client = limited_client(request); !client.empty()) wrong = limiter_->request(client);
    if (path_of(request.target) == RateStudyRoutes::path) {
        if (!wrong) wrong = wrong_with_study(request);
        if (wrong) wrong->path = RateStudyRoutes::path;
        return wrong;
    }
    CommandSender sender = everyone_;
    if (!wrong && access_) {
        if (const auto principal = access_->principal_of(request, std::chrono::milliseconds{0}); !principal)
            wrong = principal.error();
        else
            sender.wrong_with = [principal = *principal](const eventstore::ParsedCommand& command) {
                return Access::wrong_with_roles(principal, command);
            };
    }
    const auto path = path_of(request.target);
    const bool runs = RunRoutes::runs_at(path);
    const bool imports = ImportRoutes::imports_at(path);
    if (!wrong)
        wrong = runs      ? runs_.wrong_with(request, sender)
                : imports ? imports_.wrong_with(request, sender)
                          : commands_.wrong_with_batch(request);
    if (wrong) wrong->path = runs ? RunRoutes::path : imports ? ImportRoutes::path : CommandRoutes::batch_path;
    return wrong;
}

std::optional<HttpAnswer> HttpRoutes::wrong_with_study(const HttpRequest& request) {
    if (access_) {
        const auto target = parse_target(request.target);
        if (!target) return http_problem(400, target.error(), "target_malformed");
        const auto principal = access_->principal_of(request, std::chrono::milliseconds{0});
        if (!principal) return principal.error();
        if (auto wrong = access_->wrong_with_sight(*principal, *target)) return wrong;
    }
    return studies_.wrong_with(request);
}

bool HttpRoutes::study(const HttpRequest& request, const std::shared_ptr<HttpExchange>& pieces) {
    if (!access_) return studies_.run(request, everyone_.actor, pieces);
    const auto principal = access_->principal_of(request);
    const auto target = parse_target(request.target);
    if (!principal || !target) return false;
    pieces->signed_in(principal->user->user.str());
    // It shows what customers are charged.
    HttpAnswer noted;
    noted.path = RateStudyRoutes::path;
    if (RateStudyRoutes::of_one_account(*target)) noted.about.push_back(target->parameters.find("account")->second);
    access_->note_read(*principal, request, *target, noted);
    return studies_.run(request, principal->user->user.str(), pieces);
}

bool HttpRoutes::exchange(const HttpRequest& request, const std::shared_ptr<HttpExchange>& pieces) {
    if (path_of(request.target) == RateStudyRoutes::path) return study(request, pieces);
    CommandSender sender = everyone_;
    if (access_) {
        const auto principal = access_->principal_of(request);
        if (!principal) return false;
        pieces->signed_in(principal->user->user.str());
        sender = counted(access_->sender_of(*principal));
    }
    if (RunRoutes::runs_at(path_of(request.target))) return runs_.run(request, sender, pieces);
    if (ImportRoutes::imports_at(path_of(request.target))) return imports_.run(request, sender, pieces);
    return commands_.batch(paced(std::move(sender), limited_client(request)), pieces);
}

void HttpRoutes::refresh() {
    drifts_.refresh(directory_);
}

std::string HttpRoutes::limited_client(const HttpRequest& request) const {
    if (!limiter_) return {};
    const bool here = access_ ? access_->from_this_machine(request) : request.from_loopback;
    if (here && !limiter_->limits_this_machine()) return {};
    return access_ ? access_->asker_of(request) : "the address " + client_of_address(request.client);
}

// What else is not below /v1/ are the files of the console, which anybody may read. The path as it was decoded decides:
// "/%76%31/accounts/1" is answered as "/v1/accounts/1" is.
bool HttpRoutes::open_to_all(const HttpRequest& request, const RequestTarget& target) const {
    const auto path = path_of(request.target);
    if (path == metrics_path) return access_->from_this_machine(request);
    return describes(path) || target.segments.empty() || target.segments.front() != "v1";
}

HttpAnswer HttpRoutes::answer_to_user(const HttpRequest& request, const RequestTarget& target, HttpReply& reply) {
    if (open_to_all(request, target)) return answer(request);
    const auto principal = access_->principal_of(request);
    if (!principal) return principal.error();
    reply.signed_in(principal->user->user.str());
    if (auto wrong = access_->wrong_with_sight(*principal, target)) return std::move(*wrong);
    auto answered = answer(request);
    if (answered.status == 200 || answered.status == 304) access_->note_read(*principal, request, target, answered);
    // The owner itself finds out who asks, and notes it: nothing here is taken on trust there.
    if (!answered.forward_to.empty())
        answered.forward_headers = {
            {"Authorization", request.authorization}, {"Cookie", request.cookie}, {"X-CSRF-Token", request.csrf_token}};
    return answered;
}

// Who may send a command may try it.
HttpAnswer HttpRoutes::try_out(const HttpRequest& request, const RequestTarget& target) {
    if (!access_) return what_if_.answer(request, target, everyone_);
    const auto principal = access_->principal_of(request);
    if (!principal) return principal.error();
    auto answer = what_if_.answer(request, target, access_->sender_of(*principal));
    answer.user = principal->user->user.str();
    answer.path = WhatIfRoutes::path;
    // It shows balances and documents.
    if (answer.status == 200) access_->note_read(*principal, request, target, answer);
    return answer;
}

void HttpRoutes::answer_command(const HttpRequest& request, const RequestTarget& target, const std::string& client,
                                std::shared_ptr<HttpReply> reply) {
    if (!client.empty())
        if (auto refused = limiter_->command(client)) return reply->send(std::move(*refused));
    if (!access_) return commands_.answer(request, target, everyone_, std::move(reply));
    const auto principal = access_->principal_of(request);
    if (!principal) return reply->send(principal.error());
    reply->signed_in(principal->user->user.str());
    commands_.answer(request, target, counted(access_->sender_of(*principal)), std::move(reply));
}

void HttpRoutes::answer(const HttpRequest& request, std::shared_ptr<HttpReply> reply) {
    const auto path = path_of(request.target);
    // Monitoring must see the server most of all while a client asks too much.
    const auto client = for_operators(path) ? std::string{} : limited_client(request);
    if (!client.empty())
        if (auto refused = limiter_->request(client)) return reply->send(std::move(*refused));
    bool command = CommandRoutes::answers_at(path);
    if (!command && !access_ && is_read(request.method)) return reply->send(answer(request));
    // Of the server as a whole (RFC 9110, section 9.3.7): no path is asked by OPTIONS.
    if (path == "*" && request.method == "OPTIONS") return reply->send(*wrong_method(request));
    const auto target = parse_target(request.target);
    // GET /v1/users is a question of those who sign in, POST /v1/users a command.
    const bool asked_there = access_ && target && request.method != "POST" && !AccessRoutes::path_of(*target).empty();
    command = command || (target && !asked_there && CommandRoutes::answers_form(request.method, *target));
    if (!command && !access_) return reply->send(answer(request));
    if (!target) return reply->send(http_problem(400, target.error(), "target_malformed"));
    if (command) return answer_command(request, *target, client, std::move(reply));
    if (path == WhatIfRoutes::path) return reply->send(try_out(request, *target));
    if (!AccessRoutes::path_of(*target).empty()) return signing_in_->answer(request, *target, std::move(reply));
    reply->send(answer_to_user(request, *target, *reply));
}

HttpAnswer HttpRoutes::answer(const HttpRequest& request) {
    const auto path = path_of(request.target);
    if (for_operators(path)) {
        HttpAnswer answer;
        if (auto wrong = wrong_method(request)) {
            answer = std::move(*wrong);
        } else if (path == live_path) {
            answer.body = R"({"live":true})"
                          "\n";
        } else if (path == health_path || path == ready_path) {
            std::optional<ReadsHealth> reads;
            if (access_) reads = reads_health();
            auto health = health_of(figures_of(directory_), reads);
            answer.status = health.ready ? 200 : 503;
            answer.body = path == health_path ? std::move(health.json)
                          : health.ready      ? "{\"ready\":true}\n"
                                              : "{\"ready\":false}\n";
        } else {
            answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
            answer.body = metrics_.text(figures_of(directory_), drifts_.latest(), figures());
        }
        answer.path = path;
        return answer;
    }
    if (describes(path)) return description(request, path);
    if (console_ && console_->has(path)) return console_file(*console_, request, path);
    const auto target = parse_target(request.target);
    if (!target) return http_problem(400, target.error(), "target_malformed");
    if (path == WhatIfRoutes::path) return try_out(request, *target);
    if (path == RunRoutes::list_path) return runs_.list(request, *target);
    if (path == ImportRoutes::list_path) return imports_.list(request, *target);
    if (path == EventRoutes::path)
        return events_.answer(request, *target, access_ ? access_->still_sees(request, *target) : nullptr);
    if (auto answered = queries_.answer(request, *target)) {
        if (answered->status == 405 && form_at(*target) != nullptr)
            for (auto& [name, value] : answered->headers)
                if (name == "Allow") value += ", POST";
        return std::move(*answered);
    }
    // Where no users sign in, what those who sign in ask for is nowhere, also beside a command's path.
    const auto* form = AccessRoutes::path_of(*target).empty() ? form_at(*target) : nullptr;
    if (form != nullptr)
        if (auto wrong = wrong_method_of_commands(request)) {
            wrong->path = form->path;
            return std::move(*wrong);
        }
    return nothing_at(path, *target);
}

void HttpRoutes::answered(const HttpDone& done) {
    metrics_.answered(done);
    log_request(done);
}

CommandSender HttpRoutes::counted(CommandSender sender) {
    sender.answered = [this, then = std::move(sender.answered)](const eventstore::ParsedCommand& command,
                                                                const consumers::CommandAnswer& answer) {
        static const auto types = eventstore::catalogue_of<domain::Command>();
        metrics_.decided(types[command.command.index()].name, domain::name_of(answer.status()));
        if (then) then(command, answer);
    };
    return sender;
}

CommandSender HttpRoutes::paced(CommandSender sender, const std::string& client) {
    if (!client.empty()) sender.held_back = [this, client] { return limiter_->command_of_batch(client); };
    return sender;
}

ReadsHealth HttpRoutes::reads_health() const {
    auto state = access_->reads().state();
    return {state.trouble.empty(), state.lost, domain::Plain{state.trouble}};
}

ServerFigures HttpRoutes::figures() {
    ServerFigures figures{&load(), events_.followers()};
    if (limiter_) figures.limited = limiter_->counts();
    if (!access_) return figures;
    figures.sessions = access_->sessions().count();
    figures.reads = reads_health();
    figures.passwords_waiting = access_->worker().waiting();
    return figures;
}

}  // namespace tally::tools
