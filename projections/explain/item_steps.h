#pragma once
// Open items and credits of an account added up from its events one by one, with each step kept. The fold of the
// account's state is not used, so that the two check each other.

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "domain/events.h"
#include "domain/settings/state.h"
#include "projections/explain/balance_explanation.h"

namespace tally::projections {

struct SteppedItem {
    domain::Code kind;
    domain::Money payoff;
    domain::Money current;
    std::vector<AmountStep> steps;
};
struct SteppedCredit {
    domain::Money amount;
    std::vector<AmountStep> steps;
};

// "class LOW, as customer type SENIOR says".
[[nodiscard]] std::string by_rules_of(const domain::Code& rules_class, const domain::Code& customer_type);

class ItemSteps {
  public:
    using ItemKey = std::tuple<std::string, std::string>;  // Document, agreement.

    // Amounts are said with that many decimals. Settings live longer than this.
    ItemSteps(std::uint8_t decimals, const domain::SettingsState& settings)
        : decimals_(decimals), settings_(&settings) {}

    // Events of one account, in order.
    void add(const domain::RecordedEvent&);
    // On a day: credit that was applied to an item of a later day is not applied yet.
    void take_back_early_credit();

    [[nodiscard]] const SteppedItem* item(const domain::DocumentId&, const domain::ServiceAgreementId&) const;
    [[nodiscard]] const SteppedCredit* credit(const domain::CreditSource&) const;
    [[nodiscard]] const std::map<ItemKey, SteppedItem>& items() const { return items_; }
    [[nodiscard]] const std::map<domain::CreditSource, SteppedCredit>& credits() const { return credits_; }
    // Of everything that moved money.
    [[nodiscard]] domain::Money payoff() const { return payoff_; }
    [[nodiscard]] domain::Money current() const { return current_; }

  private:
    // What a step says of the event that is being added.
    struct Change {
        std::string what;
        domain::DocumentId by;
        domain::Money payoff;
        domain::Money current;
    };
    void change_item(const domain::DocumentId&, const domain::ServiceAgreementId&, std::string_view kind, Change);
    void change_credit(const domain::CreditSource&, std::string what, const domain::DocumentId& by, domain::Money);
    void allocate(const std::vector<domain::AllocationLine>&, bool given_back);
    void adjust(const domain::AdjustmentPosted&);
    void adjust_back(const domain::AdjustmentCancelled&);
    void release(const domain::CreditReleased&);
    void note_terms(const domain::RecordedEvent&);
    void receive(const domain::PaymentPosted&);
    void hold(const domain::DepositReceived&);
    void give_back(const domain::DepositReceiptReversed&);
    void give_back(const domain::TenderCancelled&);
    void cancel_payment(const domain::PaymentCancelled&);
    void pay_by_deposit(const domain::DepositApplied&);
    void arrange(const domain::ArrangementGranted&);
    void bill_instalment(const domain::ArrangementInstalmentBilled&);
    void end_arrangement(const domain::ArrangementBroken&);
    void sync(const domain::CurrentSynced&);
    void settle(const domain::CreditRefunded&);
    void settle(const domain::CreditRefundCancelled&);
    void settle(const domain::WrittenOff&);
    void settle(const domain::WriteOffReversed&);
    void settle(const domain::CreditTransferredOut&);
    void settle(const domain::CreditTransferredIn&);
    void settle(const domain::BalanceTransferredOut&);
    void settle(const domain::BalanceTransferredIn&);
    void settle(const domain::CreditEscheated&);
    void settle(const domain::DepositEscheated&);
    void settle(const domain::EscheatReclaimed&);
    void take_credits(const std::vector<domain::CreditLine>&, std::string what, const domain::DocumentId& by,
                      bool given_back);
    void write_off(const std::vector<domain::WriteOffLine>&, std::string what, const domain::DocumentId& by,
                   bool given_back);
    // A deposit is an item of its own: what is asked for, less what is held.
    template <class Event>
    void change_deposit(const Event&, std::string what, domain::Money payoff, domain::Money current);

    // What a step says where the customer type names another class than the account's own; empty: it does not.
    [[nodiscard]] std::string by_customer_type(const domain::RecordedEvent&, domain::Date on) const;

    std::uint8_t decimals_;
    const domain::SettingsState* settings_;
    // Of the account, at the event that is being added.
    domain::Code customer_class_;
    domain::Code customer_type_;
    std::map<ItemKey, SteppedItem> items_;
    std::map<domain::CreditSource, SteppedCredit> credits_;
    domain::Money payoff_;
    domain::Money current_;
    // Of the event that is being added.
    EventCause cause_;
    domain::Date effective_date_;
};

}  // namespace tally::projections
