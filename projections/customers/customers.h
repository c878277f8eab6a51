#pragma once
// The accounts of each person, and the accounts that are or were served at each premise.

#include <functional>
#include <memory>
#include <vector>

#include "projections/answer_parts.h"
#include "projections/one_view.h"

namespace tally::projections {

struct PersonLinkRow {
    bool main_customer = false;
    bool financially_responsible = false;
    bool third_party_guarantor = false;
    domain::Code relationship_type;
    template <class T = PersonLinkRow>
    static constexpr auto fields() {
        return FieldList{Field{"main_customer", &T::main_customer, "Labels the account."},
                         Field{"financially_responsible", &T::financially_responsible, "Owes the debt."},
                         Field{"third_party_guarantor", &T::third_party_guarantor, "Guarantees the debt."},
                         Field{"relationship_type", &T::relationship_type, "What the person is to the account."}};
    }
    bool operator==(const PersonLinkRow&) const = default;
};

class Customers final : public OneView {
  public:
    static constexpr std::string_view view_name = "customers";
    explicit Customers(std::shared_ptr<eventstore::EventsOf>);

  private:
    [[nodiscard]] Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) override;
    void put_link(const domain::AccountId&, const domain::AccountPerson&, ViewWriter&);
};

struct PersonLink {
    domain::AccountId account;
    PersonLinkRow row;
};
// By account id, 2 before 10.
[[nodiscard]] Result<std::vector<PersonLink>> accounts_of(const Point&, View customers, const domain::PersonId&);
// Every account that is or was served there, in order of ids.
[[nodiscard]] Result<std::vector<domain::AccountId>> accounts_at(const Point&, View customers,
                                                                 const domain::PremiseId&);

}  // namespace tally::projections
