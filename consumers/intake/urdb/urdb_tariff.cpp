#include "consumers/intake/urdb/urdb_tariff.h"

#include <algorithm>
#include <utility>

#include "consumers/intake/urdb/urdb_fields.h"
#include "consumers/intake/urdb/urdb_number.h"
#include "domain/tariff/demand_terms.h"

namespace tally::consumers {

namespace {

constexpr std::int64_t largest_share = 100'000'000;  // 1.

std::string urdb_at(const std::string& path, std::size_t index) {
    return path + "[" + std::to_string(index) + "]";
}

// Whether all numbers in it are zero, and all truths false.
bool urdb_all_zero(const UrdbValue& value) {
    if (value.says_nothing()) return true;
    UrdbNumber number;
    switch (value.kind) {
        case UrdbValue::Kind::number:
            return parse_urdb_number(value.text, number) == UrdbNumberError::none && number.is_zero();
        case UrdbValue::Kind::truth:
            return value.text == "false";
        case UrdbValue::Kind::list:
            return std::all_of(value.items.begin(), value.items.end(), urdb_all_zero);
        case UrdbValue::Kind::object:
            return std::all_of(value.members.begin(), value.members.end(), [](const auto& member) {
                return member.name == "max" || member.name == "unit" || urdb_all_zero(member.value);
            });
        case UrdbValue::Kind::null:
        case UrdbValue::Kind::text:
            break;
    }
    return false;
}

class UrdbTariffReader {
  public:
    UrdbTariffReader(const UrdbValue& object, std::string path, const UrdbReading& reading, UrdbFindings& findings)
        : object_(object), reading_(reading), findings_(findings) {
        tariff_.path = std::move(path);
    }

    UrdbTariff read() {
        look_at_fields();
        tariff_.label = text_of("label");
        tariff_.name = text_of("name");
        for (const auto remark : urdb_remarks)
            if (auto text = text_of(remark); !text.empty())
                tariff_.remarks.push_back(tariff_.path + std::string{remark} + ": " + text);
        read_start();
        read_energy();
        read_demand();
        read_ratchet();
        read_fixed();
        read_minimum();
        read_net();
        return std::move(tariff_);
    }

  private:
    [[nodiscard]] std::string path_of(std::string_view field) const { return tariff_.path + std::string{field}; }
    [[nodiscard]] static std::string ignoring(std::string_view name) {
        return ", or leave it out with --ignore " + std::string{name};
    }
    [[nodiscard]] bool ignored(std::string_view name) const { return reading_.ignored.contains(std::string{name}); }
    void tell(std::string path, const UrdbValue& value, std::string why, std::string cure) {
        findings_.add(std::move(path), value.shown(), std::move(why), std::move(cure));
    }
    // nullptr: the file has none, or says nothing in it.
    [[nodiscard]] const UrdbValue* field(std::string_view name) const {
        const auto* value = object_.member(name);
        return value && !value->says_nothing() ? value : nullptr;
    }
    // Of fields that change no bill: what is no text is passed over.
    [[nodiscard]] std::string text_of(std::string_view name) const {
        const auto* value = field(name);
        return value && value->is(UrdbValue::Kind::text) ? value->text : std::string{};
    }

    // Each field once, and each known.
    void look_at_fields() {
        std::set<std::string_view> seen;
        for (const auto& [name, value] : object_.members) {
            if (!seen.insert(name).second) {
                tell(path_of(name), value, "the field stands in the tariff twice", "keep the one that is right");
                continue;
            }
            if (urdb_knows(name) || ignored(name)) continue;
            if (const auto* refused = urdb_refusal(name)) {
                if (!urdb_all_zero(value))
                    tell(path_of(name), value, std::string{refused->why}, std::string{refused->cure} + ignoring(name));
            } else if (!value.says_nothing()) {
                UrdbValue shown;
                shown.kind = UrdbValue::Kind::text;
                shown.text = name;
                tell(tariff_.path + shown.shown(), value, "the field is not known, and may change the bill",
                     "mend its name" + ignoring(shown.shown()) + " once you know that it does not");
            }
        }
    }

