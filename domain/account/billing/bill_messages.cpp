#include "domain/account/billing/bill_messages.h"

#include <algorithm>
#include <tuple>

namespace tally::domain {

namespace {

bool has_overdue_debt(const AccountState& account, Date on) {
    return std::any_of(account.items.begin(), account.items.end(), [&](const OpenItem& item) {
        return item.current_open > Money{} && item.ages_from.is_set() && item.ages_from < on;
    });
}

bool is_for(const BillMessage& message, const AccountState& account, Date bill_date, bool overdue) {
    if (message.from.is_set() && bill_date < message.from) return false;
    if (message.until.is_set() && bill_date >= message.until) return false;
    if (message.kind == BillMessageKind::collection && !overdue) return false;
    const auto& classes = message.customer_classes;
    return classes.empty() || std::find(classes.begin(), classes.end(), account.customer_class) != classes.end();
}

}  // namespace

std::vector<Plain> bill_messages(const SettingsState& settings, const AccountState& account, Date bill_date) {
    std::vector<const BillMessage*> chosen;
    if (settings.bill_messages.entries.empty()) return {};
    const bool overdue = has_overdue_debt(account, bill_date);
    for (const auto& entry : settings.bill_messages.entries)
        if (settings.bill_message(entry.row.code, bill_date) == &entry.row &&
            is_for(entry.row, account, bill_date, overdue))
            chosen.push_back(&entry.row);
    std::sort(chosen.begin(), chosen.end(), [](const BillMessage* a, const BillMessage* b) {
        return std::tie(a->priority, a->code) < std::tie(b->priority, b->code);
    });
    std::vector<Plain> messages, inserts;
    for (const BillMessage* one : chosen) {
        const bool insert = one->kind == BillMessageKind::insert;
        if (insert && inserts.size() < bill_inserts_max)
            inserts.emplace_back("Enclosed, " + one->code.str() + ": " + one->text.str());
        else if (!insert && messages.size() < bill_messages_max)
            messages.push_back(one->text);
    }
    messages.insert(messages.end(), inserts.begin(), inserts.end());
    return messages;
}

}  // namespace tally::domain
