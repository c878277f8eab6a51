#pragma once
// The open amounts of an account's items day by day, by the effective dates of its events. Late charges are computed
// from them. A bill or charge that was cancelled, or an amount whose dispute was upheld, counts as never owed.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/account/overdue/events.h"
#include "domain/account/receivables/events.h"
#include "domain/draft.h"

namespace tally::domain {

class ItemHistory {
  public:
    ItemHistory(World&, const AccountId&);

    // end_of_day: events of the day itself count. either_end: the larger amount of start and end of the day, because
    // dates do not say whether a run or a payment of the same day came first.
    enum class At { end_of_day, either_end };
    // What was open and not disputed; never below zero.
    [[nodiscard]] Money undisputed(const DocumentId&, const ServiceAgreementId&, Date day, At) const;
    // The amount less its share of the item's tax.
    [[nodiscard]] Money without_tax(const DocumentId&, const ServiceAgreementId&, Money amount) const;
    // Days after `from` and before `until` from which another amount may be open, rising.
    [[nodiscard]] std::vector<Date> changes(const DocumentId&, const ServiceAgreementId&, Period, At) const;
    // Late charges that were not cancelled, oldest first.
    [[nodiscard]] const std::vector<LateChargeAssessed>& charges() const { return charges_; }

  private:
    struct Change {
        Date day;  // Unset: from the beginning.
        Money amount;
        DocumentId by;
        bool never_owed = false;  // Credits what a dispute showed to be wrong from the beginning.
    };
    struct Doubt {
        DocumentId dispute;
        Date from;
        Date until;  // Unset: it is open.
        Money amount;
    };
    struct Item {
        std::vector<Change> changes;
        std::vector<Doubt> doubts;
        Int128 charged = 0;
        Int128 tax = 0;
        DocumentId arranged_by;  // Of an instalment.
        Date arranged_until;     // Unset: that arrangement stands.
    };
    Item& item(const DocumentId& document, const ServiceAgreementId& sa) { return items_[{document.str(), sa.str()}]; }
    [[nodiscard]] static Int128 undisputed_at(const Item&, Date day, bool end_of_day);
    [[nodiscard]] const Item* find(const DocumentId&, const ServiceAgreementId&) const;
    void add(const Event&);
    void allocate(const std::vector<AllocationLine>&, Date day, bool given_back);
    void arrange(const Event&);
    void end_arrangement(const DocumentId& arrangement, Date);
    template <class WriteOff>
    void settle(const WriteOff&, const DocumentId& by, bool opened);
    void resolve(const DisputeResolved&);
    void sync(const CurrentSynced&);

    std::map<std::pair<std::string, std::string>, Item> items_;
    std::vector<LateChargeAssessed> charges_;
};

}  // namespace tally::domain
