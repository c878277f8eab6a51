#include "projections/unclaimed/unclaimed_queries.h"

#include <algorithm>
#include <map>
#include <memory>

#include "domain/account/receivables/unclaimed/unclaimed_steps.h"
#include "eventstore/division/state_rows.h"
#include "projections/division_sums/division_queries.h"
#include "projections/lists/lists.h"
#include "projections/world_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

void say_why(const Refusal& refusal, PropertyState& property) {
    property.why = Code{name_of(refusal.rejection)};
    property.explanation = Plain{refusal.cure};
}

// Of an account that has property and has ended.
void set_dormancy(World& world, const AccountState& account, Date on, PropertyState& property) {
    auto dormancy = dormancy_of(world, account, on);
    if (!dormancy) {
        property.state = Code{"blocked"};
        return say_why(dormancy.error(), property);
    }
    property.dormancy = std::move(*dormancy);
    const StandingNotice& notice = world.unclaimed_of(account.account).notice;
    if (stands(notice, property.dormancy)) {
        property.notice = notice.notice;
        property.noticed_on = notice.noticed_on;
        property.escheats_on = notice.escheats_on;
    }
    const auto step = next_unclaimed_step(world, account, on);
    if (!step) {
        property.state = Code{step.error().rejection == Rejection::not_dormant ? "active" : "blocked"};
        return say_why(step.error(), property);
    }
    switch (*step) {
        case UnclaimedStep::send_notice:
            property.state = Code{"dormant"};
            return;
        case UnclaimedStep::wait_for_owner:
            property.state = Code{"noticed"};
            return;
        case UnclaimedStep::escheat:
            property.state = Code{"due"};
            return;
    }
}

PropertyState property_state(World& world, const AccountState& account, Date on) {
    PropertyState property;
    const HeldProperty held = held_property(account);
    property.credit = held.credit;
    property.deposits = held.deposits;
    if (held.total().is_zero())
        property.state = Code{"none"};
    else if (!all_is_over(account))
        property.state = Code{"supplied"};
    else
        set_dormancy(world, account, on, property);
    return property;
}

std::string_view state_of(const Escheat& escheat) {
    if (escheat.reclaimed()) return escheat.remitted() ? "claimed_back" : "reclaimed";
    return escheat.remitted() ? "remitted" : "escheated";
}

EscheatAnswer escheat_answer(const Escheat& escheat) {
    EscheatAnswer answer;
    answer.escheat = escheat.escheat;
    answer.kind = escheat.kind;
    answer.jurisdiction = escheat.jurisdiction;
    answer.report = escheat.report.report;
    answer.report_due_on = escheat.report.due_on;
    answer.escheated_on = escheat.escheated_on;
    answer.state = Code{state_of(escheat)};
    answer.amount = escheat.amount;
    answer.reference = escheat.reference;
    answer.remitted_on = escheat.remitted_on;
    answer.returned_on = escheat.returned_on;
    answer.reclaimed_on = escheat.reclaimed_on;
    answer.owed_to_state = escheat.owed_to_state();
    answer.position = escheat.position;
    return answer;
}

void add_notice(const RecordedEvent& recorded, std::vector<NoticeAnswer>& notices) {
    if (const auto* sent = get_if<UnclaimedNoticed>(&recorded.event)) {
        NoticeAnswer notice;
        notice.notice = sent->notice;
        notice.letter = sent->letter;
        notice.noticed_on = sent->noticed_on;
        notice.escheats_on = sent->escheats_on;
        notice.amount = sent->credit + sent->deposits;
        notice.dormancy = sent->dormancy;
        notice.position = recorded.envelope.position;
        notices.push_back(std::move(notice));
    } else if (const auto* cancelled = get_if<UnclaimedNoticeCancelled>(&recorded.event)) {
        for (NoticeAnswer& notice : notices) {
            if (notice.notice != cancelled->notice) continue;
            notice.cancelled_on = cancelled->cancelled_on;
            notice.cancel_reason = cancelled->cancel_reason;
        }
    }
}

// No property of a later month can be dormant: the policy that waits least says so. Unset: there is no policy.
Date latest_end(const SettingsState& settings, Date on) {
    std::uint16_t least = 0;
    for (const auto& entry : settings.unclaimed_policies.entries)
        if (!(on < entry.effective_from) && (least == 0 || entry.row.dormancy_months < least))
            least = entry.row.dormancy_months;
    return least == 0 ? Date{} : add_months(on, -static_cast<int>(least), ymd(on).day);
}

