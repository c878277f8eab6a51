#include "consumers/intake/urdb/urdb_command.h"

#include <algorithm>
#include <utility>

#include "consumers/intake/urdb/urdb_hours.h"
#include "domain/tariff/times.h"

namespace tally::consumers {

namespace {

using domain::Code;
using domain::ComponentKind;
using domain::Plain;
using domain::Price;
using domain::TariffComponent;

// Bills of 26 to 35 days are full: a bill is due in a window of some days each month.
constexpr std::uint16_t urdb_normal_days = 30;
constexpr std::uint16_t urdb_days_shorter = 4;
constexpr std::uint16_t urdb_days_longer = 5;
constexpr std::size_t urdb_description_bytes_max = 200;

bool urdb_is_priced(const UrdbTiers& tiers) {
    return std::any_of(tiers.begin(), tiers.end(), [](const UrdbTier& tier) { return tier.price.units != 0; });
}

class UrdbCommandMaker {
  public:
    UrdbCommandMaker(const UrdbTariff& tariff, const UrdbTarget& target, UrdbFindings& findings)
        : tariff_(tariff), target_(target), findings_(findings), flat_demand_(merged_flat_demand()) {}

    domain::PublishTariff make() {
        name_it();
        add_fixed();
        find_periods();
        add_energy();
        add_net();
        add_demand("demand", 'd', tariff_.demand, demand_);
        add_demand("flat-demand", 'f', flat_demand_, flat_);
        add_demand_terms();
        if (command_.components.empty())
            findings_.add(tariff_.path + "energyratestructure", "", "the file has no charge that could be billed",
                          "give a tariff of the Utility Rate Database");
        add_minimum();
        add_times();
        set_days();
        return std::move(command_);
    }

  private:
    // Months have one period each, so periods that cost the same are one.
    [[nodiscard]] UrdbRates merged_flat_demand() const {
        UrdbRates rates = tariff_.flat_demand;
        if (rates.periods.empty()) return rates;
        for (auto* hours : {&rates.weekday, &rates.weekend})
            for (auto& month : *hours)
                for (auto& period : month)
                    period = static_cast<std::uint16_t>(
                        std::find(rates.periods.begin(), rates.periods.end(), rates.periods[period]) -
                        rates.periods.begin());
        return rates;
    }

    void name_it() {
        const std::string label = target_.tariff.empty() ? tariff_.label : target_.tariff.str();
        if (!domain::valid_id(label))
            findings_.add(tariff_.path + "label", label.substr(0, urdb_description_bytes_max),
                          label.empty() ? "the tariff has no id" : "it is no id of a tariff",
                          "name the tariff with --tariff ID, of 1 to 64 characters without blanks and '/'");
        command_.tariff = domain::TariffId{label};
        command_.service = target_.service;
        command_.effective_from = target_.effective_from.is_set() ? target_.effective_from : tariff_.starts;
        // A start that cannot be read is a finding of its own.
        if (!command_.effective_from.is_set() && findings_.empty())
            findings_.add(tariff_.path + "startdate", "", "the file does not say from when its prices hold",
                          "give the first day with --effective-from DATE");
        std::string name = tariff_.name.empty() ? label : tariff_.name;
        if (name.size() > urdb_description_bytes_max) {
            std::size_t end = urdb_description_bytes_max;
            while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
            name.resize(end);
        }
        command_.description = Plain{name};
    }

    void add_fixed() {
        if (!tariff_.fixed || tariff_.fixed->price.units == 0) return;
        TariffComponent fixed;
        fixed.code = Code{"fixed"};
        fixed.kind = tariff_.fixed->per == UrdbPer::day ? ComponentKind::per_day : ComponentKind::fixed;
        fixed.description =
            Plain{tariff_.fixed->per == UrdbPer::year ? "Fixed charge, a twelfth of a year's" : "Fixed charge"};
        fixed.price = tariff_.fixed->price;
        command_.components.push_back(std::move(fixed));
    }

