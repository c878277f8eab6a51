#pragma once
// What all explanations are made of: who entered a fact and when, and what it posted.

#include <cstdint>
#include <vector>

#include "domain/books/posting.h"
#include "domain/envelope.h"
#include "projections/answer_parts.h"

namespace tally::projections {

// The event that holds a fact, and the command behind it.
struct EventCause {
    std::uint64_t position = 0;
    domain::Plain type;
    domain::Instant recorded_at;
    domain::Plain actor;
    domain::Plain reason;
    domain::CommandId command_id;
    template <class T = EventCause>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "Position of the event."},
                         Field{"type", &T::type, "Its type, such as premise.register_read."},
                         Field{"recorded_at", &T::recorded_at, "When it was entered."},
                         Field{"actor", &T::actor, "Who entered it."},
                         Field{"reason", &T::reason, "Why, as the sender put it; may be empty."},
                         Field{"command_id", &T::command_id, "The command that made it."}};
    }
    bool operator==(const EventCause&) const = default;
};
[[nodiscard]] EventCause cause_of(const domain::Envelope&);

struct ExplainedPosting {
    domain::GlRole role = domain::GlRole::ar;
    domain::Code gl_account;
    domain::Money debit;
    domain::Money credit;
    template <class T = ExplainedPosting>
    static constexpr auto fields() {
        return FieldList{Field{"role", &T::role, "What is posted."},
                         Field{"gl_account", &T::gl_account, "Account of the general ledger."},
                         Field{"debit", &T::debit, "Zero where it is a credit."},
                         Field{"credit", &T::credit, "Zero where it is a debit."}};
    }
    bool operator==(const ExplainedPosting&) const = default;
};
[[nodiscard]] std::vector<ExplainedPosting> postings_of(const domain::Financial&);

// "entered 2022-02-01 by cli:csr (why), event 812": how texts name a cause.
[[nodiscard]] std::string cause_text(const EventCause&, const RenderContext&);
// A line for each posting.
void postings_text(const std::vector<ExplainedPosting>&, const RenderContext&, std::size_t indent, std::string& out);
// Text in lines of at most the width of a screen, each indented; further lines of one text stand deeper.
void wrapped(std::string_view text, std::size_t indent, std::string& out);

}  // namespace tally::projections
