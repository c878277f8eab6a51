#include "domain/account/state.h"

#include <algorithm>

#include "domain/account/people/state.h"
#include "domain/account/receivables/deposits/state.h"

namespace tally::domain {

namespace {
template <class Elements, class Matches>
auto find_or_null(Elements& elements, Matches&& matches) -> decltype(elements.data()) {
    const auto found = std::find_if(elements.begin(), elements.end(), matches);
    return found == elements.end() ? nullptr : &*found;
}
}  // namespace

const AccountPerson* AccountPersons::person(const PersonId& id) const {
    return find_or_null(persons, [&](const AccountPerson& link) { return link.person == id; });
}
const AccountPerson* AccountPersons::main_customer() const {
    return find_or_null(persons, [](const AccountPerson& link) { return link.main_customer; });
}
Money HeldDeposit::cash() const {
    Money total;
    for (const DepositLot& lot : lots) total += lot.amount;
    return total;
}
Date HeldDeposit::accrued_through() const {
    Date last;
    for (const DepositLot& lot : lots) last = std::max(last, lot.accrued_through);
    return last;
}
const HeldDeposit* AccountDeposits::deposit(const DocumentId& id) const {
    return find_or_null(deposits, [&](const HeldDeposit& one) { return one.deposit == id; });
}
const ServiceAgreement* AccountState::agreement(const ServiceAgreementId& id) const {
    return find_or_null(agreements, [&](const ServiceAgreement& agreement) { return agreement.sa == id; });
}
ServiceAgreement* AccountState::agreement(const ServiceAgreementId& id) {
    return find_or_null(agreements, [&](const ServiceAgreement& agreement) { return agreement.sa == id; });
}
const OpenItem* AccountState::item(const DocumentId& document, const ServiceAgreementId& agreement) const {
    return find_or_null(items, [&](const OpenItem& open) { return open.document == document && open.sa == agreement; });
}
Money AccountState::unapplied_total() const {
    Money total;
    for (const UnappliedCredit& credit : unapplied) total += credit.amount;
    return total;
}
Money AccountState::payoff() const {
    Money total = -unapplied_total() - deposits_held;
    for (const OpenItem& open : items) total += open.payoff_open;
    return total;
}
Money AccountState::current() const {
    Money total = deposits_asked - unapplied_total();
    for (const OpenItem& open : items) total += open.current_open;
    return total;
}

}  // namespace tally::domain
