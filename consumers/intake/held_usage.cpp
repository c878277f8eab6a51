#include "consumers/intake/held_usage.h"

#include "eventstore/division/state_rows.h"

namespace tally::consumers {

std::optional<AskedRegister> asked_register(const domain::ServicePointState& service_point,
                                            const domain::Code& channel) {
    if (service_point.meters.empty()) return std::nullopt;
    const auto& registers = service_point.meters.back().registers;
    for (const auto& one : registers)
        if (registers.size() == 1 || one.channel == channel)
            return AskedRegister{one.channel, one.unit.str(), service_point.meters.front().installed_on};
    return std::nullopt;
}

eventstore::Result<std::optional<AskedRegister>> find_register(const eventstore::Division& division,
                                                               const eventstore::Point& point,
                                                               const domain::ServicePointId& id,
                                                               const domain::Code& channel) {
    std::optional<AskedRegister> none;
    auto entry = eventstore::read_directory(point, division.states(), domain::DirectoryKind::service_point, id.str());
    if (!entry) return tl::unexpected(std::move(entry.error()));
    if (!*entry || (*entry)->leads_to.empty()) return none;
    auto premise =
        eventstore::read_premise(point, division.states(), domain::PremiseId{(*entry)->leads_to.front().str()});
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return none;
    const auto* service_point = (*premise)->service_point(id);
    return service_point ? asked_register(*service_point, channel) : none;
}

std::vector<domain::UsageEntry> HeldUsage::entries_of(domain::Date month) {
    auto held = eventstore::read_usage(*point_, division_.states(), service_point_, asked_.channel, month);
    if (!held) {
        if (!failure_) failure_ = std::move(held.error());
        return {};
    }
    return *held ? (*held)->entries : std::vector<domain::UsageEntry>{};
}

bool HeldUsage::hold(domain::Date day) {
    // Periods do not overlap: of those that begin on the day or before it, only the nearest can hold it.
    for (domain::Date month = domain::first_of_month(day);
         month >= domain::first_of_month(asked_.measured_from) && !failure_;
         month = domain::first_of_month(month - 1)) {
        const auto entries = entries_of(month);
        for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
            if (!entry->is_read && entry->from <= day) return day < entry->until;
    }
    return false;
}

std::optional<std::uint64_t> HeldUsage::held_by(domain::Date from) {
    return held_by(from, false);
}
std::optional<std::uint64_t> HeldUsage::read_held_by(domain::Date day) {
    return held_by(day, true);
}

std::optional<std::uint64_t> HeldUsage::held_by(domain::Date from, bool is_read) {
    const domain::Date month = domain::first_of_month(from);
    if (!read_month_ || *read_month_ != month) {
        entries_ = entries_of(month);
        read_month_ = month;
    }
    for (const auto& entry : entries_)
        if (entry.is_read == is_read && entry.from == from) return entry.position;
    return std::nullopt;
}

}  // namespace tally::consumers
