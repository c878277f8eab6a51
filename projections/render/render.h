#pragma once
// Answers as plain text for people: aligned columns, money to the right, at most 100 columns wide. Statements and
// invoices are laid out like a bill.

#include <string>

#include "domain/core/money.h"
#include "eventstore/codec/shape.h"
#include "projections/answers.h"
#include "projections/queries.h"
#include "projections/rebuild/rebuild.h"
#include "projections/replay/replay.h"
#include "projections/verify/verify.h"

namespace tally::projections {

struct RenderContext {
    domain::Currency currency{{'U', 'S', 'D', 0}, 2};
    OpenPersonal open;  // Without it personal text shows as "(sealed)".
    DayOf day_of = utc_day_of;
};

void render(const PersonAnswer&, const RenderContext&, std::string& out);
void render(const AccountAnswer&, const RenderContext&, std::string& out);
void render(const PremiseAnswer&, const RenderContext&, std::string& out);
void render(const BalanceAnswer&, const RenderContext&, std::string& out);
void render(const OpenItemsAnswer&, const RenderContext&, std::string& out);
void render(const ArHistoryAnswer&, const RenderContext&, std::string& out);
void render(const DocumentsAnswer&, const RenderContext&, std::string& out);
void render(const InvoiceAnswer&, const RenderContext&, std::string& out);
void render(const StatementAnswer&, const RenderContext&, std::string& out);
void render(const PaymentAnswer&, const RenderContext&, std::string& out);
void render(const UsageAnswer&, const RenderContext&, std::string& out);
void render(const TrialBalanceAnswer&, const RenderContext&, std::string& out);
void render(const TotalsAnswer&, const RenderContext&, std::string& out);
void render(const CalendarAnswer&, const RenderContext&, std::string& out);
void render(const ControlTotalsAnswer&, const RenderContext&, std::string& out);
void render(const SearchAnswer&, const RenderContext&, std::string& out);
void render(const ReplayAnswer&, const RenderContext&, std::string& out);
void render(const RebuildAnswer&, const RenderContext&, std::string& out);
void render(const VerifyAnswer&, const RenderContext&, std::string& out);

// Writes what could move a cursor or begin a line as escapes, in every id, code and plain text below.
void escape_texts(eventstore::MutableRecordRef);

// Where text leaves: layouts get no text but what is fit to be shown. Events from before the rule for texts may hold
// any; personal text is escaped as it is opened (Texts::clear).
template <class Answer>
[[nodiscard]] std::string render(Answer answer, const RenderContext& context) {
    escape_texts(eventstore::ref(answer));
    std::string out;
    render(answer, context, out);
    return out;
}

}  // namespace tally::projections