    // Which periods of each schedule have a component of their own.
    void find_periods() {
        energy_ = tariff_.energy.used();
        for (const auto period : tariff_.demand.used())
            if (urdb_is_priced(tariff_.demand.periods[period])) demand_.insert(period);
        if (tariff_.ratchet && !demand_.empty()) demand_ = tariff_.demand.used();
        for (const auto period : flat_demand_.used())
            if (urdb_is_priced(flat_demand_.periods[period])) flat_.insert(period);
        // Months that cost nothing count for those that look back on them.
        if (tariff_.ratchet && !flat_.empty()) flat_ = flat_demand_.used();
        std::vector<UrdbSchedule> schedules;
        // What covers all hours is told apart from nothing.
        // What is set off in each hour is of an hour's period, even where there is one.
        const bool by_the_hour = energy_.size() == 1 && tariff_.net == UrdbNet::billing_hourly;
        if (energy_.size() > 1 || by_the_hour) schedules.push_back({'e', &tariff_.energy, energy_});
        if (!demand_.empty() && tariff_.demand.used().size() > 1) schedules.push_back({'d', &tariff_.demand, demand_});
        if (!flat_.empty() && flat_demand_.used().size() > 1) schedules.push_back({'f', &flat_demand_, flat_});
        if (!schedules.empty()) periods_ = urdb_periods(schedules);
        if (by_the_hour && periods_.hours.empty())
            periods_.hours.push_back(
                {{}, {}, Plain{"00:00"}, Plain{"24:00"}, periods_.of[{'e', *energy_.begin()}].front()});
        std::set<Code> names;
        for (const auto& row : periods_.hours) names.insert(row.period);
        if (names.size() > domain::periods_of_use_max)
            findings_.add(tariff_.path + "energyweekdayschedule", std::to_string(names.size()),
                          "so many combinations of periods of energy and demand occur, and at most " +
                              std::to_string(domain::periods_of_use_max) + " can be told apart",
                          "publish energy and demand as two tariffs");
    }

    [[nodiscard]] std::string numbered(const std::string& name, const std::set<std::uint16_t>& used,
                                       std::uint16_t period) const {
        return used.size() > 1 ? name + "-" + std::to_string(period) : name;
    }
    static void price_by(const UrdbTiers& tiers, TariffComponent& component) {
        if (tiers.size() == 1) {
            component.price = tiers.front().price;
            return;
        }
        for (const auto& tier : tiers) component.tiers.push_back({tier.up_to, tier.price});
    }