// The month under which the list has the account; of an account without a day of an end, the first of all.
Date listed_month(const AccountState& account) {
    Date last;
    for (const ServiceAgreement& one : account.agreements)
        if (one.stop_on.is_set() && (!last.is_set() || last < one.stop_on)) last = one.stop_on;
    return last.is_set() ? first_of_month(last) : Date{};
}

// What is remembered of accounts while they are looked at is dropped after so many: memory stays flat.
constexpr std::size_t looked_at_together = 500;

// Calls use(states, world, account) for accounts that ended by the day, from the one behind `after` on, in the order of
// the list, until it says false.
template <class Use>
Result<std::uint64_t> each_ended_account(const Reader& reader, Date until, const std::string& after, const Use& use) {
    std::uint64_t looked_at = 0;
    std::vector<EndedService> batch;
    std::string from = after;
    for (bool more = true; more;) {
        batch.clear();
        auto states = StatesAsOf::at(reader, {});
        if (!states) return tl::unexpected(std::move(states.error()));
        auto view = states->view(Lists::view_name);
        if (!view) return tl::unexpected(std::move(view.error()));
        auto read = each_ended_service(*reader.point, *view, from, until, [&](const EndedService& one) {
            batch.push_back(one);
            return batch.size() < looked_at_together;
        });
        if (!read) return tl::unexpected(std::move(read.error()));
        more = batch.size() == looked_at_together;
        if (!batch.empty()) from = batch.back().key;
        WorldAsOf world(*states);
        for (const EndedService& one : batch) {
            const auto account = states->account(one.account);
            if (!account) return tl::unexpected(account.error());
            // An account whose services ended in several months is looked at under the last.
            if (!*account || listed_month(**account) != one.month) continue;
            ++looked_at;
            const Result<bool> used = use(*states, world, **account, one.key);
            if (world.failure()) return tl::unexpected(*world.failure());
            if (!used) return tl::unexpected(used.error());
            if (!*used) return looked_at;
        }
    }
    return looked_at;
}

bool lies_dormant(const PropertyState& property) {
    return property.state.str() == "dormant" || property.state.str() == "noticed" || property.state.str() == "due" ||
           property.state.str() == "blocked";
}

// Calls use(account, part) for every account with a notice or an escheat.
template <class Use>
Result<void> each_unclaimed_part(const Reader& reader, const StatesAsOf& states, const Use& use) {
    auto view = states.view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    const std::string prefix = eventstore::part_prefix(PartKind::account_unclaimed);
    auto scan = reader.point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        const auto part = eventstore::decode_part(scan.key(), scan.value());
        if (!part) return tl::unexpected(part.error());
        const Result<void> used = use(AccountId{eventstore::part_id(scan.key())}, std::get<AccountUnclaimed>(*part));
        if (!used) return tl::unexpected(used.error());
    }
    return scan.status();
}

using TotalsByReport = std::map<std::pair<Date, std::string>, ReportTotal>;
void add_to_total(const Escheat& one, TotalsByReport& totals) {
    ReportTotal& total = totals[{one.report.due_on, one.report.report.str()}];
    total.report = one.report.report;
    total.due_on = one.report.due_on;
    ++total.count;
    total.escheated += one.amount;
    if (one.remitted()) total.remitted += one.amount;
    if (one.reclaimed()) total.reclaimed += one.amount;
    total.owed_to_state += one.owed_to_state();
}

Result<MoneySum> owed_by_the_ledger(const Reader& reader) {
    const auto balance = trial_balance(reader);
    if (!balance) return tl::unexpected(balance.error());
    MoneySum owed;
    for (const TrialBalanceRow& row : balance->totals)
        if (row.role == GlRole::escheat) {
            owed += row.credit;
            owed -= row.debit;
        }
    return owed;
}

}  // namespace

Answered<UnclaimedAnswer> unclaimed(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto account = states->account(id);
    if (!account) return tl::unexpected(account.error());
    if (!*account) return std::optional<UnclaimedAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    const auto today = states->aged_on();
    if (!today) return tl::unexpected(today.error());
    UnclaimedAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.aged_on = *today;
    answer.heading = std::move(*heading);
    answer.currency = reader.currency_code();
    WorldAsOf world(*states);
    answer.property = property_state(world, **account, *today);
    const AccountUnclaimed& held = world.unclaimed_of(id);
    for (const Escheat& one : held.escheats) answer.escheats.push_back(escheat_answer(one));
    if (held.notice_count > 0)
        world.history(stream_of(id), [&](const RecordedEvent& recorded) { add_notice(recorded, answer.notices); });
    if (world.failure()) return tl::unexpected(*world.failure());
    std::reverse(answer.notices.begin(), answer.notices.end());
    std::reverse(answer.escheats.begin(), answer.escheats.end());
    return std::optional{std::move(answer)};
}

