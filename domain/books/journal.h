#pragma once
// What each financial event does to the books: one pure function per event to its dates, its payoff and current deltas
// and its balanced postings. Nothing else in the ledger makes postings.

#include <array>
#include <optional>
#include <span>
#include <string>

#include "domain/books/bill_line.h"
#include "domain/books/posting.h"
#include "domain/core/refusal.h"
#include "domain/events.h"
#include "domain/settings/state.h"

namespace tally::domain::journal {

// When something counts. Where the period of accounting_date is closed, the first day of the earliest open one is
// taken instead; effective_date and ages_from are kept as they are.
struct Dates {
    Date effective_date;
    Date accounting_date = {};  // Unset: effective_date.
    Date ages_from = {};        // Unset: effective_date.
};

// A role, or what is special within it, that has no account of the general ledger.
struct MissingAccount {
    GlRole role = GlRole::ar;
    Code qualifier;
};
// Names them all, and every other role that the ledger posts to and nothing is defined for: one run finds them all.
[[nodiscard]] Refusal gl_accounts_missing(const SettingsState&, std::span<const MissingAccount>);
// The roles that some financial event posts to.
inline constexpr std::array posted_roles{GlRole::ar,         GlRole::cash,
                                         GlRole::revenue,    GlRole::tax,
                                         GlRole::unapplied,  GlRole::fee,
                                         GlRole::concession, GlRole::suspense,
                                         GlRole::deposit,    GlRole::interest_expense,
                                         GlRole::payables,   GlRole::clearing,
                                         GlRole::bad_debt,   GlRole::cash_over_short,
                                         GlRole::unbilled,   GlRole::escheat};

// AR / REV, FEE, TAX as the lines say. `current` is what is asked for now; it differs from the total of the lines for a
// budget plan only. Also for special charges.
[[nodiscard]] Decided<Financial> charged(const SettingsState&, const Dates&, std::span<const BillLine> lines,
                                         std::optional<Money> current = std::nullopt);
// One amount by the legs that an event states. Payoff and current change by what AR and unapplied credit do.
[[nodiscard]] Decided<Financial> posted(const SettingsState&, const Dates&, Legs, Money amount);
// The same where the leg of the role cash has the account of a tender source; empty: the role's own.
[[nodiscard]] Decided<Financial> posted(const SettingsState&, const Dates&, Legs, Money amount,
                                        const Code& tender_source);
// CASH of the bank / CASH of the batches' sources, account by account; nothing where they are the same.
[[nodiscard]] Decided<Financial> deposited(const SettingsState&, const Dates&, std::span<const DepositedBatch>);
// The same where the event states the change of the current balance itself.
[[nodiscard]] Decided<Financial> posted(const SettingsState&, const Dates&, Legs, Money amount, CurrentBy);
// No postings: only the current balance changes.
[[nodiscard]] Decided<Financial> only_current(const SettingsState&, const Dates&, Money amount, CurrentBy);
// UNAPP / AR. ages_from: of the oldest item reduced; each line of the event keeps its own.
[[nodiscard]] Decided<Financial> credit_allocated(const SettingsState&, const Dates&, Money total);
// AR / UNAPP.
[[nodiscard]] Decided<Financial> credit_deallocated(const SettingsState&, const Dates&, Money total);
// A debit: AR / FEE of the adjustment type.
[[nodiscard]] Decided<Financial> debit_adjusted(const SettingsState&, const Dates&, const Code& adjustment_type,
                                                Money amount);
// A credit: CONC of the adjustment type / AR for what reduces an item, UNAPP for the rest; both at least zero.
[[nodiscard]] Decided<Financial> credit_adjusted(const SettingsState&, const Dates&, const Code& adjustment_type,
                                                 Money to_target, Money to_unapplied);
// ALLOW where the chart of accounts has it, else BAD, and TAX where relief is granted / AR [rule 25].
[[nodiscard]] Decided<Financial> written_off(const SettingsState&, const Dates&, std::span<const WriteOffLine>);
// AR / TAX, and what the write-off had debited beside it: `loss` is that posting, of the role AR where there was none.
[[nodiscard]] Decided<Financial> write_off_reversed(const SettingsState&, const Dates&, std::span<const WriteOffLine>,
                                                    const Posting& loss);
// UNBILLED / REV, FEE: by how much the revenue of each account is above that of the accrual that it replaces.
[[nodiscard]] Decided<Financial> unbilled_accrued(const SettingsState&, const Dates&, std::span<const UnbilledRevenue>);
// The exact negation of what was posted: the same accounts and the same age, at its own date in an open period.
[[nodiscard]] Decided<Financial> negated(const SettingsState&, const Financial&, Date effective_date,
                                         Date accounting_date = {});

// What is wrong with the event's figures: postings that do not balance, totals that do not re-add, deltas that do not
// tie to AR and UNAPP. nullopt: nothing. Asserted before an event is appended, and asked again by verify after reading.
// Allocates only where something is wrong. A payment from suspense and its match are each wrong alone: check them
// together with BalanceCheck.
[[nodiscard]] std::optional<std::string> check_balanced(const Event&);

// The same for events one after another. A payment is posted from suspense where the match right after it says so, and
// from cash everywhere else; what a cancelled payment gives back to suspense is what was cancelled.
class BalanceCheck {
  public:
    // What is wrong with the event, or with the one before it.
    [[nodiscard]] std::optional<std::string> next(const Event&);
    // The same of an event that none follows.
    [[nodiscard]] std::optional<std::string> last(const Event&);
    // An event that cannot be read: the one after it may belong to it.
    void skip();

  private:
    struct Moved {
        AccountId account;
        PaymentId payment;
        Money amount;
        bool operator==(const Moved&) const = default;
    };
    [[nodiscard]] std::optional<std::string> follow(const Event&);

    std::optional<Moved> to_match_;   // A payment from suspense: its match has to be next.
    std::optional<Moved> cancelled_;  // A payment: what it gives back to suspense may be next.
    bool skipped_ = false;
};

}  // namespace tally::domain::journal