    void add_energy() {
        const auto& energy = tariff_.energy;
        const bool tiered =
            std::any_of(energy_.begin(), energy_.end(), [&](auto period) { return energy.periods[period].size() > 1; });
        const bool several = energy_.size() > 1;
        if (tiered && several && !target_.tier_use)
            findings_.add(tariff_.path + "energyratestructure", std::to_string(energy_.size()) + " periods with tiers",
                          "it is not said how usage of several periods fills tiers",
                          "say --tiers by_period (each period its own tiers), in_order_of_time (all usage together, as "
                          "time goes on) or by_share (all usage together, shared by what each period used)");
        if (tiered && several && target_.tier_use) command_.times.tier_use = *target_.tier_use;
        for (const auto period : energy_) {
            TariffComponent usage;
            usage.code = Code{numbered("energy", energy_, period)};
            usage.kind = ComponentKind::usage;
            usage.description = Plain{several ? "Energy, period " + std::to_string(period) : "Energy"};
            usage.unit = energy.unit;
            price_by(energy.periods[period], usage);
            if (several && command_.times.tier_use != domain::TierUse::by_period) fill_with_others(period, usage);
            if (several && !periods_.hours.empty())
                command_.times.components.push_back({usage.code, periods_.of[{'e', period}], 0, {}});
            command_.components.push_back(std::move(usage));
        }
    }
    // Energy that customers send back: banked for a year, or paid by the prices of `sell`.
    void add_net() {
        if (tariff_.net == UrdbNet::none || energy_.empty()) return;
        domain::NetMetering& net = command_.net_metering;
        net.unit = tariff_.energy.unit;
        net.returned_channels = target_.returned_channels;
        if (net.returned_channels.empty())
            findings_.add(tariff_.net_path, "", "it is not said which channels count what customers send back",
                          "name each with --returned-channel, such as 2.8.0, or leave the rule out with --ignore " +
                              tariff_.net_path.substr(tariff_.path.size()));
        if (tariff_.net == UrdbNet::metering) {
            net.rule = domain::NetRule::banked;
            net.true_up = target_.year_ends;
            if (!tariff_.sell_path.empty())
                findings_.add(tariff_.sell_path, "",
                              "under Net Metering energy is kept in a bank, and the file does not say whether this is "
                              "paid for what is left at the year's end",
                              "leave it out with --ignore sell, or publish it by net_metering.credits of "
                              "tariff.publish");
            if (command_.times.tier_use == domain::TierUse::in_order_of_time)
                findings_.add(tariff_.net_path, "in_order_of_time",
                              "what is set off over a bill has no order of time in which it fills tiers",
                              "say --tiers by_share or by_period");
            return;
        }
        net.rule = domain::NetRule::other_price;
        net.netting = tariff_.net == UrdbNet::billing_hourly ? domain::Netting::hour : domain::Netting::as_counted;
        if (net.netting == domain::Netting::hour && energy_.size() == 1)
            command_.times.components.push_back(
                {command_.components.back().code, periods_.of[{'e', *energy_.begin()}], 0, {}});
        for (const auto period : energy_) add_sell(period);
    }
    void add_sell(std::uint16_t period) {
        const UrdbTiers& tiers = tariff_.energy.periods[period];
        for (const UrdbTier& tier : tiers)
            if (tier.sell != tiers.front().sell) {
                findings_.add(tariff_.sell_path, "period " + std::to_string(period),
                              "tiers of one period pay different prices for energy that is sent back",
                              "give one price for all tiers of the period, or leave it out with --ignore sell");
                break;
            }
        TariffComponent sell;
        sell.code = Code{numbered("sell", energy_, period)};
        sell.kind = ComponentKind::usage;
        sell.description =
            Plain{energy_.size() > 1 ? "Energy sent back, period " + std::to_string(period) : "Energy sent back"};
        sell.unit = tariff_.energy.unit;
        sell.price = tiers.front().sell;
        const bool by_hour = energy_.size() > 1 && !periods_.hours.empty();
        if (by_hour || command_.net_metering.netting == domain::Netting::hour)
            command_.times.components.push_back({sell.code, periods_.of[{'e', period}], 0, {}});
        command_.net_metering.credits.push_back({sell.code, {}});
        command_.components.push_back(std::move(sell));
    }

    // Usage at one price fills the tiers of the periods it shares a month with, so it has a tier, too.
    void fill_with_others(std::uint16_t period, TariffComponent& usage) const {
        if (!usage.tiers.empty()) return;
        domain::Quantity bound;
        for (std::size_t month = 0; month < urdb_months; ++month) {
            std::set<std::uint16_t> together;
            for (const auto* hours : {&tariff_.energy.weekday, &tariff_.energy.weekend})
                together.insert((*hours)[month].begin(), (*hours)[month].end());
            if (!together.contains(period)) continue;
            for (const auto other : together) {
                const auto& first = tariff_.energy.periods[other].front();
                if (tariff_.energy.periods[other].size() > 1 && (bound.is_zero() || first.up_to < bound))
                    bound = first.up_to;
            }
        }
        if (bound.is_zero()) return;
        usage.tiers = {{bound, usage.price}, {{}, usage.price}};
        usage.price = {};
    }