Result<UnclaimedPropertyAnswer> unclaimed_property_of(const Reader& reader, Date on, const Page& page) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto today = states->aged_on();
    if (!today) return tl::unexpected(today.error());
    const auto settings = states->settings();
    if (!settings) return tl::unexpected(settings.error());
    UnclaimedPropertyAnswer answer;
    answer.position = states->position();
    answer.on = on.is_set() ? on : *today;
    answer.currency = reader.currency_code();
    const Date until = latest_end(**settings, answer.on);
    if (!until.is_set()) return answer;
    std::string last;
    const auto looked_at = each_ended_account(
        reader, until, page.after,
        [&](StatesAsOf& of, World& world, const AccountState& account, const std::string& key) -> Result<bool> {
            DormantLine line;
            line.property = property_state(world, account, answer.on);
            if (!lies_dormant(line.property)) return true;
            if (page.full(answer.accounts.size())) {
                answer.next.set(Plain{last});
                return false;
            }
            auto heading = of.heading(account);
            if (!heading) return tl::unexpected(std::move(heading.error()));
            line.heading = std::move(*heading);
            answer.accounts.push_back(std::move(line));
            last = key;
            return true;
        });
    if (!looked_at) return tl::unexpected(looked_at.error());
    return answer;
}

Result<EscheatsAnswer> escheats(const Reader& reader, const Code& report, const Page& page) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    EscheatsAnswer answer;
    answer.position = states->position();
    answer.report = report;
    answer.currency = reader.currency_code();
    TotalsByReport totals;
    bool is_full = false;
    const auto read =
        each_unclaimed_part(reader, *states, [&](const AccountId& id, const AccountUnclaimed& held) -> Result<void> {
            std::vector<EscheatAnswer> of_account;
            for (const Escheat& one : held.escheats) {
                add_to_total(one, totals);
                if (report.empty() || one.report.report == report) of_account.push_back(escheat_answer(one));
            }
            // Behind the last account of the page before: an account's escheats stand on one page.
            if (of_account.empty() || is_full || (!page.after.empty() && id.str() <= page.after)) return {};
            if (page.full(answer.escheats.size())) {
                answer.next.set(Plain{answer.escheats.back().heading.account.str()});
                is_full = true;
                return {};
            }
            const auto account = states->account(id);
            if (!account) return tl::unexpected(account.error());
            if (!*account) return {};
            const auto heading = states->heading(**account);
            if (!heading) return tl::unexpected(heading.error());
            for (EscheatAnswer& one : of_account) answer.escheats.push_back({*heading, std::move(one)});
            return {};
        });
    if (!read) return tl::unexpected(read.error());
    for (auto& [key, total] : totals) {
        answer.owed_to_state += total.owed_to_state;
        answer.reports.push_back(std::move(total));
    }
    const auto owed = owed_by_the_ledger(reader);
    if (!owed) return tl::unexpected(owed.error());
    answer.gl_escheat = *owed;
    return answer;
}

Result<std::uint64_t> each_dormant_property(const Reader& reader, Date on,
                                            const std::function<void(const DormantProperty&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto settings = states->settings();
    if (!settings) return tl::unexpected(settings.error());
    const Date until = latest_end(**settings, on);
    if (!until.is_set()) return std::uint64_t{0};
    return each_ended_account(
        reader, until, {},
        [&](StatesAsOf&, World& world, const AccountState& account, const std::string&) -> Result<bool> {
            DormantProperty found{account.account, property_state(world, account, on)};
            if (lies_dormant(found.property)) use(found);
            return true;
        });
}

Result<std::uint64_t> each_escheat_to_remit(const Reader& reader, Date on,
                                            const std::function<void(const EscheatToRemit&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    std::uint64_t looked_at = 0;
    const auto read =
        each_unclaimed_part(reader, *states, [&](const AccountId& id, const AccountUnclaimed& held) -> Result<void> {
            for (const Escheat& one : held.escheats) {
                ++looked_at;
                if (one.remitted() || one.reclaimed() || one.returned_on.is_set() || on < one.report.due_on) continue;
                use({id, one.escheat, one.report.report, one.amount});
            }
            return {};
        });
    if (!read) return tl::unexpected(read.error());
    return looked_at;
}

}  // namespace tally::projections
