// What makes a correction of bills due: another read or usage is held of days that an agreement was charged for. The
// premise takes the fact whether or not it was billed; the accounts that it concerns say in the same commit that their
// bills may differ.

#include <algorithm>
#include <optional>
#include <vector>

#include "domain/account/billing/bill.h"
#include "domain/account/service/service.h"
#include "domain/decide_on.h"
#include "domain/rating/rating.h"

namespace tally::domain {

namespace {

// Segments are concerned that have a first day not after `last` and an end not before `first`.
struct ChangedFact {
    ServicePointId service_point;
    Date first;
    Date last;
    bool only_cuts = false;  // A read between two others: it says more only where prices change.
};

constexpr std::int32_t days_to_end = 400'000;  // More than a thousand years: whatever came after.

ChangedFact changed_read(const RegisterRead& read) {
    return {read.service_point, read.read_on + 1, read.read_on + 1};
}
ChangedFact read_between(const ServicePointId& service_point, Date day) {
    return {service_point, day + 2, day, true};
}
ChangedFact changed_usage(const ServicePointId& service_point, Date from, Date until) {
    return {service_point, from + 1, until - 1};
}

// The newest read of its register, as most are, concerns no bill that was made.
bool is_newest(const RegisterRead& read, const PremiseState& premise) {
    const ServicePointState* point = premise.service_point(read.service_point);
    return point && std::any_of(point->last_reads.begin(), point->last_reads.end(), [&](const LastRead& last) {
               return last.channel == read.channel && last.read_on < read.read_on;
           });
}

// A read whose correction in doubt is withdrawn counts again. Bills that were made meanwhile left it out where it lies
// between two others; where it begins or ends a segment there were none.
bool counts_again(World& world, const DoubtResolved& doubt) {
    if (doubt.way != DoubtWay::withdrawn) return false;
    const UsageMonth* month = world.usage(doubt.service_point, doubt.channel, first_of_month(doubt.day));
    return month && std::any_of(month->entries.begin(), month->entries.end(),
                                [&](const UsageEntry& entry) { return entry.is_read && entry.from == doubt.day; });
}

std::optional<ChangedFact> changed_by(World& world, const Event& event, const PremiseState& premise) {
    if (const auto* read = get_if<RegisterRead>(&event)) {
        if (read->quality == Quality::estimated || is_newest(*read, premise)) return std::nullopt;
        return read_between(read->service_point, read->read_on);
    }
    if (const auto* corrected = get_if<RegisterReadCorrected>(&event))
        return corrected->previous_value == corrected->read.value
                   ? read_between(corrected->read.service_point, corrected->read.read_on)
                   : changed_read(corrected->read);
    if (const auto* read = get_if<RegisterReadWithdrawn>(&event))
        return ChangedFact{read->service_point, read->read_on + 1, read->read_on + 1};
    if (const auto* usage = get_if<UsageRecorded>(&event))
        return changed_usage(usage->service_point, usage->from, usage->until);
    if (const auto* corrected = get_if<UsageCorrected>(&event))
        return changed_usage(corrected->usage.service_point, corrected->usage.from, corrected->usage.until);
    if (const auto* usage = get_if<UsageWithdrawn>(&event))
        return changed_usage(usage->service_point, usage->from, usage->until);
    if (const auto* day = get_if<IntervalDayRecorded>(&event))
        return changed_usage(day->service_point, day->date, day->date + 1);
    if (const auto* corrected = get_if<IntervalDayCorrected>(&event))
        return changed_usage(corrected->day.service_point, corrected->day.date, corrected->day.date + 1);
    if (const auto* day = get_if<IntervalDayWithdrawn>(&event))
        return changed_usage(day->service_point, day->date, day->date + 1);
    if (const auto* doubt = get_if<DoubtResolved>(&event); doubt && counts_again(world, *doubt))
        return read_between(doubt->service_point, doubt->day);
    // A meter that came or went: all that was measured since.
    if (const auto* removed = get_if<MeterRemoved>(&event))
        return ChangedFact{removed->service_point, removed->removed_on + 2, removed->removed_on + days_to_end};
    if (const auto* installed = get_if<MeterInstalled>(&event))
        return ChangedFact{installed->service_point, installed->installed_on + 1,
                           installed->installed_on + days_to_end};
    return std::nullopt;
}

// Whether the agreement was charged at more than one price.
bool has_price_changes(World& world, const ServiceAgreement& agreement) {
    const Period charged{first_charge_day(agreement), agreement.charged_until};
    const auto pricing = pricing_of(world, agreement, charged.until);
    if (!pricing) return true;
    const auto prices = rating::price_periods(*pricing->tariff, charged);
    return !prices || prices->size() > 1;
}

class NotingDue {
  public:
    explicit NotingDue(const Context& context) : context_(context) {}

    void note(const ChangedFact& fact, const PremiseState& premise) {
        const ServicePointState* point = premise.service_point(fact.service_point);
        if (!point) return;
        for (const Occupancy& occupancy : point->occupancies) {
            if (occupancy.from > fact.last) continue;
            const AccountState* account = context_.world.account(occupancy.account);
            const ServiceAgreement* agreement = account ? account->agreement(occupancy.sa) : nullptr;
            if (!agreement || !agreement->charged_until.is_set() || agreement->charged_until < fact.first ||
                first_charge_day(*agreement) > fact.last)
                continue;
            if (fact.only_cuts && !has_price_changes(context_.world, *agreement)) continue;
            note(occupancy.account, *agreement, fact.first - 1);
        }
    }
    void add_to(Events& events) {
        for (CorrectionDue& one : due_) {
            StreamId stream = stream_of(one.account);
            events.push_back({std::move(stream), Event{std::move(one)}});
        }
    }

  private:
    void note(const AccountId& account, const ServiceAgreement& agreement, Date from) {
        for (CorrectionDue& one : due_)
            if (one.sa == agreement.sa) {
                one.from = std::min(one.from, from);
                return;
            }
        const DueCorrection* held = context_.world.corrections_of(account).of(agreement.sa);
        if (held && held->from <= from) return;
        due_.push_back({account, agreement.sa, agreement.service_point, from, context_.today});
    }

    const Context& context_;
    std::vector<CorrectionDue> due_;
};

}  // namespace

Events note_due_corrections(Events events, const Context& context) {
    std::optional<NotingDue> noting;
    for (const NewEvent& made : events) {
        if (made.stream.kind != StreamKind::premise) continue;
        const PremiseState* premise = context.world.premise(PremiseId{made.stream.id.str()});
        if (!premise) continue;  // It is new: nothing was charged there.
        const auto fact = changed_by(context.world, made.event, *premise);
        if (!fact) continue;
        if (!noting) noting.emplace(context);
        noting->note(*fact, *premise);
    }
    if (noting) noting->add_to(events);
    return events;
}

}  // namespace tally::domain
