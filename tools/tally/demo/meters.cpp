#include "tools/tally/demo/meters.h"

#include <array>
#include <utility>

namespace tally::tools {

using namespace domain;

namespace {

constexpr std::int64_t register_size = 100'000;  // Five dials.
// Share of a year's heating in each month.
constexpr std::array<int, 12> season{230, 200, 170, 100, 50, 25, 20, 20, 35, 80, 140, 200};

Quantity shown(std::int64_t reading) {
    return Quantity{reading % register_size * 1'000'000};
}

}  // namespace

std::int64_t DemoMeters::used_since(const DemoPlace& place) {
    const auto month = ymd(sender_.today()).month;
    const std::int64_t usual = place.water ? 9 : season[month - 1] * 2 / 3;
    return usual * place.size / 100 + static_cast<std::int64_t>(below(5));
}

void DemoMeters::advance(DemoPlace& place) {
    place.reading = (place.reading + used_since(place)) % register_size;
}

void DemoMeters::send_read(const DemoPlace& place, std::int64_t value) {
    RecordRead read;
    read.service_point = place.service_point;
    read.read_on = sender_.today();
    read.value = shown(value);
    read.source = Plain{"demo route"};
    sender_.send(std::move(read), {"route:readers", {}});
}

void DemoMeters::read(DemoPlace& place) {
    advance(place);
    send_read(place, place.reading);
    place.read_on = sender_.today();
    place.read_value = place.reading;
}

void DemoMeters::read_route(std::size_t cycle) {
    mistyped_.clear();
    for (std::size_t i = 0; i < places_.size(); ++i) {
        auto& place = places_[i];
        if (place.cycle != cycle) continue;
        // A meter that could not be read holds the bill in error, until it is estimated or the month after.
        if (below(1000) < 3) continue;
        if (plain_ || !chance_.happens(8)) {
            read(place);
            continue;
        }
        // The first digit is mistyped.
        advance(place);
        send_read(place, place.reading + register_size * 3 / 10);
        place.read_on = {};
        mistyped_.push_back(i);
    }
    sender_.flush();
}

void DemoMeters::correct_mistyped(std::size_t cycle) {
    for (const auto i : std::exchange(mistyped_, {})) {
        const auto& place = places_[i];
        if (place.cycle != cycle || chance_.below(2) == 0) continue;
        RecordRead read;
        read.service_point = place.service_point;
        read.read_on = sender_.today() - 1;
        read.value = shown(place.reading);
        read.source = Plain{"photo of the register"};
        sender_.attempt(std::move(read), {"readings:tom", "The first digit was mistyped"});
    }
}

void DemoMeters::exchange() {
    for (auto& place : places_) {
        if (place.landlord_pays || !chance_.happens(5)) continue;
        advance(place);
        RemoveMeter remove;
        remove.service_point = place.service_point;
        remove.removed_on = sender_.today();
        remove.reads.push_back({Code{"1"}, shown(place.reading)});
        if (!sender_.offer(std::move(remove), {"field:crew-1", "Due for its check"})) continue;
        InstallMeter install;
        install.service_point = place.service_point;
        install.meter = MeterId{"M-" + place.service_point.str() + "-" + std::to_string(++place.meters)};
        install.installed_on = sender_.today() + 1;
        install.registers.push_back({.channel = Code{"1"}, .unit = Code{place.water ? "ccf" : "therm"}, .dials = 5});
        install.reads.push_back({Code{"1"}, Quantity{0}});
        sender_.attempt(std::move(install), {"field:crew-1", "Due for its check"});
        place.reading = 0;
        place.read_on = {};
    }
}

void DemoMeters::correct_billed_reads() {
    for (auto& place : places_) {
        constexpr std::int64_t too_much = 4;
        if (!place.read_on.is_set() || place.read_value < too_much || place.landlord_pays || !chance_.happens(4))
            continue;
        RecordRead read;
        read.service_point = place.service_point;
        read.read_on = place.read_on;
        read.value = shown(place.read_value - too_much);
        read.source = Plain{"photo of the register"};
        if (sender_.offer(std::move(read), {"readings:tom", "The customer sent a photo"})) place.read_on = {};
    }
}

void DemoMeters::run_day() {
    const auto [year, month, day] = ymd(sender_.today());
    if (day == 22) sender_.timed("meter exchanges", [&] { exchange(); });
    if (day == 23) sender_.timed("reads corrected after the bill", [&] { correct_billed_reads(); });
    if (day == 24) sender_.timed("bills corrected", [&] { sender_.run_process("corrections"); });
}

}  // namespace tally::tools
