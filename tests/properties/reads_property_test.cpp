// Laws of reads in doubt, whatever is reported, accepted, withdrawn, estimated and billed: no bill has a read, usage or
// day of values that was in doubt at its position; what it has was taken; and what is kept of doubts is what the
// events say. Days of 23 and 25 hours are among those reported.

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>
#include <tuple>

#include "domain/decide.h"
#include "tests/support/standard_utility.h"
#include "tests/support/test_world.h"

namespace tally::test {
namespace {

using namespace domain;

struct Step {
    unsigned kind = 0;
    unsigned first = 0;
    unsigned second = 0;
};
rc::Gen<std::vector<Step>> steps() {
    return rc::gen::resize(250, rc::gen::container<std::vector<Step>>(
                                    rc::gen::build<Step>(rc::gen::set(&Step::kind, rc::gen::inRange(0U, 100U)),
                                                         rc::gen::set(&Step::first, rc::gen::inRange(0U, 1'000U)),
                                                         rc::gen::set(&Step::second, rc::gen::inRange(0U, 1'000U)))));
}

class ClockChanges final : public CivilDays {
  public:
    [[nodiscard]] CivilDay civil_day(Date day) const override {
        if (day == date("2022-03-13")) return {1'380, 120};
        if (day == date("2022-11-06")) return {1'500, 120};
        return {};
    }
};

// Account 7 has gas, which is read, and water, which reports hours; days of February and March are reported.
class ReportedUse {
  public:
    ReportedUse() {
        for (const Command& command : standard_settings()) {
            Command given = command;
            if (auto* type = get_if<Define<ServiceAgreementType>>(&given)) type->row.estimates_allowed = true;
            run(given);
        }
        for (const char* month : {"2022-02", "2022-03", "2022-04"})
            run(Define<BillCycleWindow>{{},
                                        {Code{"M01"},
                                         date(std::string{month} + "-03"),
                                         date(std::string{month} + "-09"),
                                         {},
                                         date(std::string{month} + "-05")}});
        for (const char* service : {"gas", "water"})
            run(Define<ReadValidation>{{},
                                       {.service = Code{service},
                                        .high_ratio = rate("3"),
                                        .low_ratio = rate("0.3"),
                                        .spike_ratio = rate("4"),
                                        .zero_days = 4,
                                        .missing_days = 9}});
        for (const Command& command : a_gas_customer("7", "2022-01-05")) run(command);
        InstallMeter meter = a_meter("L7-W", "W7", "2022-01-04", "0", "m3");
        meter.registers[0].kind = RegisterKind::consumptive;
        meter.registers[0].decimals = 3;
        meter.reads.clear();
        run(meter);
        run(a_service("7", "7-W", "WATER", "L7-W", "2022-01-05"));
    }

    void take(const Step& step) {
        if (step.kind < 12) return advance(1 + static_cast<std::int32_t>(step.first % 6));
        if (step.kind < 34) return report_read(step);
        if (step.kind < 62) return report_hours(step);
        if (step.kind < 80) return resolve(step);
        if (step.kind < 88) return estimate(step);
        run(BillAccount{AccountId{"7"}, Code{step.first % 3 == 0 ? "" : "M01"}, today_});
    }
    TestWorld& world() { return world_; }

  private:
    void advance(std::int32_t days) {
        for (std::int32_t i = 0; i < days; ++i) {
            today_ = today_ + 1;
            if (i % 2 == 0) report_hours({0, 1'000 - 1, 5});  // Most days come.
        }
    }
    void report_read(const Step& step) {
        shown_ += static_cast<std::int64_t>(step.first % 40);
        std::int64_t value = shown_;
        if (step.second % 7 == 0) value += 2'000;
        if (step.second % 7 == 1) value = std::max<std::int64_t>(0, value - 30);
        RecordRead read =
            a_read("L7-G", to_string(today_ - static_cast<std::int32_t>(step.second % 3)), std::to_string(value));
        if (step.second % 11 == 0) read.quality = Quality::estimated;
        run(read);
    }
    void report_hours(const Step& step) {
        const Date day = today_ - static_cast<std::int32_t>(step.second % 4);
        RecordIntervalDay hours{.service_point = water_, .date = day, .interval_minutes = 60};
        hours.values.assign(clock_.civil_day(day).minutes / 60U, Quantity{1'000'000});
        if (step.first % 6 == 0) hours.values[3] = Quantity{9'000'000};
        if (step.first % 6 == 1) hours.values.assign(hours.values.size(), Quantity{});
        if (step.first % 6 == 2) hours.values[4] = Quantity{-1};
        run(hours);
    }
    void resolve(const Step& step) {
        const bool gas = step.first % 2 == 0;
        const ServicePointId& point = gas ? gas_ : water_;
        const std::vector<ReadInDoubt> open = world_.reads_in_doubt(point).entries;
        if (open.empty()) return;
        const ReadInDoubt& one = open[step.second % open.size()];
        if (step.first % 3 == 0) return run(AcceptRead{point, {}, one.day, Plain{"seen"}});
        if (step.first % 3 == 1) return run(EstimateRead{point, {}, {}, one.day, EstimateMethod::automatic, {}});
        if (gas) return run(WithdrawRead{point, {}, one.day});
        run(WithdrawUsage{point, {}, one.day});
    }
    void estimate(const Step& step) {
        run(EstimateRead{step.first % 2 == 0 ? gas_ : water_, {}, {}, today_, EstimateMethod::automatic, {}});
    }
    void run(const Command& command) {
        CommandHeader header;
        header.command_id = CommandId{"c-" + std::to_string(++commands_)};
        header.actor = Plain{"test"};
        const Context context{world_, header, today_, world_.next_position(), &clock_};
        if (auto events = decide(command, context)) world_.append(*events, header);
    }

    TestWorld world_;
    ClockChanges clock_;
    Date today_ = date("2022-02-01");
    std::int64_t shown_ = 10;
    std::uint64_t commands_ = 0;
    const ServicePointId gas_{"L7-G"};
    const ServicePointId water_{"L7-W"};
};

// What the log says of each day, kept apart from the fold.
class Ledger {
  public:
    void add(const RecordedEvent& recorded) {
        const Event& event = recorded.event;
        if (const auto* e = get_if<RegisterReadDoubted>(&event)) doubts_.insert(read_key(e->read));
        if (const auto* e = get_if<IntervalDayDoubted>(&event))
            doubts_.insert({e->day.service_point.str(), e->day.date});
        if (const auto* e = get_if<DoubtResolved>(&event))
            RC_ASSERT(doubts_.erase({e->service_point.str(), e->day}) == 1);
        if (const auto* e = get_if<RegisterRead>(&event)) take_read(*e);
        if (const auto* e = get_if<RegisterReadCorrected>(&event)) take_read(e->read);
        if (const auto* e = get_if<RegisterReadWithdrawn>(&event)) taken_.erase({e->service_point.str(), e->read_on});
        if (const auto* e = get_if<IntervalDayRecorded>(&event)) take_day(*e);
        if (const auto* e = get_if<IntervalDayCorrected>(&event)) take_day(e->day);
        if (const auto* e = get_if<IntervalDayWithdrawn>(&event)) taken_.erase({e->service_point.str(), e->date});
        if (const auto* e = get_if<UsageRecorded>(&event)) take_usage(*e);
        if (const auto* e = get_if<UsageCorrected>(&event)) take_usage(e->usage);
        if (const auto* e = get_if<UsageWithdrawn>(&event)) taken_.erase({e->service_point.str(), e->from});
        if (const auto* e = get_if<BillSegmentFrozen>(&event))
            for (const UsedRead& read : e->reads) billed(read);
    }
    [[nodiscard]] std::size_t doubts_at(const std::string& point) const {
        return static_cast<std::size_t>(
            std::count_if(doubts_.begin(), doubts_.end(), [&](const Key& key) { return key.first == point; }));
    }

  private:
    using Key = std::pair<std::string, Date>;
    struct Taken {
        Date until;  // First day after what was measured.
        Quantity value;
    };
    static Key read_key(const RegisterRead& read) { return {read.service_point.str(), read.read_on}; }
    void take_read(const RegisterRead& read) { taken_[read_key(read)] = {read.read_on + 1, read.value}; }
    void take_day(const IntervalDayRecorded& day) {
        taken_[{day.service_point.str(), day.date}] = {day.date + 1, day.total()};
    }
    // An estimate of days on which nothing was reported is usage of a period.
    void take_usage(const UsageRecorded& usage) {
        taken_[{usage.service_point.str(), usage.from}] = {usage.until, usage.quantity};
    }
    void billed(const UsedRead& read) {
        const std::string& point = read.service_point.str();
        if (point == "L7-G") {
            RC_ASSERT(taken_.contains({point, read.until - 1}));
            RC_ASSERT(taken_[Key(point, read.until - 1)].value == read.stop_value);
            return;
        }
        Quantity sum;
        for (Date day = read.from; day < read.until; day = day + 1) RC_ASSERT(!doubts_.contains({point, day}));
        for (Date day = read.from; day < read.until;) {
            RC_ASSERT(taken_.contains({point, day}));
            const Taken& taken = taken_[Key(point, day)];
            RC_ASSERT(taken.until <= read.until);
            sum = sum + taken.value;
            day = taken.until;
        }
        RC_ASSERT(sum == read.quantity);
    }
    std::set<Key> doubts_;
    std::map<Key, Taken> taken_;
};

RC_GTEST_PROP(ReadsProperty, NoBillHasWhatIsInDoubt, ()) {
    ReportedUse use;
    for (const Step& step : *steps()) use.take(step);
    Ledger ledger;
    std::size_t bills = 0, doubted = 0;
    for (const RecordedEvent& recorded : use.world().log()) {
        ledger.add(recorded);
        bills += holds_alternative<BillSegmentFrozen>(recorded.event) ? 1 : 0;
        doubted += holds_alternative<DoubtResolved>(recorded.event) ? 1 : 0;
    }
    RC_CLASSIFY(bills > 0, "billed");
    RC_CLASSIFY(doubted > 0, "resolved");
    for (const char* point : {"L7-G", "L7-W"}) {
        const auto* premise = use.world().premise(PremiseId{"L7"});
        const ServicePointId id{point};
        RC_ASSERT(ledger.doubts_at(point) == premise->service_point(id)->doubts_open);
        RC_ASSERT(ledger.doubts_at(point) == use.world().reads_in_doubt(id).entries.size());
        for (const ChannelUse& kept : premise->service_point(id)->uses) {
            RC_ASSERT(kept.used >= Quantity{});
            RC_ASSERT(kept.days <= use_days_max);
        }
    }
}

}  // namespace
}  // namespace tally::test
