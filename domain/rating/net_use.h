#pragma once
// Energy drawn and energy sent back: told apart by channel, set off against each other, and banked.

#include <optional>
#include <span>
#include <vector>

#include "domain/books/year_to_date.h"
#include "domain/rating/timed_use.h"

namespace tally::domain::rating {

// nullptr: the component's usage is charged as it was measured.
[[nodiscard]] const NetMetering* net_of(const TariffYearTermsPublished*, const TariffComponent&);

// Interval values of what was drawn and of what was sent back.
struct Flows {
    std::vector<MeasuredIntervals> drawn;
    std::vector<MeasuredIntervals> returned;
};
// Values of channels that count another unit are among what was drawn. Where both are set off within each hour, each is
// one channel whose hour has what was left of it.
[[nodiscard]] Decided<Flows> flows_of(std::span<const MeasuredIntervals>, const TariffPublished&, const NetMetering&);

// What the bank makes of energy drawn and sent back; its opening, component, unit and days are set. Returns what is
// left to charge; nullopt: over the largest quantity.
[[nodiscard]] std::optional<Quantity> draw_on_bank(BankedEnergy&);

// The latest entry of each component that ends by the day.
[[nodiscard]] YearToDate carried_to(Date day, const std::vector<const YearToDate*>& segments);

}  // namespace tally::domain::rating
