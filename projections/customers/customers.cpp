#include "projections/customers/customers.h"

#include <algorithm>

#include "domain/event_arms.h"
#include "eventstore/codec/bytes.h"
#include "projections/natural_order.h"

namespace tally::projections {

using namespace domain;

namespace {
// First byte of a key; then the owner's id, NUL, the account's id.
constexpr char of_person = 'P';
constexpr char of_premise = 'L';

std::string key_under(char kind, const std::string& owner, std::string_view account) {
    std::string key;
    key.reserve(owner.size() + account.size() + 2);
    key += kind;
    key += owner;
    key += '\0';
    key += account;
    return key;
}

// Calls use(account, value) for each row of the owner.
template <class Use>
Result<void> each_of(const Point& point, View view, char kind, const std::string& owner, const Use& use) {
    const std::string prefix = key_under(kind, owner, "");
    auto scan = point.scan(view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next())
        if (auto used = use(scan.key().substr(prefix.size()), scan.value()); !used) return used;
    return scan.status();
}
}  // namespace

Customers::Customers(std::shared_ptr<eventstore::EventsOf> events)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = nullptr,
                                  .asked_for_absent = false,
                                  .group = {}}) {}

void Customers::put_link(const AccountId& account, const AccountPerson& link, ViewWriter& writer) {
    const PersonLinkRow row{link.main_customer, link.financially_responsible, link.third_party_guarantor,
                            link.relationship_type};
    writer.put(view(), key_under(of_person, link.person.str(), account.str()), eventstore::encode(row));
}

Result<void> Customers::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    for (const auto& [envelope, event] : events) {
        visit(Overloaded{
                  [&](const AccountPersonLinked& linked) { put_link(linked.account, linked.link, writer); },
                  [&](const AccountPersonChanged& changed) { put_link(changed.account, changed.link, writer); },
                  [&](const AccountPersonUnlinked& unlinked) {
                      writer.erase(view(), key_under(of_person, unlinked.person.str(), unlinked.account.str()));
                  },
                  [&](const MainCustomerChanged& changed) {
                      put_link(changed.account, changed.demoted, writer);
                      put_link(changed.account, changed.promoted, writer);
                  },
                  [&](const ServiceStartRequested& start) {
                      if (!start.premise.empty())
                          writer.put(view(), key_under(of_premise, start.premise.str(), start.account.str()), {});
                  },
                  Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                         Topic::unbilled, Topic::market, Topic::unclaimed, Topic::hierarchy>{},
                  Ignore<Topic::control_tables, Topic::user, Topic::person, Topic::location, Topic::meter_data,
                         Topic::occupancy, Topic::landlord, Topic::account_terms, Topic::service_life,
                         Topic::billing_error, Topic::document, Topic::pending_charge, Topic::pending_adjustment,
                         Topic::dispute, Topic::charge, Topic::fee, Topic::payment, Topic::allocation,
                         Topic::adjustment, Topic::deposit, Topic::arrangement, Topic::budget>{},
              },
              event);
    }
    return {};
}

Result<std::vector<PersonLink>> accounts_of(const Point& point, View customers, const PersonId& person) {
    std::vector<PersonLink> links;
    auto done = each_of(point, customers, of_person, person.str(),
                        [&](std::string_view account, std::string_view value) -> Result<void> {
                            auto row = eventstore::decode<PersonLinkRow>(value);
                            if (!row) return tl::unexpected(std::move(row.error()));
                            links.push_back({AccountId{account}, std::move(*row)});
                            return {};
                        });
    if (!done) return tl::unexpected(std::move(done.error()));
    std::sort(links.begin(), links.end(), [](const PersonLink& a, const PersonLink& b) {
        return naturally_before(a.account.str(), b.account.str());
    });
    return links;
}

Result<std::vector<AccountId>> accounts_at(const Point& point, View customers, const PremiseId& premise) {
    std::vector<AccountId> accounts;
    auto done = each_of(point, customers, of_premise, premise.str(),
                        [&](std::string_view account, std::string_view) -> Result<void> {
                            accounts.emplace_back(account);
                            return {};
                        });
    if (!done) return tl::unexpected(std::move(done.error()));
    std::sort(accounts.begin(), accounts.end(),
              [](const AccountId& a, const AccountId& b) { return naturally_before(a.str(), b.str()); });
    return accounts;
}

}  // namespace tally::projections
