#include "tools/tally/demo/hours.h"

#include <algorithm>
#include <array>

#include "tools/tally/demo/settings.h"

namespace tally::tools {

using namespace domain;

namespace {

constexpr std::uint16_t interval_minutes = 15;

// A workshop in watts, by the hour, on a working day.
constexpr std::array<std::int64_t, 24> load{2'100, 2'100, 2'400, 6'800, 9'600, 9'900, 8'700, 6'200,
                                            4'900, 4'500, 4'400, 4'600, 4'800, 4'700, 4'600, 4'800,
                                            5'100, 5'600, 4'900, 3'100, 2'300, 2'100, 2'100, 2'100};

// What its roof makes in watts, by the hour, on a clear day of June.
constexpr std::array<std::int64_t, 24> sun{0,     0,     0,      0,      0,      300,    1'500,  3'600,
                                           6'100, 8'400, 10'200, 11'300, 11'700, 11'400, 10'300, 8'500,
                                           6'200, 3'700, 1'600,  300,    0,      0,      0,      0};
// How much of that a month has, in percent.
constexpr std::array<std::int64_t, 12> sun_of_month{25, 40, 60, 80, 95, 100, 100, 90, 75, 50, 30, 20};

std::string numbered(std::string_view prefix, std::size_t number) {
    return std::string{prefix} + std::to_string(number);
}

}  // namespace

Command DemoHours::customer(std::size_t number) const {
    SetUpCustomer customer;
    customer.new_person.name.full.bytes = is_solar(number) ? "Harbor Boatyard"
                                          : number == 1    ? "Harbor Workshop"
                                                           : numbered("Harbor Workshop, branch ", number);
    PersonAddress home;
    home.address_id = AddressId{"home"};
    home.address.country = Code{"US"};
    home.address.address1.bytes = std::to_string(100 + number) + " Harbor View";
    home.address.city.bytes = "Albany";
    customer.new_person.addresses.push_back(home);
    customer.account.opened_on = sender_.today();
    customer.account.customer_class = Code{"COM"};
    customer.account.bill_cycle = Code{"M01"};
    customer.new_location.premise = PremiseId{numbered("L-E", number)};
    customer.new_location.address.country = Code{"US"};
    customer.new_location.address.address1 = Plain{home.address.address1.bytes};
    AddServicePoint service_point;
    service_point.service_point = ServicePointId{numbered("SP-E", number)};
    service_point.service = Code{"power"};
    InstallMeter meter;
    meter.service_point = service_point.service_point;
    meter.meter = MeterId{numbered("M-E", number)};
    meter.installed_on = sender_.today();
    meter.registers.push_back(
        {.channel = Code{"1"}, .kind = RegisterKind::consumptive, .unit = Code{"kWh"}, .decimals = 3});
    if (is_solar(number)) {
        meter.registers.push_back(meter.registers.front());
        meter.registers.back().channel = Code{sent_back_channel};
    }
    StartService start;
    start.sa_type = Code{is_solar(number) ? "E-SUN" : "E-TOU"};
    start.service_point = service_point.service_point;
    start.start_on = sender_.today();
    customer.new_service_points.push_back(std::move(service_point));
    customer.new_meters.push_back(std::move(meter));
    customer.services.push_back(std::move(start));
    return customer;
}

void DemoHours::set_up(std::uint32_t customers) {
    next_day_ = sender_.today();
    const std::size_t first = sender_.made().size();
    solar_ = customers + 1;
    for (std::size_t number = 1; number <= solar_; ++number) sender_.send(customer(number));
    sender_.flush();
    if (sender_.failure()) return;
    for (std::size_t i = first; i < sender_.made().size(); ++i)
        accounts_.emplace_back(made_id(*sender_.made()[i], "account"));
}

RecordIntervalDay DemoHours::day_of(std::size_t number, Date date) {
    const CivilDay day = time_.civil_day(date);
    RecordIntervalDay values;
    values.service_point = ServicePointId{numbered("SP-E", number)};
    values.date = date;
    values.interval_minutes = interval_minutes;
    values.unit = Code{"kWh"};
    values.source = Plain{"demo head end"};
    const bool closed = is_weekend(date);
    for (int minute = 0; minute < day.minutes; minute += interval_minutes) {
        const std::int64_t watts = load[static_cast<std::size_t>(day.clock_at(minute) / 60)] / (closed ? 3 : 1);
        const std::int64_t noise = 85 + static_cast<std::int64_t>(random_() % 31);  // Percent.
        const std::int64_t watt_hours = watts * noise / 100 * interval_minutes / 60;
        values.values.push_back(Quantity{watt_hours * 1'000});
    }
    return values;
}

// What is left of each quarter of an hour, drawn or sent back.
void DemoHours::send_solar_day(Date date) {
    RecordIntervalDay drawn = day_of(solar_, date);
    const CivilDay day = time_.civil_day(date);
    drawn.channel = Code{"1"};
    RecordIntervalDay returned = drawn;
    returned.channel = Code{sent_back_channel};
    const std::int64_t clear = 40 + static_cast<std::int64_t>(random_() % 61);  // Percent.
    for (std::size_t i = 0; i < drawn.values.size(); ++i) {
        const int hour = day.clock_at(static_cast<int>(i) * interval_minutes) / 60;
        const std::int64_t watts =
            sun[static_cast<std::size_t>(hour)] * sun_of_month[ymd(date).month - 1] / 100 * clear / 100;
        // It uses half of what a workshop does, in whole watt hours.
        const std::int64_t left = drawn.values[i].units / 2'000 * 1'000 - watts * interval_minutes / 60 * 1'000;
        drawn.values[i] = Quantity{std::max<std::int64_t>(left, 0)};
        returned.values[i] = Quantity{std::max<std::int64_t>(-left, 0)};
    }
    sender_.send(std::move(drawn), {"head-end", {}});
    sender_.send(std::move(returned), {"head-end", {}});
}

void DemoHours::pay() {
    const auto reader = sender_.caught_up();
    for (const auto& id : accounts_) {
        const auto state = sender_.account(reader, id);
        if (!state || state->current().minor <= 0) continue;
        PostPayment payment;
        Tender tender;
        tender.kind = TenderKind::direct_debit;
        tender.amount = state->current();
        payment.tenders.push_back(std::move(tender));
        PaymentShare share;
        share.account = id;
        payment.shares.push_back(std::move(share));
        sender_.send(std::move(payment), {"bank:lockbox", {}});
    }
}

void DemoHours::run_day() {
    const unsigned day = ymd(sender_.today()).day;
    constexpr unsigned days_between_deliveries = 5;
    if (day % days_between_deliveries == 0)
        sender_.timed("days of interval values", [&] {
            for (; next_day_ < sender_.today(); next_day_ = next_day_ + 1) {
                for (std::size_t number = 1; number < solar_; ++number)
                    sender_.send(day_of(number, next_day_), {"head-end", {}});
                if (accounts_.size() == solar_) send_solar_day(next_day_);
            }
        });
    if (day == 22) sender_.timed("payments", [&] { pay(); });
}

}  // namespace tally::tools
