#include "tools/http/routes/command_routes.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/json_place.h"
#include "tools/http/routes/command_batch.h"
#include "tools/http/routes/command_forms.h"
#include "tools/http/routes/query_routes.h"
#include "tools/http/routes/receipt_problem.h"

namespace tally::tools {

namespace {

using eventstore::CommandReceipt;
using eventstore::ReceiptStatus;

constexpr std::size_t path_segments = 2;  // Of /v1/commands.

// Of "application/json; charset=utf-8" what stands before the parameters.
bool is_type(std::string_view content_type, std::string_view wanted) {
    auto type = content_type.substr(0, content_type.find(';'));
    while (type.ends_with(' ')) type.remove_suffix(1);
    return boost::beast::iequals({type.data(), type.size()}, {wanted.data(), wanted.size()});
}

HttpAnswer not_known_here() {
    return http_unavailable("this node has not read the division's first event yet: try again in a few seconds", 2);
}

HttpAnswer not_taken(const NotTaken& wrong, const eventstore::ParsedCommand& command) {
    HttpAnswer answer;
    answer.status = wrong.status;
    answer.content_type = problem_type;
    if (wrong.status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tallystick\"");
    if (wrong.status == 503) answer.headers.emplace_back("Retry-After", "1");
    const std::string detail = (wrong.field.empty() ? "" : wrong.field + " '" + wrong.value + "': ") + wrong.cure;
    Problem problem{wrong.code, http_reason(wrong.status),      wrong.status, detail, wrong.field, wrong.value,
                    wrong.cure, command.header.command_id.str()};
    problem.field_in_json = wrong.status == 403;
    answer.body = problem_json(problem);
    return answer;
}

// The id that the client gives in the header is put where a command has it.
std::optional<HttpAnswer> settle_id(domain::CommandHeader& header, const std::string& key) {
    if (key.empty() || header.command_id.str() == key) return std::nullopt;
    if (!header.command_id.empty())
        return http_problem(400,
                            "Idempotency-Key: it is '" + key + "' and command_id is '" + header.command_id.str() +
                                "': give the id in one of the two places",
                            "unreadable", "Idempotency-Key");
    header.command_id = domain::CommandId{key};  // A key that is not an id is refused as any other.
    return std::nullopt;
}

// The object with its type, which goes to the end, so that places named in an error are those of the body. A text that
// is not an object stays as it is.
std::string with_type(std::string_view body, std::string_view type) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto close = body.find_last_not_of(blanks);
    if (close == std::string_view::npos || body[close] != '}') return std::string{body};
    const auto before = close == 0 ? std::string_view::npos : body.find_last_not_of(blanks, close - 1);
    if (before == std::string_view::npos) return std::string{body};
    std::string made{body.substr(0, close)};
    made += body[before] == '{' ? R"("type":)" : R"(,"type":)";
    eventstore::write_json_string(type, made);
    return made + '}';
}

// The column is that of the body as it was sent, where it is one line.
HttpAnswer unreadable(const eventstore::InputError& error, std::string_view body) {
    HttpAnswer answer;
    answer.status = 400;
    answer.content_type = problem_type;
    const auto message = error.message();
    Problem problem{"unreadable", http_reason(400), 400, message, error.field};
    problem.value = error.value;
    problem.cure = error.cure;
    problem.field_in_json = true;
    if (body.find('\n') == std::string_view::npos) problem.column = eventstore::column_of(body, error);
    answer.body = problem_json(problem);
    return answer;
}

HttpAnswer refused(const CommandReceipt& receipt) {
    HttpAnswer answer;
    answer.status = receipt.refused_as(domain::Rejection::command_id_reused) ? 409 : 422;
    answer.content_type = problem_type;
    Problem problem = problem_of(receipt, http_reason(answer.status));
    std::string detail{problem.field};
    if (!problem.value.empty()) detail += (detail.empty() ? "'" : " '") + std::string{problem.value} + "'";
    detail += (detail.empty() ? "" : ": ") + std::string{problem.cure};
    problem.status = answer.status;
    problem.detail = detail;
    answer.body = problem_json(problem);
    return answer;
}

// How a command comes in, by its path.
struct WayIn {
    const CommandForm* form = nullptr;
    std::string_view type;  // Empty: the body says it.
    std::string_view path;  // Of the route.
};
std::optional<WayIn> way_in(const RequestTarget& target) {
    if (const auto* form = form_at(target)) return WayIn{form, form->type, form->path};
    if (target.segments.size() == path_segments) return WayIn{nullptr, {}, CommandRoutes::path};
    if (target.segments.size() == path_segments + 1)
        return WayIn{nullptr, target.segments.back(), CommandRoutes::typed_path};
    return std::nullopt;
}

// What a reader waits for to see what this made.
void name_position(const CommandReceipt& receipt, HttpAnswer& answer) {
    if (receipt.has_events())
        answer.headers.emplace_back("Tally-Position",
                                    std::to_string(receipt.first_position.value + receipt.count.value));
    else if (receipt.status == ReceiptStatus::unchanged)
        answer.headers.emplace_back("Tally-Position", std::to_string(receipt.position.value + 1));
}

void name_location(const CommandForm& form, const CommandReceipt& receipt, HttpAnswer& answer) {
    if (auto location = location_of(form, receipt); !location.empty())
        answer.headers.emplace_back("Location", std::move(location));
}

}  // namespace

