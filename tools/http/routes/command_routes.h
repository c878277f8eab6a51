#pragma once
// POST /v1/commands: one command as JSON, its receipt or a problem as the answer; POST /v1/commands/TYPE: the same
// without its type; and POST to the paths of command_forms.h. No thread waits meanwhile, so that hundreds of callers
// share one sync. POST /v1/commands:batch: JSON Lines in, a receipt out for each line, in their order, while the rest
// is still being sent.

#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/commands/async_port.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/division/receipt.h"
#include "tools/http/routes/command_forms.h"
#include "tools/http/routes/command_sender.h"
#include "tools/http/server/http_handler.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

class CommandRoutes {
  public:
    static constexpr std::string_view path = "/v1/commands";
    static constexpr std::string_view typed_path = "/v1/commands/{type}";
    static constexpr std::string_view batch_path = "/v1/commands:batch";
    static constexpr std::uint64_t body_bytes_max = 1 << 20;  // Of a batch: of a line.
    // Of a target's path, whether what stands there is for this.
    [[nodiscard]] static bool answers_at(std::string_view path);
    // The same of a form's path, where a question may be asked with GET.
    [[nodiscard]] static bool answers_form(std::string_view method, const RequestTarget&);

    // Null: questions only; a command is refused, with where to send it. The port must outlive this.
    explicit CommandRoutes(consumers::AsyncPort* port) : port_(port) {}

    void answer(const HttpRequest&, const RequestTarget&, const CommandSender&, std::shared_ptr<HttpReply>);

    // Nothing: batch() may begin.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with_batch(const HttpRequest&) const;
    // False: it broke off.
    [[nodiscard]] bool batch(const CommandSender&, const std::shared_ptr<HttpExchange>&);

  private:
    // Nothing: the command was taken.
    [[nodiscard]] std::optional<HttpAnswer> take(const HttpRequest&, const RequestTarget&, const CommandSender&,
                                                 const std::shared_ptr<HttpReply>&);
    // form_target: of a form; null: the body has every field.
    [[nodiscard]] tl::expected<eventstore::ParsedCommand, HttpAnswer> read(const HttpRequest&, const CommandSender&,
                                                                           std::string_view body,
                                                                           const RequestTarget* form_target);
    [[nodiscard]] std::unique_ptr<eventstore::CommandReader> reader(const domain::Currency&);
    void give_back(std::unique_ptr<eventstore::CommandReader>);

    consumers::AsyncPort* const port_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<eventstore::CommandReader>> readers_;  // Those that no request uses.
};

// Of a server that takes no commands.
[[nodiscard]] HttpAnswer questions_only();
// Where the method is not POST.
[[nodiscard]] std::optional<HttpAnswer> wrong_method_of_commands(const HttpRequest&);

// Refuses cross-site requests (CSRF): a page of another site can send neither these content types nor this origin.
// Nothing: the request has one of the types, and its origin is not another site.
[[nodiscard]] std::optional<HttpAnswer> wrong_sender(const HttpRequest&, std::initializer_list<std::string_view> types);

// 201 accepted, 200 repeated or unchanged; the others are problems: 409 the id was used with another body, 422 refused,
// 503 the store failed.
[[nodiscard]] HttpAnswer http_answer_of(const eventstore::CommandReceipt&);

}  // namespace tally::tools
