#pragma once
// Reads and usage that a segment rests on, found again in the stream of their premise.

#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/account/service/state.h"
#include "domain/premise/state.h"
#include "projections/explain/bill_explanation.h"
#include "projections/states_as_of.h"

namespace tally::projections {

// What was ever entered for the registers and channels of one premise.
class PremiseReads {
  public:
    // As of the answer's position, so that corrections after the bill are among them.
    [[nodiscard]] static Result<PremiseReads> of(const StatesAsOf&, const domain::PremiseId&);

    // `segment_position`: of the event that froze the segment. `premise` and `agreement` as they were then.
    struct Basis {
        std::uint64_t segment_position = 0;
        const domain::PremiseState* premise = nullptr;
        const domain::ServiceAgreement* agreement = nullptr;
        const domain::TariffPublished* version = nullptr;  // Of the read's first day; its factors are applied.
        domain::Period measured;  // From read to read, of which the quantity is a part where factors change between.
    };
    [[nodiscard]] ExplainedRead explain(const domain::UsedRead&, const Basis&) const;

  private:
    struct Held {
        domain::Quantity value;
        bool withdrawn = false;
        ReadFact fact;
    };
    // By service point, channel and last day; of usage by its first day, too.
    using Key = std::tuple<std::string, std::string, domain::Date, domain::Date>;
    using History = std::vector<Held>;

    void add(const domain::RecordedEvent&);
    void add_read(const domain::RegisterRead&, const domain::Envelope&);
    void add_usage(const domain::UsageRecorded&, const domain::Envelope&);
    void add_day(const domain::IntervalDayRecorded&, const domain::Envelope&);
    void add_values(const domain::ServicePointId&, const domain::MeterId&, domain::Date read_on,
                    const std::vector<domain::InitialRead>&, std::string_view why, const domain::Envelope&);
    void withdraw(const Key&, const domain::Envelope&);
    void explain_register(const domain::UsedRead&, const Basis&, const domain::InstalledMeter*,
                          const domain::MeterRegister*, ExplainedRead&) const;
    void explain_usage(const domain::UsedRead&, const Basis&, const domain::MeterRegister*, ExplainedRead&) const;
    static void add_changes(const History&, std::uint64_t segment_position, ExplainedRead&);
    // The read of that value which the bill found there; of the meter, where one is known.
    [[nodiscard]] const Held* held(const Key&, std::uint64_t segment_position, domain::Quantity value,
                                   const domain::MeterId& meter) const;

    [[nodiscard]] domain::Plain estimate_of(const domain::Envelope&, domain::Quality) const;

    // How the estimate that comes next in the same commit was made.
    std::optional<std::pair<domain::CommandId, domain::ReadEstimated>> estimate_;
    std::map<Key, History> reads_;
    std::map<Key, History> usage_;
};

}  // namespace tally::projections
