#include "projections/exceptions/missing_reads.h"

#include <map>
#include <optional>
#include <set>

#include "eventstore/division/state_rows.h"
#include "projections/calendar/calendar_queries.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// The division's parts as rows have them. Those of one account are forgotten before the next.
class WorldOfRows final : public World {
  public:
    WorldOfRows(const Reader& reader, eventstore::View states) : reader_(reader), states_(states) {}

    const StatePart* find(const PartKey& key) override {
        if (const auto known = parts_.find(key); known != parts_.end())
            return known->second ? &*known->second : nullptr;
        auto& part = parts_[key];
        auto row = reader_.point->get(states_, key.bytes);
        if (row && *row) {
            auto decoded = eventstore::decode_part(key.bytes, **row);
            if (decoded)
                part = std::move(*decoded);
            else
                failure_ = std::move(decoded.error());
        } else if (!row) {
            failure_ = std::move(row.error());
        }
        return part ? &*part : nullptr;
    }
    void history(const StreamId&, const std::function<void(const RecordedEvent&)>&) override {}
    std::optional<std::string> open(const Personal&) override { return std::nullopt; }
    void forget_all_but_settings() {
        std::erase_if(parts_, [](const auto& one) { return one.first != settings_key(); });
    }
    [[nodiscard]] const std::optional<eventstore::StoreError>& failure() const { return failure_; }

  private:
    const Reader& reader_;
    eventstore::View states_;
    std::map<PartKey, std::optional<StatePart>> parts_;
    std::optional<eventstore::StoreError> failure_;
};

struct Looked {
    std::uint64_t accounts = 0;
    bool stopped = false;
};

void look_at(World& world, const AccountId& id, const BillCycleWindow& window, Date on,
             const std::function<bool(const MissingOfAccount&)>& use, Looked& looked) {
    ++looked.accounts;
    const AccountState* account = world.account(id);
    if (!account) return;
    for (const ServiceAgreement& agreement : account->agreements) {
        const ServiceAgreementType* type = world.settings().sa_type(agreement.sa_type, on);
        if (!type || agreement.service_point.empty() || agreement.final_billed) continue;
        const bool allowed = type->estimates_allowed && window.estimate_date.is_set() && window.estimate_date <= on;
        for (MissingRead& missing : missing_reads(world, agreement, *type, on)) {
            looked.stopped = !use({*account, agreement, window, std::move(missing), allowed});
            if (looked.stopped) return;
        }
    }
}

}  // namespace

Result<std::uint64_t> each_missing_read(const Reader& reader, Date on, const AfterAccount& after,
                                        const std::function<bool(const MissingOfAccount&)>& use) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    const auto settings = states->settings();
    if (!settings) return tl::unexpected(settings.error());
    auto view = states->view(eventstore::states_view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    std::set<Code> cycles;  // A cycle that was defined again has several entries.
    for (const auto& defined : (*settings)->bill_cycles.entries)
        if (defined.row.code >= after.cycle) cycles.insert(defined.row.code);
    WorldOfRows world(reader, *view);
    Looked looked;
    for (const Code& cycle : cycles) {
        const BillCycleWindow* window = (*settings)->window(cycle, on);
        if (!window) continue;
        auto read = each_due_account(reader, cycle, on, [&](const DueAccount& due) {
            if (cycle == after.cycle && due.account <= after.account) return true;
            world.forget_all_but_settings();
            look_at(world, due.account, *window, on, use, looked);
            return !looked.stopped && !world.failure();
        });
        if (!read) return tl::unexpected(std::move(read.error()));
        if (world.failure()) return tl::unexpected(*world.failure());
        if (looked.stopped) break;
    }
    return looked.accounts;
}

}  // namespace tally::projections
