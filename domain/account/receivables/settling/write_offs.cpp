// Debt that cannot be collected is written off, and opened again as far as it is paid after all [rules 20, 25].

#include <algorithm>
#include <map>

#include "domain/account/billing/events.h"
#include "domain/account/command_checks.h"
#include "domain/account/made_ids.h"
#include "domain/account/receivables/settling/settling_steps.h"
#include "domain/account/service/service.h"
#include "domain/core/check.h"
#include "domain/core/decimal.h"
#include "domain/decide_on.h"

namespace tally::domain {

namespace {

// Lines of one event, with their taxes: they fit one entry.
constexpr std::size_t write_off_lines_max = 60;

// Tax in what was charged, item by item, of the codes that grant relief.
class RelievedTaxes {
  public:
    RelievedTaxes(World& world, const AccountId& account, Date on) {
        const SettingsState settings = world.settings();
        world.history(stream_of(account), [&](const RecordedEvent& recorded) {
            if (const auto* segment = get_if<BillSegmentFrozen>(&recorded.event))
                add(settings, on, {segment->invoice.str(), segment->sa.str()}, segment->lines);
            else if (const auto* special = get_if<SpecialChargeBilled>(&recorded.event))
                add(settings, on, {special->invoice.str(), special->sa.str()}, special->lines);
        });
    }

    // Each tax's share of the amount, rounded once.
    [[nodiscard]] std::vector<TaxRelieved> in(const OpenItem& item, Money amount) const {
        std::vector<TaxRelieved> taxes;
        const auto found = items_.find({item.document.str(), item.sa.str()});
        if (found == items_.end() || found->second.charged <= 0) return taxes;
        Money left = amount;
        for (const auto& [key, tax] : found->second.taxes) {
            if (tax <= 0) continue;
            const Int128 share =
                divide(Int128{amount.minor} * tax, found->second.charged, Rounding::half_away_from_zero);
            const Money relieved = share > left.minor ? left : Money{static_cast<std::int64_t>(share)};
            if (relieved <= Money{}) continue;
            taxes.push_back({Code{key.first}, Code{key.second}, relieved});
            left -= relieved;
        }
        return taxes;
    }

