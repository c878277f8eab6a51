#include "projections/folders.h"

#include "projections/ar_history/ar_history.h"
#include "projections/balances/balances.h"
#include "projections/calendar/calendar.h"
#include "projections/cash/cash.h"
#include "projections/control_totals/control_totals.h"
#include "projections/customers/customers.h"
#include "projections/documents/documents.h"
#include "projections/lists/lists.h"
#include "projections/market/market.h"
#include "projections/search/search.h"
#include "projections/trial_balance/trial_balance.h"

namespace tally::projections {

std::vector<std::string_view> view_names() {
    return {Balances::view_name,  ArHistory::view_name, Documents::view_name,     TrialBalance::view_name,
            Customers::view_name, Calendar::view_name,  ControlTotals::view_name, SearchIndex::view_name,
            Lists::view_name,     Cash::view_name,      Market::view_name};
}

std::shared_ptr<OneView> make_view(std::string_view name, const eventstore::FolderNeeds& needs) {
    if (name == Balances::view_name) return std::make_shared<Balances>(needs.events);
    if (name == ArHistory::view_name) return std::make_shared<ArHistory>(needs.events);
    if (name == Documents::view_name) return std::make_shared<Documents>(needs.events);
    if (name == TrialBalance::view_name) return std::make_shared<TrialBalance>(needs.events);
    if (name == Customers::view_name) return std::make_shared<Customers>(needs.events);
    if (name == Calendar::view_name) return std::make_shared<Calendar>(needs.events);
    if (name == ControlTotals::view_name) return std::make_shared<ControlTotals>(needs.events);
    if (name == Cash::view_name) return std::make_shared<Cash>(needs.events);
    if (name == Lists::view_name) return std::make_shared<Lists>(needs.events);
    if (name == SearchIndex::view_name) return std::make_shared<SearchIndex>(needs.events, needs.open);
    if (name == Market::view_name) return std::make_shared<Market>(needs.events);
    return nullptr;
}

std::shared_ptr<eventstore::Folder> make_folder(std::string_view name, const eventstore::FolderNeeds& needs) {
    return make_view(name, needs);
}

std::vector<std::shared_ptr<eventstore::Folder>> make_folders(const eventstore::FolderNeeds& needs) {
    std::vector<std::shared_ptr<eventstore::Folder>> folders;
    for (const auto name : view_names()) folders.push_back(make_folder(name, needs));
    return folders;
}

}  // namespace tally::projections
