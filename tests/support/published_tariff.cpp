#include "tests/support/published_tariff.h"

#include "domain/core/assert.h"
#include "tests/support/standard_utility.h"
#include "tests/support/text.h"

namespace tally::test {

using namespace domain;

namespace {
void publish(TestWorld& world, const Command& command) {
    CommandHeader header;
    header.command_id = CommandId{"tariff"};
    header.actor = Plain{"test"};
    const auto events = decide(command, Context{world, header, date("2022-01-05"), world.next_position()});
    TALLY_ASSERT(events.has_value(), events ? "" : (events.error().field + ": " + events.error().cure).c_str());
    world.append(*events, header);
}
}  // namespace

rating::MeasuredIntervals measured_year(std::vector<Quantity> hours, std::string_view channel) {
    rating::MeasuredIntervals measured{Code{channel}, Code{"kWh"}, Quantity::decimals, std::move(hours), {}};
    const Date first = day_of_month(measured_year_number, 1, 1);
    for (std::size_t day = 0; day < measured.values.size() / 24; ++day)
        measured.days.push_back({first + static_cast<std::int32_t>(day), 60, {}, day * 24, 24});
    return measured;
}

Period month_of_measured_year(unsigned month) {
    const Date from = day_of_month(measured_year_number, month, 1);
    return {from, add_months(from, 1, 1)};
}

PublishedTariff::PublishedTariff(const PublishTariff& command) : id_(command.tariff) {
    for (const Command& setting : standard_settings()) publish(world_, setting);
    publish(world_, command);
}

const TariffState& PublishedTariff::state() {
    return *world_.tariff(id_);
}

Decided<std::vector<BillLine>> PublishedTariff::bill(std::span<const rating::MeasuredIntervals> channels, Period days,
                                                     rating::TimePlans* plans) {
    std::vector<UsedRead> reads(channels.size());
    for (std::size_t i = 0; i < channels.size(); ++i) {
        reads[i].channel = channels[i].channel;
        reads[i].from = days.from;
        reads[i].until = days.until;
        reads[i].unit = channels[i].unit;
        for (const auto& day : channels[i].days)
            if (days.contains(day.date))
                for (std::size_t at = day.first; at < day.first + day.count; ++at)
                    reads[i].quantity = reads[i].quantity + channels[i].values[at];
    }
    rating::Usage usage{.charge_days = days, .reads = reads, .intervals = channels};
    usage.past_demands = past_demands_;
    usage.carried = carried_;
    usage.plans = plans;
    auto rated = rating::rate_with_demand(state(), usage, {}, 2);
    if (!rated) return tl::unexpected(std::move(rated.error()));
    carried_ = std::move(rated->year);
    past_demands_.insert(past_demands_.end(), rated->demands.begin(), rated->demands.end());
    return std::move(rated->lines);
}

}  // namespace tally::test
