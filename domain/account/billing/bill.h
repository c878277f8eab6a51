#pragma once
// The charges of one invoice, proposed and then issued as steps of a draft: what a bill run and a rebill do alike.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/account/billing/usage_selection.h"
#include "domain/account/receivables/due_date.h"
#include "domain/draft.h"
#include "domain/rating/rating.h"

namespace tally::domain {

struct ProposedSegment {
    ServiceAgreementId sa;
    SelectedUsage usage;
    std::vector<BillLine> lines;
    SegmentId replaces;                 // Of a rebill.
    std::optional<Money> asked;         // Under a budget plan: asked for in place of what it charges.
    std::vector<BilledDemand> demands;  // Where its tariff has terms of demand.
    YearToDate year;                    // Where it settles anything by the year.
};
struct ProposedCharge {
    PendingCharge pending;
    std::vector<BillLine> lines;
};
struct ProposedBill {
    Code cycle;
    Date bill_date;
    Date accounting_date;
    DueDate due;
    DocumentId rebills;  // Invoice that it replaces; empty on a regular bill.
    Date priced_on;      // Of a rebill: the day whose tax rates hold, where they go by the bill date.
    std::vector<ProposedSegment> segments;
    std::vector<ProposedCharge> charges;
    std::vector<InvoiceTax> taxes;
    std::vector<ServiceAgreementId> left_out;
};

// The agreement's kind as it is on the bill date, and the versions of tariffs that price it.
struct Pricing {
    const ServiceAgreementType* sa_type = nullptr;
    const TariffState* tariff = nullptr;
    std::shared_ptr<const TariffState> joined;  // Where the agreement had several tariffs, `tariff` is their versions.
};
[[nodiscard]] Decided<Pricing> pricing_of(World& world, const ServiceAgreement& agreement, Date bill_date);

// Demands of segments that are billed again in the same decision; they replace the recorded ones for later segments.
using DemandsMadeAgain = std::map<SegmentId, SegmentDemands>;
// Charge lines of a segment, without tax, its demand, and what it carries on.
[[nodiscard]] Decided<rating::Rated> rated_segment(World& world, const ServiceAgreement& agreement,
                                                   const Pricing& pricing, const SelectedUsage& usage, Date bill_date,
                                                   const DemandsMadeAgain& again = {});
// The same for a rate study: demand of earlier bills is passed in and not looked up, and hours are compiled once. No
// taxes.
[[nodiscard]] Decided<rating::Rated> rated_for_study(const SettingsState& settings, const ServiceAgreement& agreement,
                                                     const Pricing& pricing, const SelectedUsage& usage,
                                                     const std::vector<BilledDemand>& past_demands,
                                                     rating::TimePlans& plans);
// The line of a special charge, without tax.
[[nodiscard]] Decided<std::vector<BillLine>> charge_lines(World& world, const AccountState& account,
                                                          const PendingCharge& charge, Date bill_date);
// The taxes of the agreement's own premise, of those named.
[[nodiscard]] std::vector<Code> applicable_taxes(World& world, const PremiseId& premise, const std::vector<Code>& named,
                                                 Date bill_date);
// Adds the tax lines of the whole bill.
[[nodiscard]] std::optional<Refusal> add_taxes(World& world, ProposedBill& bill);
// Resolves where each line is posted: its component, then the service, then the role's own account.
[[nodiscard]] std::optional<Refusal> set_gl_accounts(const SettingsState& settings, const Code& service,
                                                     std::vector<BillLine>& lines);

// What deciding the command finds: the account, its persons, and the premises and usage of agreements that may be due.
// A hint: see look_further.
void look_at_billed(World& seen, const BillAccount& command);

// Records the segments, charges and invoice. The proposal must have a segment or a charge.
[[nodiscard]] Decided<InvoiceIssued> issue_invoice(Draft& draft, const AccountId& account, ProposedBill bill);

}  // namespace tally::domain