    void add_demand(const std::string& name, char letter, const UrdbRates& rates,
                    const std::set<std::uint16_t>& priced) {
        for (const auto period : priced) {
            TariffComponent demand;
            demand.code = Code{numbered(name, rates.used(), period)};
            demand.kind = ComponentKind::demand;
            demand.description = Plain{(letter == 'f' ? "Highest demand of the bill" : "Highest demand") +
                                       (rates.used().size() > 1 ? ", period " + std::to_string(period) : "")};
            demand.unit = rates.unit;
            price_by(rates.periods[period], demand);
            std::vector<Code> hours;
            if (rates.used().size() > 1) hours = periods_.of[{letter, period}];
            command_.times.components.push_back({demand.code, std::move(hours), tariff_.window_minutes, {}});
            command_.components.push_back(std::move(demand));
        }
    }

    [[nodiscard]] static bool alike_all_day(const UrdbRates& rates) {
        for (std::size_t month = 0; month < urdb_months; ++month)
            for (const auto* hours : {&rates.weekday, &rates.weekend})
                for (const auto period : (*hours)[month])
                    if (period != rates.weekday[month].front()) return false;
        return true;
    }
    [[nodiscard]] std::vector<Code> codes_of(const std::string& name, const UrdbRates& rates,
                                             const std::set<std::uint16_t>& priced) const {
        std::vector<Code> codes;
        for (const auto period : priced) codes.push_back(Code{numbered(name, rates.used(), period)});
        return codes;
    }
    void add_demand_terms() {
        Code of_tiers;
        if (tariff_.bounds_per_demand) of_tiers = demand_of_tiers();
        if (!tariff_.ratchet) return;
        if (!alike_all_day(tariff_.demand) && !demand_.empty())
            findings_.add(
                tariff_.ratchet->path, std::to_string(demand_.size()) + " periods of demand",
                "demand is priced by the hour, and the file does not say in which hours earlier demand counts",
                "publish its ratchets by demand_terms of tariff.publish, or leave this one out with --ignore " +
                    tariff_.ratchet->path.substr(tariff_.path.size()));
        add_ratchets(codes_of("demand", tariff_.demand, demand_));
        add_ratchets(codes_of("flat-demand", flat_demand_, flat_));
        if (of_tiers.str() == "billing-demand") add_ratchets({of_tiers});
    }
    // The demand that bounds of tiers are per kW of: one of all hours, of price 0 where none is charged.
    [[nodiscard]] Code demand_of_tiers() {
        Code of;
        if (flat_demand_.unit.str() == "kW" && flat_.size() == 1 && flat_demand_.used().size() == 1)
            of = codes_of("flat-demand", flat_demand_, flat_).front();
        else if (tariff_.demand.unit.str() == "kW" && demand_.size() == 1 && tariff_.demand.used().size() == 1)
            of = codes_of("demand", tariff_.demand, demand_).front();
        if (of.empty()) {
            of = Code{"billing-demand"};
            TariffComponent demand;
            demand.code = of;
            demand.kind = ComponentKind::demand;
            demand.description = Plain{"Highest demand, for the tiers of energy"};
            demand.unit = Code{"kW"};
            command_.times.components.push_back({of, {}, tariff_.window_minutes, {}});
            command_.components.push_back(std::move(demand));
        }
        for (const TariffComponent& one : command_.components)
            if (one.kind == ComponentKind::usage && !one.tiers.empty())
                command_.demand_terms.hours_use.push_back({one.code, of});
        return of;
    }
    // A row for each share: months of one share are together.
    void add_ratchets(const std::vector<Code>& codes) {
        const UrdbRatchet& ratchet = *tariff_.ratchet;
        std::vector<std::pair<domain::Rate, std::vector<domain::MonthName>>> shares;
        for (std::size_t month = 0; month < urdb_months; ++month) {
            const auto share = ratchet.shares[month];
            if (share.is_zero()) continue;
            auto held = std::find_if(shares.begin(), shares.end(), [&](const auto& one) { return one.first == share; });
            if (held == shares.end()) held = shares.insert(shares.end(), {share, {}});
            held->second.push_back(static_cast<domain::MonthName>(month));
        }
        for (const Code& code : codes)
            for (const auto& [share, months] : shares) {
                domain::DemandRatchet row;
                row.component = code;
                row.share = share;
                row.months_back = ratchet.months_back;
                if (months.size() < urdb_months)
                    (ratchet.by == UrdbRatchetBy::bill_month ? row.bill_months : row.peak_months) = months;
                if (codes.size() > 1) row.of_components = codes;
                command_.demand_terms.ratchets.push_back(std::move(row));
            }
    }

