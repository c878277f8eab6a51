#include "projections/exceptions/exception_queries.h"

#include <algorithm>

#include "eventstore/codec/codec.h"
#include "projections/exceptions/missing_reads.h"
#include "projections/lists/lists.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

Result<Plain> source_at(const Reader& reader, std::uint64_t position) {
    auto entry = entry_at(reader, position);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    auto recorded = eventstore::decode_entry(*entry);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    if (const auto* read = get_if<RegisterReadDoubted>(&recorded->event)) return read->read.source;
    if (const auto* usage = get_if<UsageDoubted>(&recorded->event)) return usage->usage.source;
    if (const auto* day = get_if<IntervalDayDoubted>(&recorded->event)) return day->day.source;
    return Plain{};
}

Result<void> set_payer(StatesAsOf& states, const ServicePointState& point, ExceptionLine& line) {
    for (const Occupancy& occupancy : point.occupancies) {
        if (line.day < occupancy.from || (occupancy.until.is_set() && line.day >= occupancy.until)) continue;
        auto heading = states.heading(occupancy.account);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        line.payer = std::move(*heading);
        line.sa = occupancy.sa;
        return {};
    }
    return {};
}

Result<void> add_exception(StatesAsOf& states, const PremiseState& premise, const ServicePointState& point,
                           const ReadInDoubt& doubt, ExceptionsAnswer& answer) {
    ExceptionLine line;
    line.premise = premise.premise;
    line.service_point = point.service_point;
    line.service = point.service;
    if (const InstalledMeter* meter = point.meter_on(doubt.day)) line.meter = meter->meter;
    if (const MeterRegister* each = point.register_on(doubt.channel, doubt.day)) line.unit = each->unit;
    line.channel = doubt.channel;
    line.kind = doubt.kind;
    line.day = doubt.day;
    line.until = doubt.until;
    line.value = doubt.value;
    line.doubts = doubt.doubts;
    line.owner = doubt.owner;
    line.doubted_on = doubt.doubted_on;
    line.age_days = static_cast<std::uint32_t>(std::max(answer.aged_on - doubt.doubted_on, 0));
    line.position = doubt.position;
    auto source = source_at(states.reader(), doubt.position);
    if (!source) return tl::unexpected(std::move(source.error()));
    line.source = std::move(*source);
    if (auto set = set_payer(states, point, line); !set) return set;
    answer.exceptions.push_back(std::move(line));
    return {};
}

Result<void> add_listed(StatesAsOf& states, const ListedDoubt& listed, ExceptionsAnswer& answer) {
    auto premise = states.premise(listed.premise);
    if (!premise) return tl::unexpected(std::move(premise.error()));
    const ServicePointState* point = *premise ? (*premise)->service_point(listed.service_point) : nullptr;
    if (!point) return {};
    auto held = states.reads_in_doubt(listed.premise, listed.service_point);
    if (!held) return tl::unexpected(std::move(held.error()));
    for (const ReadInDoubt& doubt : held->entries)
        if (doubt.position == listed.position) return add_exception(states, **premise, *point, doubt, answer);
    return {};
}

// Of one service point, all of them: they are read together.
Answered<ExceptionsAnswer> exceptions_at(StatesAsOf& states, const ServicePointId& id, ExceptionsAnswer answer,
                                         const Page& page) {
    auto place = states.directory(DirectoryKind::service_point, id.str());
    if (!place) return tl::unexpected(std::move(place.error()));
    if (!*place || (*place)->leads_to.empty()) return std::optional<ExceptionsAnswer>{};
    const PremiseId premise_id{(*place)->leads_to.front().str()};
    auto premise = states.premise(premise_id);
    if (!premise) return tl::unexpected(std::move(premise.error()));
    const ServicePointState* point = *premise ? (*premise)->service_point(id) : nullptr;
    if (!point) return std::optional<ExceptionsAnswer>{};
    auto held = states.reads_in_doubt(premise_id, id);
    if (!held) return tl::unexpected(std::move(held.error()));
    std::sort(held->entries.begin(), held->entries.end(),
              [](const ReadInDoubt& a, const ReadInDoubt& b) { return a.position < b.position; });
    const std::uint64_t after = page.after.empty() ? 0 : number_of_key(page.after);
    for (const ReadInDoubt& doubt : held->entries) {
        if (!page.after.empty() && doubt.position <= after) continue;
        if (page.full(answer.exceptions.size())) {
            answer.next.set(Plain{number_key(answer.exceptions.back().position)});
            break;
        }
        if (auto added = add_exception(states, **premise, *point, doubt, answer); !added)
            return tl::unexpected(std::move(added.error()));
    }
    return std::optional{std::move(answer)};
}

// Cycle and account: a page ends with an account, so that all that one lacks stands together.
constexpr char between_cycle_and_account = ' ';  // In no code and no id.
AfterAccount after_of(const std::string& key) {
    const auto at = key.find(between_cycle_and_account);
    if (at == std::string::npos) return {};
    return {Code{key.substr(0, at)}, AccountId{key.substr(at + 1)}};
}

}  // namespace

Answered<ExceptionsAnswer> exceptions(const Reader& reader, const ServicePointId& id, const AsOf& as_of,
                                      const Page& page) {
    auto states = StatesAsOf::at(reader, {.position = {}, .recorded_by = {}, .effective = {}, .today = as_of.today});
    if (!states) return tl::unexpected(std::move(states.error()));
    ExceptionsAnswer answer;
    answer.position = states->position();
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    answer.aged_on = *today;
    if (!id.empty()) return exceptions_at(*states, id, std::move(answer), page);
    auto view = states->view(Lists::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    std::vector<ListedDoubt> listed;
    const auto after = page.after.empty() ? std::optional<std::uint64_t>{} : number_of_key(page.after);
    auto read = each_doubt(*reader.point, *view, after, [&](const ListedDoubt& one) {
        if (page.full(listed.size())) {
            answer.next.set(Plain{number_key(listed.back().position)});
            return false;
        }
        listed.push_back(one);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    for (const ListedDoubt& one : listed)
        if (auto added = add_listed(*states, one, answer); !added) return tl::unexpected(std::move(added.error()));
    return std::optional{std::move(answer)};
}

Result<MissingReadsAnswer> missing_reads_of(const Reader& reader, Date on, const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, {.position = {}, .recorded_by = {}, .effective = {}, .today = as_of.today});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    MissingReadsAnswer answer;
    answer.position = states->position();
    answer.on = on.is_set() ? on : *today;
    Result<void> done;
    auto read = each_missing_read(reader, answer.on, after_of(page.after), [&](const MissingOfAccount& one) {
        const auto same = [&](const MissingReadLine& line) {
            return line.heading.account == one.account.account && line.cycle == one.window.cycle;
        };
        if (page.full(answer.missing.size()) && !same(answer.missing.back())) {
            answer.next.set(Plain{answer.missing.back().cycle.str() + between_cycle_and_account +
                                  answer.missing.back().heading.account.str()});
            return false;
        }
        auto heading = states->heading(one.account);
        if (!heading) {
            done = tl::unexpected(std::move(heading.error()));
            return false;
        }
        answer.missing.push_back({std::move(*heading), one.agreement.sa, one.agreement.service_point,
                                  one.missing.channel, one.missing.is_read, one.missing.from, one.missing.day,
                                  one.missing.doubted_on, one.window.cycle, one.window.window_end,
                                  one.window.estimate_date, one.may_be_estimated});
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!done) return tl::unexpected(std::move(done.error()));
    return answer;
}

}  // namespace tally::projections