  private:
    using ItemKey = std::pair<std::string, std::string>;
    struct Charged {
        Int128 charged = 0;
        std::map<std::pair<std::string, std::string>, Int128> taxes;  // Code and GL account.
    };
    void add(const SettingsState& settings, Date on, const ItemKey& key, const std::vector<BillLine>& lines) {
        Charged& item = items_[key];
        for (const BillLine& line : lines) {
            item.charged += line.amount.minor;
            if (line.component_kind != ComponentKind::tax) continue;
            const TaxRelief* relief = settings.tax_relief(line.component, on);
            if (relief && relief->on_write_off)
                item.taxes[{line.component.str(), line.gl_account.str()}] += line.amount.minor;
        }
    }
    std::map<ItemKey, Charged> items_;
};

Decided<void> record_write_off(Draft& draft, const WriteOffDebt& command, std::vector<WriteOffLine> lines, Date day) {
    WrittenOff event;
    event.account = command.account;
    event.write_off = numbered_id<DocumentId>(command.account, write_off_mark,
                                              draft.account(command.account)->write_off_count + std::uint64_t{1});
    event.lines = std::move(lines);
    event.write_off_reason = command.write_off_reason;
    for (const WriteOffLine& line : event.lines) event.amount += line.amount;
    auto financial = journal::written_off(draft.settings(), {day, {}, event.lines.front().ages_from}, event.lines);
    TALLY_TRY(financial);
    event.financial = std::move(*financial);
    draft.record(command.account, std::move(event));
    return {};
}

bool knows_write_off(World& world, const AccountId& account, const DocumentId& id) {
    bool known = false;
    world.history(stream_of(account), [&](const RecordedEvent& recorded) {
        const auto* made = get_if<WrittenOff>(&recorded.event);
        known = known || (made && made->write_off == id);
    });
    return known;
}

Decided<StandingWriteOff> named_write_off(Draft& draft, const ReverseWriteOff& command) {
    for (StandingWriteOff& one : standing_write_offs(draft, command.account))
        if (one.write_off == command.write_off) return std::move(one);
    if (knows_write_off(draft, command.account, command.write_off))
        return refuse(Rejection::write_off_already_reversed, "write_off", command.write_off.str(),
                      "All of it is open again, or was paid since.");
    return refuse(
        Rejection::write_off_unknown, "write_off", command.write_off.str(),
        "Name a write-off of account " + command.account.str() + ", such as " + command.account.str() + "-WO1.");
}

}  // namespace

Decided<Events> decide_on(const WriteOffDebt& command, const Context& context) {
    Draft draft(context);
    const AccountState* known = draft.account(command.account);
    if (!known)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that exists.");
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    if (command.write_off_reason.empty())
        return refuse(Rejection::field_missing, "write_off_reason", "", "Say why it cannot be collected.");
    if (!known->deposits_held.is_zero())
        return refuse(Rejection::deposit_pays_first, "account", command.account.str(),
                      "A deposit of " + to_string(known->deposits_held, currency_decimals(draft.settings())) +
                          " is held: apply it by deposit.apply first.");
    TALLY_TRY(allocate_fifo(draft, command.account, {*day}));
    const AccountState account = *draft.account(command.account);
    const auto parts = debt_to_take(draft, account, {command.sa, command.document, command.amount, *day});
    TALLY_TRY(parts);
    const RelievedTaxes taxes(draft, command.account, *day);
    std::vector<WriteOffLine> lines;
    for (const ItemPart& part : *parts) {
        const OpenItem& item = *part.item;
        lines.push_back(
            {item.document, item.sa, part.limit, taxes.in(item, part.limit), item.ages_from, item.position});
        if (lines.size() == write_off_lines_max)
            TALLY_TRY(record_write_off(draft, command, std::exchange(lines, {}), *day));
    }
    if (!lines.empty()) TALLY_TRY(record_write_off(draft, command, std::move(lines), *day));
    close_or_reactivate(draft, command.account);
    return draft.take();
}

Decided<Events> decide_on(const ReverseWriteOff& command, const Context& context) {
    Draft draft(context);
    const AccountState* known = draft.account(command.account);
    if (!known)
        return refuse(Rejection::account_unknown, "account", command.account.str(), "Name an account that exists.");
    const auto day = business_day(command.on, "on", context);
    TALLY_TRY(day);
    const std::uint8_t decimals = currency_decimals(draft.settings());
    if (!command.amount.is_zero()) TALLY_TRY(checked_amount(command.amount, "amount", decimals));
    const auto standing = named_write_off(draft, command);
    TALLY_TRY(standing);
    Money left;
    for (const WriteOffLine& line : standing->lines) left += line.amount;
    if (command.amount > left)
        return refuse(
            Rejection::write_off_exceeded, "amount", to_string(command.amount, decimals),
            "Only " + to_string(left, decimals) + " of " + command.write_off.str() + " is still written off.");
    if (*day < standing->written_off_on)
        return refuse(
            Rejection::date_out_of_order, "on", to_string(*day),
            "It was written off on " + to_string(standing->written_off_on) + ": give that day or a later one.");
    const Money amount = command.amount.is_zero() ? left : command.amount;
    const auto opened = reverse_write_offs(
        draft, command.account, *day, amount, {RecoveryCause::withdrawn, {}, command.cancel_reason},
        [&](const StandingWriteOff& one, const WriteOffLine&) { return one.write_off == command.write_off; });
    TALLY_TRY(opened);
    TALLY_TRY(allocate_fifo(draft, command.account, {*day}, {}, [&](const OpenItem& item) {
        return std::any_of(opened->begin(), opened->end(), [&](const WriteOffLine& line) {
            return line.document == item.document && line.sa == item.sa;
        });
    }));
    close_or_reactivate(draft, command.account);
    return draft.take();
}

}  // namespace tally::domain