HttpAnswer questions_only() {
    return http_problem(403,
                        "this server answers questions only: start it with --commands or --sign-in (tallyd: [http] "
                        "commands or sign_in), or send commands with `tally apply` or `tally send`",
                        "questions_only");
}

std::optional<HttpAnswer> wrong_method_of_commands(const HttpRequest& request) {
    if (request.method == "POST") return std::nullopt;
    auto answer = http_problem(405, "the method is " + request.method + ": commands are sent with POST");
    answer.headers.emplace_back("Allow", "POST");
    return answer;
}

std::optional<HttpAnswer> wrong_sender(const HttpRequest& request, std::initializer_list<std::string_view> types) {
    if (!request.origin.empty() && request.origin != "http://" + request.host &&
        request.origin != "https://" + request.host)
        return http_problem(
            403,
            "Origin: a page of '" + request.origin +
                "' sent this: what changes or asks by POST is taken from programs and from pages of this server",
            "origin_forbidden", "Origin");
    if (std::any_of(types.begin(), types.end(), [&](auto type) { return is_type(request.content_type, type); }))
        return std::nullopt;
    return http_problem(
        415, "Content-Type: it is '" + request.content_type + "': send this as " + std::string{*types.begin()}, {},
        "Content-Type");
}

bool CommandRoutes::answers_at(std::string_view asked) {
    return asked == path || (asked.starts_with(path) && asked[path.size()] == '/');
}

bool CommandRoutes::answers_form(std::string_view method, const RequestTarget& target) {
    return form_at(target) != nullptr && (method == "POST" || QueryRoutes::kind_at(target).empty());
}

HttpAnswer http_answer_of(const CommandReceipt& receipt) {
    switch (receipt.status) {
        case ReceiptStatus::refused:
            return refused(receipt);
        case ReceiptStatus::failed:
            return http_unavailable(receipt.error.value.str() +
                                    ": send the command again with the same id, which is answered once");
        case ReceiptStatus::unreadable:
            return http_problem(400, receipt.error.value.str(), "unreadable");
        case ReceiptStatus::accepted:
        case ReceiptStatus::repeated:
        case ReceiptStatus::unchanged:
            break;
    }
    HttpAnswer answer;
    answer.status = receipt.status == ReceiptStatus::accepted ? 201 : 200;
    answer.body = eventstore::receipt_json(receipt) + "\n";
    name_position(receipt, answer);
    return answer;
}

void CommandRoutes::answer(const HttpRequest& request, const RequestTarget& target, const CommandSender& sender,
                           std::shared_ptr<HttpReply> reply) {
    auto answered = take(request, target, sender, reply);
    if (!answered) return;
    const auto way = way_in(target);
    answered->path = way ? way->path : typed_path;
    reply->send(std::move(*answered));
}

