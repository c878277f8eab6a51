#pragma once
// Commands that people send by hand, as resources: POST /v1/accounts/{id}/payments is payment.post, whose body lacks
// what the path says. One table; reading, refusing, answering and OpenAPI follow from it and from the description of
// the command.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/codec/command_json.h"
#include "eventstore/division/receipt.h"
#include "projections/ask.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

struct CommandForm {
    std::string_view path;            // Every segment is as it stands but {id}.
    std::string_view type;            // Of the command.
    std::string_view field;           // Of the command, which {id} fills; empty: the path has no id.
    std::string_view made;            // Which id of the receipt Location leads to; empty: none has a path.
    std::string_view completed = {};  // A list of the command that is made from {id} where the body has none.
};

[[nodiscard]] std::span<const CommandForm> command_forms();
// Null: no form is there.
[[nodiscard]] const CommandForm* form_at(const RequestTarget&);

// Puts the id of the target into the command. Error: the id is none, or the body names another one.
[[nodiscard]] std::optional<eventstore::InputError> fill_from_path(const CommandForm&, const RequestTarget&,
                                                                   domain::Command&);
// The question that answers what the command made; nullptr: none does.
[[nodiscard]] const projections::QuestionKind* shown_by(const CommandForm&);
// Path of what the command made; empty: nothing that has a path.
[[nodiscard]] std::string location_of(const CommandForm&, const eventstore::CommandReceipt&);

}  // namespace tally::tools