    void read_start() {
        const auto* value = reading_.starts_elsewhere ? nullptr : field("startdate");
        if (!value) return;
        UrdbNumber seconds;
        if (value->is(UrdbValue::Kind::number) && parse_urdb_number(value->text, seconds) == UrdbNumberError::none) {
            // Whole, and within the years that a date has.
            constexpr std::uint32_t last = 4'000'000'000;
            if (const auto whole = urdb_whole(seconds, last))
                tariff_.starts = domain::Date{static_cast<std::int32_t>(*whole / 86'400)};
        } else if (value->is(UrdbValue::Kind::text)) {
            if (const auto date = domain::Date::parse(std::string_view{value->text}.substr(0, 10)))
                tariff_.starts = *date;
        }
        if (!tariff_.starts.is_set())
            tell(path_of("startdate"), *value,
                 "it is no date: expected seconds since 1970 or a date such as 2024-06-01",
                 "give the first day of the prices with --effective-from DATE");
    }

    [[nodiscard]] std::optional<UrdbNumber> number(const std::string& path, const UrdbValue& value) {
        if (!value.is(UrdbValue::Kind::number)) {
            tell(path, value, "it is not a number", "give a number such as 0.1234");
            return std::nullopt;
        }
        UrdbNumber read;
        switch (parse_urdb_number(value.text, read)) {
            case UrdbNumberError::none:
                return read;
            case UrdbNumberError::not_a_number:
                tell(path, value, "it is not a number", "give a number such as 0.1234");
                break;
            case UrdbNumberError::too_many_decimals:
                tell(path, value, "it has more than 24 decimals", "give a number such as 0.1234");
                break;
            case UrdbNumberError::too_large:
                tell(path, value, "it is too large", "give a number below 10^12");
                break;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<domain::Price> price(const std::string& path, const UrdbValue& value,
                                                     UrdbNumber number) {
        const auto read = urdb_price(number, reading_.round_prices_to);
        if (!read && urdb_price(number, domain::Price::decimals))
            tell(path, value, "it has more than eight decimals, which a price of the ledger has at most",
                 "give the price as the tariff's sheet has it, or round with --price-decimals 6");
        else if (!read)
            tell(path, value, "it is too large", "give a price below 10^10");
        return read;
    }
    [[nodiscard]] std::optional<UrdbCharge> charge(std::string_view name, UrdbPer per) {
        const auto* value = ignored(name) ? nullptr : field(name);
        if (!value) return std::nullopt;
        const auto read = number(path_of(name), *value);
        if (!read || read->is_zero()) return std::nullopt;
        const auto amount = price(path_of(name), *value, *read);
        if (!amount) return std::nullopt;
        return UrdbCharge{*amount, per, path_of(name)};
    }

    // What a charge of version 8 is for. Nothing, told: none that is known.
    [[nodiscard]] std::optional<UrdbPer> per_of(std::string_view charged, std::string_view units) {
        const auto* value = field(units);
        if (!value) return UrdbPer::month;
        if (value->is(UrdbValue::Kind::text)) {
            if (value->text == "$/month") return UrdbPer::month;
            if (value->text == "$/day") return UrdbPer::day;
            if (value->text == "$/year") return UrdbPer::year;
        }
        if (const auto* amount = field(charged); amount && !urdb_all_zero(*amount) && !ignored(charged))
            tell(path_of(units), *value, "it is no unit of a charge", "give $/month, $/day or $/year");
        return std::nullopt;
    }
    // One of the two vocabularies.
    [[nodiscard]] std::optional<UrdbCharge> charge_of(std::string_view version_7, std::string_view version_8,
                                                      std::string_view units) {
        const auto old = charge(version_7, UrdbPer::month);
        const auto per = per_of(version_8, units);
        auto now = per ? charge(version_8, *per) : std::nullopt;
        if (old && now && (old->price != now->price || old->per != now->per))
            tell(path_of(version_7), *field(version_7), "the file says another charge in " + std::string{version_8},
                 "keep the one that is right" + ignoring(version_7));
        return now ? now : old;
    }
    void read_fixed() {
        tariff_.fixed = charge_of("fixedmonthlycharge", "fixedchargefirstmeter", "fixedchargeunits");
        auto& fixed = tariff_.fixed;
        if (!fixed || fixed->per != UrdbPer::year) return;
        if (fixed->price.units % 12 == 0) {
            fixed->price.units /= 12;
            return;
        }
        findings_.add(fixed->path, domain::to_string(fixed->price),
                      "a year's charge is billed in twelfths, and its twelfth has more than eight decimals",
                      "give the monthly charge with fixedchargeunits $/month");
    }
    void read_minimum() {
        tariff_.minimum = charge_of("minmonthlycharge", "mincharge", "minchargeunits");
        tariff_.annual_minimum = charge("annualmincharge", UrdbPer::year);
        auto& annual = tariff_.annual_minimum;
        if (annual && annual->price.units < 0)
            findings_.add(annual->path, domain::to_string(annual->price), "a least charge is above zero",
                          "give the least charge" + ignoring("annualmincharge"));
        auto& minimum = tariff_.minimum;
        if (!minimum) return;
        if (minimum->price.units < 0)
            findings_.add(minimum->path, domain::to_string(minimum->price), "a least charge is above zero",
                          "give the least charge" + ignoring(minimum->path.substr(tariff_.path.size())));
        else if (minimum->per == UrdbPer::year && annual && annual->price != minimum->price)
            findings_.add(minimum->path, domain::to_string(minimum->price),
                          "the file says another least charge of a year in annualmincharge",
                          "keep the one that is right" + ignoring("annualmincharge"));
        if (minimum->per != UrdbPer::year) return;
        annual = minimum;
        minimum.reset();
    }

    // dgrules, or the older field that only says whether there is net metering.
    void read_net() {
        const auto* rules = ignored("dgrules") ? nullptr : field("dgrules");
        const auto* older = ignored("usenetmetering") ? nullptr : field("usenetmetering");
        tariff_.net_path = path_of(rules ? "dgrules" : "usenetmetering");
        constexpr std::array<std::pair<std::string_view, UrdbNet>, 4> known{
            {{"Net Metering", UrdbNet::metering},
             {"Net Billing Instantaneous", UrdbNet::billing_instantaneous},
             {"Net Billing Hourly", UrdbNet::billing_hourly},
             {"Buy All Sell All", UrdbNet::buy_all_sell_all}}};
        if (rules) {
            for (const auto& [name, rule] : known)
                if (rules->is(UrdbValue::Kind::text) && rules->text == name) tariff_.net = rule;
            if (tariff_.net == UrdbNet::none)
                tell(tariff_.net_path, *rules, "it is no rule for energy that customers send back",
                     "give Net Metering, Net Billing Instantaneous, Net Billing Hourly or Buy All Sell All" +
                         ignoring("dgrules"));
        } else if (older && !urdb_all_zero(*older)) {
            if (older->is(UrdbValue::Kind::truth))
                tariff_.net = UrdbNet::metering;
            else
                tell(tariff_.net_path, *older, "it is neither true nor false",
                     "say true or false" + ignoring("usenetmetering"));
        }
        const bool unsaid = tariff_.net == UrdbNet::none && !tariff_.sell_path.empty() && !rules && !older;
        if (unsaid)
            findings_.add(tariff_.sell_path, "",
                          "energy that is sent back has a price, and the file does not say when it is paid",
                          "give dgrules" + ignoring("sell"));
    }

    void read_energy() {
        auto& energy = tariff_.energy;
        energy.unit = domain::Code{"kWh"};
        read_structure(
            "energyratestructure", energy, [&](const std::string& path, const UrdbValue& unit, bool bounded) {
                // The unit is that of bounds: of one price for all usage it says nothing more.
                if (!bounded && unit.text.starts_with("kWh")) return;
                if (unit.text == "kWh" || unit.text == "kWh daily" || unit.text == "kWh/kW")
                    return note_unit(path, unit);
                tell(path, unit, "it is no unit of tiers of energy", "give bounds in kWh, kWh daily or kWh/kW");
            });
        read_hours("energyratestructure", "energyweekdayschedule", "energyweekendschedule", energy);
    }
    // Bounds of a day, of a month and per kW in one tariff contradict each other.
    void note_unit(const std::string& path, const UrdbValue& unit) {
        if (!unit_path_.empty() && unit_ != unit.text)
            tell(path, unit, "the tier at " + unit_path_ + " has another unit", "give all tiers in one unit");
        if (!unit_path_.empty()) return;
        unit_path_ = path;
        unit_ = unit.text;
        tariff_.bounds_per_day = unit_ == "kWh daily";
        tariff_.bounds_per_demand = unit_ == "kWh/kW";
        tariff_.bounds_path = path;
    }

    void read_demand() {
        read_demand_rates("demandratestructure", "demandrateunit", tariff_.demand);
        read_hours("demandratestructure", "demandweekdayschedule", "demandweekendschedule", tariff_.demand);
        read_demand_rates("flatdemandstructure", "flatdemandunit", tariff_.flat_demand);
        read_months();
        const auto priced = [](const UrdbRates& rates) {
            return std::any_of(rates.periods.begin(), rates.periods.end(), [](const UrdbTiers& tiers) {
                return std::any_of(tiers.begin(), tiers.end(),
                                   [](const UrdbTier& tier) { return tier.price.units != 0; });
            });
        };
        const auto* window = field("demandwindow");
        const bool counts = priced(tariff_.demand) || priced(tariff_.flat_demand) || tariff_.bounds_per_demand;
        if (!window || ignored("demandwindow") || !counts) return;
        const auto minutes = number(path_of("demandwindow"), *window);
        if (!minutes) return;
        const auto whole = urdb_whole(*minutes, 60);
        if (whole && (*whole == 0 || *whole == 5 || *whole == 15 || *whole == 30 || *whole == 60))
            tariff_.window_minutes = static_cast<std::uint16_t>(*whole);
        else
            tell(path_of("demandwindow"), *window, "demand is averaged over 5, 15, 30 or 60 minutes",
                 "give one of these" + ignoring("demandwindow") + ", and the meter's intervals count");
    }
    // A field under either spelling, unless it is left out.
    [[nodiscard]] const UrdbValue* field_of(std::string_view name, std::string_view other, std::string& path) const {
        for (const auto one : {name, other})
            if (const auto* value = ignored(one) ? nullptr : field(one); value && !urdb_all_zero(*value)) {
                path = path_of(one);
                return value;
            }
        return nullptr;
    }
    // A share of 0 to 1.
    [[nodiscard]] domain::Rate share(const std::string& path, const UrdbValue& value) {
        const auto read = number(path, value);
        if (!read) return {};
        const auto exact = urdb_price(*read, std::nullopt);
        if (exact && exact->units >= 0 && exact->units <= largest_share) return domain::Rate{exact->units};
        tell(path, value, "it is no share of 0 to 1 with at most eight decimals", "give such as 0.8 for 80 percent");
        return {};
    }
    void read_ratchet() {
        std::string percent_path, range_path, months_path, by_month_path;
        const auto* percent = field_of("lookbackPercent", "lookbackpercent", percent_path);
        const auto* range = field_of("lookbackRange", "lookbackrange", range_path);
        const auto* months = field_of("lookbackMonths", "lookbackmonths", months_path);
        const auto* by_month = field_of("demandratchetpercentage", "demandratchetpercentage", by_month_path);
        if (!percent && !by_month) return;
        UrdbRatchet ratchet;
        ratchet.path = percent ? percent_path : by_month_path;
        if (percent && by_month)
            return tell(by_month_path, *by_month, "the file says another share of earlier demand in " + percent_path,
                        "keep the one that is right" + ignoring("demandratchetpercentage"));
        if (range && months)
            return tell(months_path, *months, "the file says other months in " + range_path,
                        "keep the one that is right" + ignoring("lookbackMonths"));
        if (percent) ratchet.shares.fill(share(percent_path, *percent));
        if (by_month) read_shares(by_month_path, *by_month, ratchet);
        if (months) keep_months(months_path, *months, ratchet);
        // Months of the year: those before the bill's.
        if (months) ratchet.months_back = urdb_months - 1;
        if (range) ratchet.months_back = months_of_range(range_path, *range);
        if (reading_.ratchet_months) ratchet.months_back = *reading_.ratchet_months;
        if (!range && ratchet.months_back == 0)
            return tell(ratchet.path, percent ? *percent : *by_month, "how many months are looked back is not said",
                        "say it with --ratchet-months N, such as 11");
        tariff_.ratchet = std::move(ratchet);
    }
    void read_shares(const std::string& path, const UrdbValue& list, UrdbRatchet& ratchet) {
        if (!list.is(UrdbValue::Kind::list) || list.items.size() != urdb_months)
            return tell(path, list, "it is not a list of 12 months", "give 12 shares such as 0.8");
        for (std::size_t month = 0; month < urdb_months; ++month)
            ratchet.shares[month] = share(urdb_at(path, month), list.items[month]);
        const bool alike = std::all_of(ratchet.shares.begin(), ratchet.shares.end(),
                                       [&](domain::Rate one) { return one == ratchet.shares.front(); });
        if (!alike && !reading_.ratchet_by)
            tell(path, list,
                 "whether a share is of the month that is billed or of that of the earlier demand is not said",
                 "say --ratchet-by bill_month or peak_month");
        if (reading_.ratchet_by) ratchet.by = *reading_.ratchet_by;
    }
    // Demand of the other months does not count.
    void keep_months(const std::string& path, const UrdbValue& list, UrdbRatchet& ratchet) {
        if (!list.is(UrdbValue::Kind::list) || list.items.size() != urdb_months)
            return tell(path, list, "it is not a list of 12 months", "give 12 times true or false");
        for (std::size_t month = 0; month < urdb_months; ++month)
            if (urdb_all_zero(list.items[month])) ratchet.shares[month] = {};
    }
    [[nodiscard]] std::uint16_t months_of_range(const std::string& path, const UrdbValue& value) {
        const auto read = number(path, value);
        if (!read) return 1;
        if (const auto whole = urdb_whole(*read, domain::ratchet_months_max); whole && *whole > 0)
            return static_cast<std::uint16_t>(*whole);
        tell(path, value, "it is no number of months", "give 1 to " + std::to_string(domain::ratchet_months_max));
        return 1;
    }
    void read_demand_rates(std::string_view structure, std::string_view unit_field, UrdbRates& rates) {
        const auto* given = field(unit_field);
        std::string_view from = unit_field;
        if (!given) {
            given = field("demandunits");
            from = "demandunits";
        }
        rates.unit = domain::Code{"kW"};
        if (given && given->is(UrdbValue::Kind::text)) rates.unit = domain::Code{given->text};
        if (const auto* prices = field(structure);
            prices && given && !urdb_all_zero(*prices) && rates.unit.str() != "kW" && rates.unit.str() != "kVA")
            tell(path_of(from), *given, "demand is measured in kW or kVA, as the highest average of a bill's days",
                 "give the prices of one of these");
        read_structure(structure, rates, [&](const std::string& path, const UrdbValue& unit, bool) {
            if (unit.text != rates.unit.str())
                tell(path, unit, "the tariff's demand is in " + rates.unit.str(), "give all tiers in one unit");
        });
    }

    template <class OnUnit>
    void read_structure(std::string_view name, UrdbRates& rates, OnUnit&& on_unit) {
        const auto* periods = ignored(name) ? nullptr : field(name);
        if (!periods) return;
        const std::string path = path_of(name);
        if (!periods->is(UrdbValue::Kind::list))
            return tell(path, *periods, "it is not a list of periods",
                        "give [[{\"rate\":0.1}]], a list for each period");
        constexpr std::size_t periods_max = 1000;
        if (periods->items.size() > periods_max)
            return tell(path, *periods, "it has more than 1000 periods", "give the periods that the schedules name");
        for (std::size_t i = 0; i < periods->items.size(); ++i)
            rates.periods.push_back(read_tiers(urdb_at(path, i), periods->items[i], on_unit));
    }
    template <class OnUnit>
    [[nodiscard]] UrdbTiers read_tiers(const std::string& path, const UrdbValue& list, OnUnit&& on_unit) {
        UrdbTiers tiers;
        if (!list.is(UrdbValue::Kind::list) || list.items.empty()) {
            tell(path, list, "the period has no prices", "give its tiers, such as [{\"rate\":0.1}]");
            return {UrdbTier{}};
        }
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            const std::string at = urdb_at(path, i);
            const bool last = i + 1 == list.items.size();
            if (!list.items[i].is(UrdbValue::Kind::object)) {
                tell(at, list.items[i], "it is not a tier", "give a tier such as {\"rate\":0.1}");
                tiers.push_back({{}, tiers.empty() ? domain::Quantity{} : tiers.back().up_to});
                continue;
            }
            look_at_members(at, list.items[i], list.items.size() > 1, on_unit);
            UrdbTier tier{price_of_tier(at, list.items[i]), {}, sell_of_tier(at, list.items[i])};
            read_bound(at, list.items[i], last, tiers.empty() ? domain::Quantity{} : tiers.back().up_to, tier);
            tiers.push_back(tier);
        }
        return tiers;
    }
    template <class OnUnit>
    void look_at_members(const std::string& path, const UrdbValue& tier, bool bounded, OnUnit&& on_unit) {
        std::set<std::string_view> seen;
        for (const auto& [name, value] : tier.members) {
            if (!seen.insert(name).second) {
                tell(path + "." + name, value, "it stands in the tier twice", "keep the one that is right");
                continue;
            }
            if (name == "rate" || name == "adj" || name == "max" || ignored(name) || value.says_nothing()) continue;
            if (name == "unit") {
                if (!value.is(UrdbValue::Kind::text))
                    tell(path + ".unit", value, "it is not a unit", "give a text such as \"kWh\"");
                else
                    on_unit(path + ".unit", value, bounded);
            } else if (name == "sell") {
                if (!urdb_all_zero(value) && tariff_.sell_path.empty()) tariff_.sell_path = path + ".sell";
            } else {
                tell(path + "." + value_name(name), value, "it is not known, and may change the bill",
                     "mend its name" + ignoring(value_name(name)) + " once you know that it does not");
            }
        }
    }
    [[nodiscard]] static std::string value_name(const std::string& name) {
        UrdbValue shown;
        shown.kind = UrdbValue::Kind::text;
        shown.text = name;
        return shown.shown();
    }

    // The adjustment is a part of the price.
    [[nodiscard]] domain::Price price_of_tier(const std::string& path, const UrdbValue& tier) {
        const auto given = [&](std::string_view name) -> const UrdbValue* {
            const auto* value = ignored(name) ? nullptr : tier.member(name);
            return value && !value->says_nothing() ? value : nullptr;
        };
        const auto *rate = given("rate"), *adjustment = given("adj");
        if (!rate && !adjustment) {
            tell(path, tier, "the tier has no price", "give its rate, 0 where it is free");
            return {};
        }
        UrdbNumber sum;
        for (const auto* part : {rate, adjustment}) {
            if (!part) continue;
            const auto read = number(path + (part == rate ? ".rate" : ".adj"), *part);
            if (!read) return {};
            if (__builtin_add_overflow(sum.units, read->units, &sum.units)) {
                tell(path, tier, "its price is too large", "give a price below 10^10");
                return {};
            }
        }
        const auto* named = rate ? rate : adjustment;
        return price(path + (rate ? ".rate" : ".adj"), *named, sum).value_or(domain::Price{});
    }

    [[nodiscard]] domain::Price sell_of_tier(const std::string& path, const UrdbValue& tier) {
        const auto* value = ignored("sell") ? nullptr : tier.member("sell");
        if (!value || value->says_nothing()) return {};
        const auto read = number(path + ".sell", *value);
        if (!read) return {};
        const auto sell = price(path + ".sell", *value, *read).value_or(domain::Price{});
        if (sell.units < 0)
            tell(path + ".sell", *value, "what is paid for energy is above zero", "give the price that is paid");
        return sell;
    }

    void read_bound(const std::string& path, const UrdbValue& tier, bool last, domain::Quantity before,
                    UrdbTier& into) {
        const auto* value = tier.member("max");
        if (value && value->says_nothing()) value = nullptr;
        if (!value) {
            if (!last) tell(path, tier, "only the last tier may be without a bound", "give its max");
            return;
        }
        UrdbNumber bound;
        const auto error =
            value->is(UrdbValue::Kind::number) ? parse_urdb_number(value->text, bound) : UrdbNumberError::not_a_number;
        // Tools write such as 1e+38 for no bound. No meter counts 10^12 in a bill.
        const bool open = (error == UrdbNumberError::too_large && value->text.front() != '-') ||
                          (error == UrdbNumberError::none && urdb_reaches(bound, 12));
        if (open) {
            if (!last) tell(path + ".max", *value, "tiers come after this one, which has no bound", "leave them out");
            return;
        }
        if (error != UrdbNumberError::none)
            return tell(path + ".max", *value, "it is not a bound", "give a number such as 500");
        if (last)
            return tell(path + ".max", *value, "what is used above it would have no price",
                        "leave the last tier without max, or with 1e+38");
        const auto up_to = urdb_quantity(bound);
        if (!up_to) return tell(path + ".max", *value, "it has more than six decimals", "give a bound such as 500.5");
        if (*up_to <= before)
            return tell(path + ".max", *value, "it is not above the bound before it", "give rising bounds above zero");
        into.up_to = *up_to;
    }
    // Periods of months × hours. One period alone needs no schedule.
    void read_hours(std::string_view structure, std::string_view weekday, std::string_view weekend, UrdbRates& rates) {
        const auto *days = field(weekday), *ends = field(weekend);
        if (rates.periods.empty()) {
            for (const auto name : {weekday, weekend}) look_for_prices(structure, name);
            return;
        }
        if (!days && !ends && rates.periods.size() == 1) return;
        read_schedule(weekday, days, rates.periods.size(), rates.weekday);
        read_schedule(weekend, ends, rates.periods.size(), rates.weekend);
    }
    // Of a schedule without prices: all zero, as the API writes where there are none, says nothing.
    void look_for_prices(std::string_view structure, std::string_view schedule) {
        const auto* given = field(schedule);
        if (!given || field(structure) || ignored(schedule) || urdb_all_zero(*given)) return;
        tell(path_of(schedule), *given, "it names periods, and the file has no " + std::string{structure},
             "give their prices" + ignoring(schedule));
    }
    void read_schedule(std::string_view name, const UrdbValue* months, std::size_t periods, UrdbHours& into) {
        const std::string path = path_of(name);
        if (!months)
            return findings_.add(path, "", "which hours belong to which period is not said",
                                 "give 12 lists of 24 numbers of periods, the first is 0");
        if (!months->is(UrdbValue::Kind::list) || months->items.size() != urdb_months)
            return tell(path, *months, "it is not a list of 12 months", "give 12 lists of 24 numbers of periods");
        for (std::size_t month = 0; month < urdb_months; ++month) {
            const auto& hours = months->items[month];
            const std::string at = urdb_at(path, month);
            if (!hours.is(UrdbValue::Kind::list) || hours.items.size() != urdb_hours) {
                tell(at, hours, "it is not a list of 24 hours", "give a number of a period for each hour");
                continue;
            }
            for (std::size_t hour = 0; hour < urdb_hours; ++hour)
                into[month][hour] = period_of(urdb_at(at, hour), hours.items[hour], periods);
        }
    }
    [[nodiscard]] std::uint16_t period_of(const std::string& path, const UrdbValue& value, std::size_t periods) {
        UrdbNumber read;
        if (value.is(UrdbValue::Kind::number) && parse_urdb_number(value.text, read) == UrdbNumberError::none)
            if (const auto period = urdb_whole(read, static_cast<std::uint32_t>(periods - 1)))
                return static_cast<std::uint16_t>(*period);
        tell(path, value, "it is no period: the tariff has " + std::to_string(periods) + ", the first is 0",
             "give the number of one of them");
        return 0;
    }
    void read_months() {
        auto& flat = tariff_.flat_demand;
        const auto* months = field("flatdemandmonths");
        if (flat.periods.empty()) return look_for_prices("flatdemandstructure", "flatdemandmonths");
        if (!months && flat.periods.size() == 1) return;
        const std::string path = path_of("flatdemandmonths");
        if (!months)
            return findings_.add(path, "", "which months belong to which period is not said",
                                 "give 12 numbers of periods, the first is 0");
        if (!months->is(UrdbValue::Kind::list) || months->items.size() != urdb_months)
            return tell(path, *months, "it is not a list of 12 months", "give 12 numbers of periods");
        for (std::size_t month = 0; month < urdb_months; ++month) {
            const auto period = period_of(urdb_at(path, month), months->items[month], flat.periods.size());
            flat.weekday[month].fill(period);
            flat.weekend[month].fill(period);
        }
    }

    const UrdbValue& object_;
    const UrdbReading& reading_;
    UrdbFindings& findings_;
    UrdbTariff tariff_;
    std::string unit_path_;
    std::string unit_;
};

}  // namespace

std::set<std::uint16_t> UrdbRates::used() const {
    std::set<std::uint16_t> found;
    if (periods.empty()) return found;
    for (const auto* hours : {&weekday, &weekend})
        for (const auto& month : *hours) found.insert(month.begin(), month.end());
    return found;
}

UrdbTariff read_urdb_tariff(const UrdbValue& object, std::string path, const UrdbReading& reading,
                            UrdbFindings& findings) {
    return UrdbTariffReader{object, std::move(path), reading, findings}.read();
}

}  // namespace tally::consumers