std::optional<HttpAnswer> CommandRoutes::take(const HttpRequest& request, const RequestTarget& target,
                                              const CommandSender& sender, const std::shared_ptr<HttpReply>& reply) {
    const auto way = way_in(target);
    if (!way)
        return http_problem(
            404, "nothing is there: commands are sent to " + std::string{path} + " or " + std::string{typed_path},
            "no_such_path", "path");
    if (auto wrong = wrong_method_of_commands(request)) return wrong;
    if (port_ == nullptr) return questions_only();
    if (!target.parameters.empty()) {
        const auto& name = target.parameters.begin()->first;
        return http_problem(400, name + ": this path has no parameters: leave it out", "question_wrong", name);
    }
    if (auto wrong = wrong_sender(request, {json_type})) return wrong;
    const auto body = eventstore::without_byte_order_mark(request.body);
    auto parsed = read(request, sender, way->type.empty() ? std::string{body} : with_type(body, way->type),
                       way->form == nullptr ? nullptr : &target);
    if (!parsed) return std::move(parsed.error());
    port_->submit(std::move(*parsed), 0,
                  [reply, way = *way, answered = sender.answered](const eventstore::ParsedCommand& command,
                                                                  const consumers::CommandAnswer& told) {
                      if (answered) answered(command, told);
                      const auto answer_from = [way](const CommandReceipt& receipt) {
                          auto answer = http_answer_of(receipt);
                          answer.path = way.path;
                          if (way.form != nullptr) name_location(*way.form, receipt, answer);
                          return answer;
                      };
                      if (!told.reads_log()) return reply->send(answer_from(told.receipt()));
                      reply->send_made_by([told, answer_from] { return answer_from(told.receipt()); });
                  });
    return std::nullopt;
}

tl::expected<eventstore::ParsedCommand, HttpAnswer> CommandRoutes::read(const HttpRequest& request,
                                                                        const CommandSender& sender,
                                                                        std::string_view body,
                                                                        const RequestTarget* form_target) {
    const auto terms = port_->terms();
    if (!terms) return tl::unexpected(not_known_here());
    auto commands = reader(terms->currency);
    auto parsed = commands->read(body);
    give_back(std::move(commands));
    if (!parsed) return tl::unexpected(unreadable(parsed.error(), request.body));
    if (form_target != nullptr)
        if (const auto wrong = fill_from_path(*form_at(*form_target), *form_target, parsed->command))
            return tl::unexpected(unreadable(*wrong, request.body));
    if (const auto wrong = eventstore::wrong_in_header(parsed->header, terms->simulated_time))
        return tl::unexpected(unreadable(*wrong, request.body));
    if (auto wrong = settle_id(parsed->header, request.idempotency_key)) return tl::unexpected(std::move(*wrong));
    if (const auto wrong = take_from(sender, *parsed)) return tl::unexpected(not_taken(*wrong, *parsed));
    return std::move(*parsed);
}

std::optional<HttpAnswer> CommandRoutes::wrong_with_batch(const HttpRequest& request) const {
    if (auto wrong = wrong_method_of_commands(request)) return wrong;
    if (port_ == nullptr) return questions_only();
    if (request.target.find('?') != std::string::npos)
        return http_problem(400, "this path has no parameters: leave them out", "question_wrong");
    if (!request.idempotency_key.empty())
        return http_problem(400, "Idempotency-Key: each line of a batch has its own command_id", "unreadable",
                            "Idempotency-Key");
    if (auto wrong = wrong_sender(request, {json_lines_type, "application/x-ndjson", "application/jsonlines"}))
        return wrong;
    if (!port_->terms()) return not_known_here();
    return std::nullopt;
}

bool CommandRoutes::batch(const CommandSender& sender, const std::shared_ptr<HttpExchange>& exchange) {
    const auto terms = port_->terms();
    if (!terms) return false;
    auto commands = reader(terms->currency);
    const bool whole = run_batch({*port_, *terms, *commands, sender, body_bytes_max}, exchange);
    give_back(std::move(commands));
    return whole;
}

std::unique_ptr<eventstore::CommandReader> CommandRoutes::reader(const domain::Currency& currency) {
    const std::lock_guard lock{mutex_};
    if (readers_.empty()) return std::make_unique<eventstore::CommandReader>(currency);
    auto taken = std::move(readers_.back());
    readers_.pop_back();
    return taken;
}

void CommandRoutes::give_back(std::unique_ptr<eventstore::CommandReader> used) {
    const std::lock_guard lock{mutex_};
    readers_.push_back(std::move(used));
}

}  // namespace tally::tools
