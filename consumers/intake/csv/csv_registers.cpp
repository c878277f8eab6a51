#include "consumers/intake/csv/csv_registers.h"

#include <utility>

#include "consumers/intake/meter_file.h"

namespace tally::consumers {

namespace {

// So many names are remembered, then none: a file goes on with names that are near each other.
constexpr std::size_t csv_points_known_max = 10'000;

bool meter_measures_on(const domain::InstalledMeter& meter, domain::Date day) {
    return meter.installed_on <= day && (!meter.removed_on.is_set() || day <= meter.removed_on);
}

}  // namespace

domain::Code CsvRegisters::channel_called(const std::string& channel) const {
    if (channel.empty()) return mapping_.channel;
    const auto named = mapping_.channels.find(channel);
    return named != mapping_.channels.end() ? named->second : domain::Code{channel};
}

DivisionResult<const CsvRegisters::Points*> CsvRegisters::named(const std::string& name) {
    if (const auto known = known_.find(name); known != known_.end()) return &known->second;
    auto found = is_by_meter() ? points_.of_meter(name) : points_.of(name);
    if (!found) return tl::unexpected(std::move(found.error()));
    Points points;
    for (auto& one : *found) points.push_back({std::move(one.service_point), std::move(one.meters)});
    if (known_.size() >= csv_points_known_max) known_.clear();
    return &known_.emplace(name, std::move(points)).first->second;
}

CsvRegisters::Found CsvRegisters::without_point(const std::string& name, std::size_t found) const {
    CsvNoRegister none;
    none.of = CsvNoRegister::Of::point;
    none.field = (is_by_meter() ? mapping_.meter : mapping_.point).shown();
    if (is_by_meter())
        none.why = "no service point has or had a meter " + as_shown(name) + ": install it (premise.install_meter)";
    else if (found == 0)
        none.why = "no service point is called " + as_shown(name) +
                   ", nor has it as its market id: add it (premise.add_service_point)";
    else
        none.why = std::to_string(found) + " service points have " + as_shown(name) +
                   " as their id or market id: which one is meant cannot be known";
    return none;
}

CsvRegisters::Found CsvRegisters::without_meter(const Points& points, const std::string& name, domain::Date day) const {
    CsvNoRegister none;
    none.field = (is_by_meter() ? mapping_.meter : mapping_.point).shown();
    none.why = is_by_meter() ? "meter " + as_shown(name) + " measured nowhere on " + to_string(day)
                             : "no meter measured at service point " + points.front().service_point.str() + " on " +
                                   to_string(day);
    none.why += ": install it (premise.install_meter), or check clock and time_form of the mapping";
    return none;
}

std::string CsvRegisters::cure_of_channel(const std::string& channel) const {
    return channel.empty()
               ? "name one as channel in the mapping"
               : "name one in [channels] of the mapping, or leave it out with ignore = [\"" + as_shown(channel) + "\"]";
}

CsvRegisters::Found CsvRegisters::register_of(const Point& point, const domain::InstalledMeter& meter,
                                              const std::string& channel) const {
    const auto code = channel_called(channel);
    if (code.empty() && meter.registers.size() == 1)
        return CsvRegister{point.service_point, meter.installed_on, meter.registers.front()};
    std::string known;
    for (const auto& one : meter.registers) {
        if (one.channel == code && !code.empty()) return CsvRegister{point.service_point, meter.installed_on, one};
        known += (known.empty() ? "" : ", ") + one.channel.str();
    }
    CsvNoRegister none;
    none.of = CsvNoRegister::Of::channel;
    none.field = mapping_.channel_at.is_set() ? mapping_.channel_at.shown()
                                              : (is_by_meter() ? mapping_.meter : mapping_.point).shown();
    const std::string has = "meter " + meter.meter.str() + " at service point " + point.service_point.str();
    none.why = code.empty() ? has + " has several registers: " + known + "; " + cure_of_channel(channel)
                            : has + " has no register " + as_shown(code.str()) + ": it has " + known + "; " +
                                  cure_of_channel(channel);
    return none;
}

DivisionResult<CsvRegisters::Found> CsvRegisters::on(const std::string& name, const std::string& channel,
                                                     domain::Date day) {
    auto points = named(name);
    if (!points) return tl::unexpected(std::move(points.error()));
    if ((*points)->empty() || (!is_by_meter() && (*points)->size() > 1)) return without_point(name, (*points)->size());
    const Point* at = nullptr;
    const domain::InstalledMeter* meter = nullptr;
    for (const auto& point : **points)
        for (const auto& one : point.meters) {
            if (!meter_measures_on(one, day) || (is_by_meter() && one.meter.str() != name)) continue;
            at = &point;  // On the day of an exchange the new meter.
            meter = &one;
        }
    if (meter == nullptr) return without_meter(**points, name, day);
    return register_of(*at, *meter, channel);
}

}  // namespace tally::consumers