    void add_minimum() {
        if (tariff_.minimum) add_least("minimum", "Up to the least charge", tariff_.minimum->price);
        if (!tariff_.annual_minimum) return;
        add_least("annual-minimum", "Up to the least charge of the year", tariff_.annual_minimum->price);
        command_.annual_minimums.push_back({command_.components.back().code, target_.year_ends});
    }
    void add_least(std::string_view code, std::string_view description, Price price) {
        TariffComponent minimum;
        minimum.code = Code{code};
        minimum.kind = ComponentKind::minimum;
        minimum.description = Plain{std::string{description}};
        minimum.price = price;
        command_.components.push_back(std::move(minimum));
    }
    void add_times() {
        if (periods_.hours.empty()) return;
        command_.times.seasons = std::move(periods_.seasons);
        command_.times.day_types = std::move(periods_.day_types);
        command_.times.hours = std::move(periods_.hours);
    }

    // Bounds and least charges of a day are those of a period of one day, as often as there are days.
    void set_days() {
        const bool tiered = std::any_of(energy_.begin(), energy_.end(),
                                        [&](auto period) { return tariff_.energy.periods[period].size() > 1; });
        const bool bounds_of_day = tiered && tariff_.bounds_per_day;
        const bool minimum_of_day = tariff_.minimum && tariff_.minimum->per == UrdbPer::day;
        command_.normal_days = urdb_normal_days;
        command_.min_offset_days = urdb_days_shorter;
        command_.max_offset_days = urdb_days_longer;
        if (!bounds_of_day && !minimum_of_day) return;
        command_.normal_days = 1;
        command_.min_offset_days = 0;
        command_.max_offset_days = 0;
        std::string monthly;
        if (tariff_.fixed && tariff_.fixed->per != UrdbPer::day) monthly = "a fixed charge of a month";
        if (tariff_.minimum && !minimum_of_day) monthly = "a least charge of a month";
        if (!demand_.empty() || !flat_.empty()) monthly = "a price of a month's demand";
        if (tiered && !tariff_.bounds_per_day) monthly = "bounds of tiers for a month";
        if (monthly.empty()) return;
        findings_.add(bounds_of_day ? tariff_.bounds_path : tariff_.minimum->path,
                      bounds_of_day ? "kWh daily" : domain::to_string(tariff_.minimum->price) + " $/day",
                      std::string{bounds_of_day ? "bounds" : "a least charge"} + " of a day cannot stand beside " +
                          monthly + " in one tariff: both follow its full period",
                      "publish two tariffs, or give both by the day");
    }

    const UrdbTariff& tariff_;
    const UrdbTarget& target_;
    UrdbFindings& findings_;
    const UrdbRates flat_demand_;
    domain::PublishTariff command_;
    std::set<std::uint16_t> energy_;  // Periods that have an hour,
    std::set<std::uint16_t> demand_;  // and a price that is not zero.
    std::set<std::uint16_t> flat_;
    UrdbPeriods periods_;
};

}  // namespace

domain::PublishTariff urdb_command(const UrdbTariff& tariff, const UrdbTarget& target, UrdbFindings& findings) {
    return UrdbCommandMaker{tariff, target, findings}.make();
}

}  // namespace tally::consumers
