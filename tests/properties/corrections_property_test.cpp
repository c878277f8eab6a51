// Laws of corrections: whatever is corrected, withdrawn, entered late or estimated after it was billed, and in whatever
// order bills, payments and corrections come, in the end the bills say what bills of the true facts would have said
// from the start, component by component of each agreement and period, to the cent; and what is owed is the same.

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <ostream>
#include <rapidcheck/gtest.h>
#include <string>
#include <tuple>

#include "domain/books/journal.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

struct Move {
    unsigned kind = 0;
    unsigned first = 0;
    unsigned second = 0;
};
[[maybe_unused]] void showValue(const Move& move, std::ostream& out) {
    out << move.kind << '/' << move.first << '/' << move.second;
}
rc::Gen<std::vector<Move>> moves() {
    return rc::gen::resize(60, rc::gen::container<std::vector<Move>>(
                                   rc::gen::build<Move>(rc::gen::set(&Move::kind, rc::gen::inRange(0U, 100U)),
                                                        rc::gen::set(&Move::first, rc::gen::inRange(0U, 1'000U)),
                                                        rc::gen::set(&Move::second, rc::gen::inRange(0U, 1'000U)))));
}

// What all lines of the log come to, cancelled ones against those that they cancel.
using Charged = std::map<std::tuple<std::string, std::string, std::string>, Money>;
Charged charged(TestWorld& world) {
    Charged sums;
    const auto add = [&](const auto& segment) {
        for (const BillLine& line : segment.lines)
            sums[{segment.sa.str(), to_string(segment.from), line.component.str()}] += line.amount;
    };
    for (const auto& recorded : world.log()) {
        if (const auto* frozen = get_if<BillSegmentFrozen>(&recorded.event)) add(*frozen);
        if (const auto* cancelled = get_if<BillSegmentCancelled>(&recorded.event)) add(*cancelled);
    }
    std::erase_if(sums, [](const auto& one) { return one.second.is_zero(); });
    return sums;
}

const ServicePointId gas_point{"L7-G"}, water_point{"L7-W"};
const Code channel{"1"};

// Account 7 has gas, which is read, and water, whose meter reports what was used of a month. Gas has other prices from
// July on, a tax another rate from May on.
class Customer {
  public:
    // Reads that say more a day are in doubt, as are impossible ones; 0: they are not validated.
    explicit Customer(Quantity daily_max = {}) : scenario_(standard_settings()) {
        if (daily_max != Quantity{})
            scenario_.given({Define<ReadValidation>{{}, {.service = Code{"gas"}, .daily_max = daily_max}}});
        scenario_.given(a_gas_customer("7", "2022-01-03"));
        InstallMeter meter = a_meter("L7-W", "WM7", "2022-01-02", "0", "m3");
        meter.registers[0].kind = RegisterKind::consumptive;
        meter.reads.clear();
        scenario_.given({meter, a_service("7", "7-WAT", "WATER", "L7-W", "2022-01-03")});
        TaxCode state;
        for (const auto& entry : scenario_.world().settings().tax_codes.entries)
            if (entry.row.code == Code{"STATE"}) state = entry.row;
        state.rate = Rate{6'250'000};
        scenario_.given({Define<TaxCode>{date("2022-05-01"), state}});
    }

    [[nodiscard]] static Date read_day(int month) { return add_months(date("2022-01-02"), month, 2); }

    // Whether it was accepted; each event that moves money balances.
    bool send(const Command& command) {
        scenario_.when(command);
        for (const Event& event : scenario_.payloads()) RC_ASSERT(!journal::check_balanced(event).has_value());
        return !scenario_.refusal();
    }
    void use_of_month(int month, Quantity water) {
        RecordUsage usage{.service_point = water_point,
                          .from = read_day(month - 1) + 1,
                          .until = read_day(month) + 1,
                          .quantity = water};
        RC_ASSERT(send(usage));
    }
    void bill(int month) {
        RC_ASSERT(send(BillAccount{AccountId{"7"}, Code{"M01"}, read_day(month) + 1}));
        RC_ASSERT(scenario_.made<InvoiceIssued>().size() >= 1);
    }
    [[nodiscard]] bool read(Date day, Quantity value, Quality quality = Quality::actual) {
        RecordRead read = a_read("L7-G", to_string(day), to_string(value));
        read.quality = quality;
        return send(read);
    }
    // A read that a bill is to end with: accepted, where it is in doubt. Whether it could be taken.
    bool take(Date day, Quantity value, Quality quality = Quality::actual) {
        return read(day, value, quality) && (!in_doubt(day) || settle_doubt(day, true));
    }
    [[nodiscard]] bool in_doubt(Date day) {
        return scenario_.world().reads_in_doubt(gas_point).find(channel, day, true);
    }
    // The day of the one that is oldest by day; not set: nothing is in doubt.
    [[nodiscard]] Date doubted_day() {
        const auto& doubts = scenario_.world().reads_in_doubt(gas_point).entries;
        return doubts.empty() ? Date{} : doubts.front().day;
    }
    // Whether it was accepted; what cannot be, or is not to be, is withdrawn.
    bool settle_doubt(Date day, bool accept) {
        if (accept && send(AcceptRead{gas_point, {}, day, Plain{"seen"}})) return true;
        RC_ASSERT(send(WithdrawRead{gas_point, {}, day}));
        return false;
    }
    // Of the register, or of the usage, by day.
    [[nodiscard]] std::vector<UsageEntry> held(const ServicePointId& point) {
        std::vector<UsageEntry> entries;
        for (Date month = date("2021-12-01"); month < date("2024-01-01"); month = add_months(month, 1, 1)) {
            const auto& held = scenario_.world().usage_part(point, channel, month).entries;
            entries.insert(entries.end(), held.begin(), held.end());
        }
        return entries;
    }
    void correct() {
        const bool due = scenario_.account("7").corrections_due > 0;
        const bool corrected = send(CorrectBills{.account = AccountId{"7"}});
        if (due && !corrected && doubted_day().is_set() && scenario_.refusal()->rejection == Rejection::read_in_doubt)
            return;
        if (due && !corrected) RC_FAIL(to_text(*scenario_.refusal()));
        RC_ASSERT(corrected == due);
        RC_ASSERT(scenario_.account("7").corrections_due == 0);
    }
    void pay(Money amount) {
        PostPayment payment;
        payment.tenders = {{.kind = TenderKind::cash, .amount = amount}};
        payment.shares = {{.account = AccountId{"7"}}};
        RC_ASSERT(send(payment));
    }
    Scenario& scenario() { return scenario_; }

  private:
    Scenario scenario_;
};

class Life {
  public:
    explicit Life(Quantity daily_max = {}) : customer_(daily_max) {}
    void live(const std::vector<Move>& moves) {
        for (const Move& move : moves) step(move);
        if (month_ == 0) next_month({0, 40, 5});
        customer_.scenario().today(to_string(Customer::read_day(month_) + 20));
        for (Date day = customer_.doubted_day(); day.is_set(); day = customer_.doubted_day())
            customer_.settle_doubt(day, ymd(day).day % 2 == 0);
        customer_.correct();
    }
    Customer& customer() { return customer_; }

    // The same bills, of what is held to be true now.
    void check_against_truth() {
        Customer truth;
        const auto reads = customer_.held(gas_point);
        const auto usages = customer_.held(water_point);
        for (int month = 1; month <= month_; ++month) {
            truth.scenario().today(to_string(Customer::read_day(month) + 1));
            for (const UsageEntry& read : reads)
                if (read.from > Customer::read_day(month - 1) && read.from <= Customer::read_day(month))
                    RC_ASSERT(truth.read(read.from, read.value, read.quality));
            truth.use_of_month(month, usages[static_cast<std::size_t>(month - 1)].value);
            truth.bill(month);
        }
        RC_ASSERT(charged(customer_.scenario().world()) == charged(truth.scenario().world()));
        RC_ASSERT(customer_.scenario().account("7").payoff() == truth.scenario().account("7").payoff() - paid_);
    }

  private:
    void step(const Move& move) {
        if (move.kind < 35) return next_month(move);
        if (month_ == 0) return;
        if (move.kind < 55) return change_read(move);
        if (move.kind < 65) return change_usage(move);
        if (move.kind < 72) return late_read(move);
        if (move.kind < 77) return take_usage_back_and_enter_it(move);
        if (move.kind < 81) {
            if (const Date day = customer_.doubted_day(); day.is_set())
                customer_.settle_doubt(day, move.first % 2 == 0);
            return;
        }
        if (move.kind < 90) {
            customer_.pay(Money{1 + move.first * 10});
            paid_ += Money{1 + move.first * 10};
            return;
        }
        customer_.correct();
    }
    // A third of the months end in an estimate, which may be too high.
    void next_month(const Move& move) {
        if (month_ >= 14) return;
        // The next bill begins with the last one's read.
        if (const Date begins = Customer::read_day(month_); customer_.in_doubt(begins))
            customer_.settle_doubt(begins, move.first % 2 == 0);
        ++month_;
        customer_.scenario().today(to_string(Customer::read_day(month_) + 1));
        const bool estimated = move.first % 3 == 0;
        truly_used_ = truly_used_ + quantity(move.second % 90);
        const Date day = Customer::read_day(month_);
        if (estimated) {
            const auto last = customer_.held(gas_point).back().value;
            RC_ASSERT(customer_.take(day, last + quantity(move.second % 150), Quality::estimated));
        } else if (!customer_.take(day, truly_used_)) {
            // Below a read that is none, which corrections had raised.
            truly_used_ = customer_.held(gas_point).back().value + quantity(move.second % 90);
            RC_ASSERT(customer_.take(day, truly_used_));
        }
        customer_.use_of_month(month_, quantity(move.first % 40));
        customer_.bill(month_);
    }
    static Quantity quantity(unsigned whole) { return Quantity{std::int64_t{whole} * 1'000'000}; }

    // To a value between its neighbours, or beyond them where those are estimates.
    void change_read(const Move& move) {
        const auto reads = customer_.held(gas_point);
        const std::size_t i = 1 + move.first % (reads.size() - 1);
        const Quality quality = move.second % 4 == 0 ? Quality::estimated : Quality::actual;
        if (quality == Quality::estimated && reads[i].quality != Quality::estimated) return;
        (void)customer_.read(reads[i].from, near(reads, i, move), quality);
    }
    static Quantity near(const std::vector<UsageEntry>& reads, std::size_t i, const Move& move) {
        const std::int64_t low = reads[i - 1].value.units / 1'000'000;
        const std::int64_t high = i + 1 < reads.size() ? reads[i + 1].value.units / 1'000'000 : low + 120;
        const std::int64_t room = std::max<std::int64_t>(high - low, 0) + 20;
        return Quantity{std::max<std::int64_t>(low - 10 + move.second % room, 0) * 1'000'000};
    }
    void change_usage(const Move& move) {
        const auto usages = customer_.held(water_point);
        const UsageEntry& one = usages[move.first % usages.size()];
        (void)customer_.send(RecordUsage{.service_point = water_point,
                                         .from = one.from,
                                         .until = one.until,
                                         .quantity = quantity(move.second % 40)});
    }
    void take_usage_back_and_enter_it(const Move& move) {
        const auto usages = customer_.held(water_point);
        const UsageEntry one = usages[move.first % usages.size()];
        RC_ASSERT(customer_.send(WithdrawUsage{water_point, {}, one.from}));
        RC_ASSERT(!customer_.send(CorrectBills{.account = AccountId{"7"}}));
        RC_ASSERT(customer_.send(RecordUsage{.service_point = water_point,
                                             .from = one.from,
                                             .until = one.until,
                                             .quantity = quantity(move.second % 40)}));
    }
    // Of a day between two that were billed; where prices change it says more than they do.
    void late_read(const Move& move) {
        const Date day = Customer::read_day(static_cast<int>(move.first) % month_) + 1 + move.second % 27;
        const auto reads = customer_.held(gas_point);
        const auto after =
            std::find_if(reads.begin(), reads.end(), [&](const UsageEntry& one) { return one.from >= day; });
        if (after == reads.end() || after == reads.begin() || after->from == day) return;
        const auto i = static_cast<std::size_t>(after - reads.begin());
        const std::int64_t low = reads[i - 1].value.units;
        const std::int64_t high = after->value.units;
        (void)customer_.read(day, Quantity{low + (high - low) / 2 / 1'000'000 * 1'000'000});
    }

    Customer customer_;
    int month_ = 0;
    Quantity truly_used_;
    Money paid_;
};

RC_GTEST_PROP(CorrectionsProperty, G7_CorrectedBillsAddUpToBillsOfTheTruth, ()) {
    const auto all = *moves();
    Life life;
    life.live(all);
    life.check_against_truth();
}

// What was in doubt meanwhile, accepted or not in the end, leaves no trace in what is charged.
RC_GTEST_PROP(CorrectionsProperty, G19_SoTheyDoWhereReadsWereInDoubt, ()) {
    const auto all = *moves();
    Life life(Quantity{2'000'000});
    life.live(all);
    life.check_against_truth();
}

// Account 7 is billed every ten days by an hourly meter: 70% of the highest demand of the two months before is charged,
// and the same of what was charged the month before; energy has tiers per kW of that.
class DemandCustomer {
  public:
    static constexpr int bills = 12, days_each = 10;

    DemandCustomer() : scenario_(standard_settings()) {
        PublishTariff tariff;
        tariff.tariff = TariffId{"W-KW"};
        tariff.effective_from = date("2022-01-01");
        tariff.description = Plain{"Demand"};
        tariff.service = Code{"water"};
        tariff.components = {
            {.code = Code{"energy"},
             .kind = ComponentKind::usage,
             .unit = Code{"kWh"},
             .tiers = {{quantity("30"), price("0.31")}, {{}, price("0.17")}}},
            {.code = Code{"kw"}, .kind = ComponentKind::demand, .price = price("9.9"), .unit = Code{"kW"}}};
        tariff.times.components = {{Code{"kw"}, {}, 60, quantity("2")}};
        tariff.demand_terms.hours_use = {{Code{"energy"}, Code{"kw"}}};
        DemandRatchet measured;
        measured.component = Code{"kw"};
        measured.share = rate("0.7");
        measured.months_back = 2;
        DemandRatchet billed = measured;
        billed.basis = RatchetBasis::billed;
        billed.months_back = 1;
        tariff.demand_terms.ratchets = {measured, billed};
        ServiceAgreementType type;
        type.code = Code{"DEMAND"};
        type.description = Plain{"Demand"};
        type.service = Code{"water"};
        type.default_tariff = tariff.tariff;
        InstallMeter meter = a_meter("L7-W", "EM7", "2022-01-31", "0", "kWh");
        meter.registers[0].kind = RegisterKind::consumptive;
        meter.registers[0].decimals = 3;
        meter.reads.clear();
        scenario_.given({tariff, Define<ServiceAgreementType>{{}, type}, a_person("P7", "Ann"),
                         an_account("7", "P7", "2022-01-31")});
        scenario_.given(a_location("L7")).today("2022-02-01");
        scenario_.given({meter, a_service("7", "7-W", "DEMAND", "L7-W", "2022-02-01")});
    }
    [[nodiscard]] static Date first_of(int bill) { return date("2022-02-01") + bill * days_each; }
    bool send(const Command& command) {
        scenario_.when(command);
        for (const Event& event : scenario_.payloads()) RC_ASSERT(!journal::check_balanced(event).has_value());
        return !scenario_.refusal();
    }
    // 24 hours of 1 kWh, the first of them of `kwh`.
    void day(Date on, int kwh) {
        RecordIntervalDay made{.service_point = ServicePointId{"L7-W"}, .date = on, .interval_minutes = 60};
        made.values.assign(24, quantity("1"));
        made.values[0] = Quantity{std::int64_t{kwh} * 1'000'000};
        send(made);
        RC_ASSERT((!scenario_.refusal() || scenario_.refusal()->rejection == Rejection::already_so));
    }
    // The day on which the bill is made.
    void on_day_of(int bill) { scenario_.today(to_string(first_of(bill + 1))); }
    void bill(int number) { RC_ASSERT(send(BillAccount{AccountId{"7"}, {}, first_of(number + 1)})); }
    void correct() {
        if (scenario_.account("7").corrections_due > 0) RC_ASSERT(send(CorrectBills{.account = AccountId{"7"}}));
        RC_ASSERT(scenario_.account("7").corrections_due == 0);
    }
    // An invoice that stands no more is refused.
    void bill_again(unsigned invoice) {
        send(ReverseInvoice{.account = AccountId{"7"},
                            .invoice = DocumentId{"7-I" + std::to_string(invoice)},
                            .rebill = true,
                            .correction_reason = Plain{"measured again"}});
    }
    [[nodiscard]] unsigned invoices() { return scenario_.account("7").invoice_count; }
    [[nodiscard]] Charged charges() { return charged(scenario_.world()); }
    [[nodiscard]] Money payoff() { return scenario_.account("7").payoff(); }
    // What later bills look back on: by first day, measured and charged.
    [[nodiscard]] std::map<std::string, std::pair<std::string, std::string>> demands() {
        std::map<std::string, std::pair<std::string, std::string>> held;
        for (const SegmentDemands& one : scenario_.world().demands_of(ServiceAgreementId{"7-W"}).segments)
            for (const BilledDemand& demand : one.demands)
                held[to_string(demand.from)] = {to_string(demand.measured), to_string(demand.billed)};
        return held;
    }

  private:
    Scenario scenario_;
};

RC_GTEST_PROP(CorrectionsProperty, PeaksCorrectedInAnyOrderChargeWhatTrueOnesWouldHave, ()) {
    constexpr int bills = DemandCustomer::bills;
    std::vector<int> truth, reported;
    for (int bill = 0; bill < bills; ++bill) {
        truth.push_back(*rc::gen::inRange(1, 40));
        reported.push_back(*rc::gen::inRange(0, 2) == 0 ? truth.back() : *rc::gen::inRange(1, 40));
    }
    DemandCustomer corrected, right;
    for (int bill = 0; bill < bills; ++bill) {
        corrected.on_day_of(bill);
        right.on_day_of(bill);
        for (int day = 0; day < DemandCustomer::days_each; ++day) {
            const Date on = DemandCustomer::first_of(bill) + day;
            const auto at = static_cast<std::size_t>(bill);
            corrected.day(on, day == 0 ? reported[at] : 1);
            right.day(on, day == 0 ? truth[at] : 1);
        }
        corrected.bill(bill);
        right.bill(bill);
        switch (*rc::gen::inRange(0, 4)) {
            case 0: {
                const int earlier = *rc::gen::inRange(0, bill + 1);
                corrected.day(DemandCustomer::first_of(earlier), truth[static_cast<std::size_t>(earlier)]);
                break;
            }
            case 1:
                corrected.correct();
                break;
            case 2:
                corrected.bill_again(*rc::gen::inRange(1U, corrected.invoices() + 1));
                break;
            default:
                break;
        }
    }
    for (int bill = 0; bill < bills; ++bill)
        corrected.day(DemandCustomer::first_of(bill), truth[static_cast<std::size_t>(bill)]);
    corrected.correct();
    RC_ASSERT(corrected.charges() == right.charges());
    RC_ASSERT(corrected.demands() == right.demands());
    RC_ASSERT(corrected.payoff() == right.payoff());
}

}  // namespace
}  // namespace tally::test
