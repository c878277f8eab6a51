#pragma once
// What the subcommands of tally share beside what all programs do, and the list of them.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "projections/reader.h"
#include "projections/render/render.h"
#include "projections/verify/verify.h"
#include "tools/shared/session.h"

namespace tally::tools {

// A new store, whole or not at all. Null, with the error printed and the exit code set, where it cannot be made.
[[nodiscard]] std::unique_ptr<eventstore::Division> make_store(Session&, const eventstore::NewDivision&,
                                                               std::function<domain::Instant()> clock = {});

[[nodiscard]] projections::RenderContext render_context(const eventstore::Division&);
// Why the log cannot answer as of then: a position past its end, an instant yet to come, of which the answer would be
// another one later. Empty: it can.
[[nodiscard]] std::string not_known_yet(const eventstore::Division&, std::optional<std::uint64_t> position,
                                        std::optional<domain::Instant> recorded_by);

// Everything that `tally verify` checks; verifier key and keys of persons are the division's.
[[nodiscard]] eventstore::Result<projections::VerifyAnswer> verify_division(eventstore::Division&,
                                                                            projections::VerifyOptions);
// The same with progress on stderr.
[[nodiscard]] eventstore::Result<projections::VerifyAnswer> verify_with_progress(eventstore::Division&);

// The value of an option such as "--date". False, with the error printed: the text is not a date.
[[nodiscard]] bool read_date(Session&, std::string_view option, const std::string& text, domain::Date&);
// Of options that may be left out: an empty text leaves the value as it is.
[[nodiscard]] bool read_optional_date(Session&, std::string_view option, const std::string& text, domain::Date&);
[[nodiscard]] bool read_optional_instant(Session&, std::string_view option, const std::string& text,
                                         std::optional<domain::Instant>&);

// A Merkle root as `tally` writes it, in hex, and as a checkpoint does, in base64.
[[nodiscard]] std::string root_text(const domain::Digest32&);

void add_init(CLI::App&, Session&);
void add_apply(CLI::App&, Session&);
void add_import(CLI::App&, Session&);
void add_bill(CLI::App&, Session&);
void add_run(CLI::App&, Session&);
void add_show(CLI::App&, Session&);
void add_search(CLI::App&, Session&);
void add_explain(CLI::App&, Session&);
void add_what_if(CLI::App&, Session&);
void add_study(CLI::App&, Session&);
void add_events(CLI::App&, Session&);
void add_replay(CLI::App&, Session&);
void add_rebuild(CLI::App&, Session&);
void add_compact(CLI::App&, Session&);
void add_verify(CLI::App&, Session&);
void add_checkpoint(CLI::App&, Session&);
void add_compare(CLI::App&, Session&);
void add_export(CLI::App&, Session&);
void add_feed(CLI::App&, Session&);
void add_intake(CLI::App&, Session&);
void add_send(CLI::App&, Session&);
void add_serve(CLI::App&, Session&);
void add_users(CLI::App&, Session&);
void add_describe(CLI::App&, Session&);
void add_demo(CLI::App&, Session&);
void add_man(CLI::App&, Session&);
void add_completion(CLI::App&, Session&);

}  // namespace tally::tools
