#include "consumers/intake/usage_source.h"

namespace tally::consumers {

namespace {

class HeldRecordedUsage final : public RecordedUsage {
  public:
    HeldRecordedUsage(const eventstore::Division& division, std::shared_ptr<const eventstore::Point> point,
                      const domain::ServicePointId& service_point, AskedRegister asked)
        : asked_(asked), held_(division, std::move(point), service_point, std::move(asked)) {}
    [[nodiscard]] const AskedRegister& asked() const override { return asked_; }
    [[nodiscard]] bool hold(domain::Date day) override { return held_.hold(day); }
    [[nodiscard]] std::optional<std::uint64_t> held_by(domain::Date from) override { return held_.held_by(from); }
    [[nodiscard]] std::optional<std::uint64_t> read_held_by(domain::Date day) override {
        return held_.read_held_by(day);
    }
    [[nodiscard]] std::optional<DivisionError> failure() const override {
        if (!held_.failure()) return std::nullopt;
        return division_fail(*held_.failure()).value();
    }

  private:
    const AskedRegister asked_;
    HeldUsage held_;
};

}  // namespace

tl::expected<eventstore::CivilTime, ImportError> civil_time_of(UsageSource& source) {
    auto utility = source.utility();
    if (!utility) return tl::unexpected(ImportError{std::move(utility.error())});
    auto zone = eventstore::CivilTime::of(utility->time_zone);
    if (!zone)
        return tl::unexpected(ImportError{IntakeError{IntakeErrorKind::time_zone_unknown, zone.error().message}});
    return *zone;
}

DivisionResult<UsageSource::Utility> HeldUsageSource::utility() {
    const auto& division = held_.division();
    return Utility{std::string{division.currency().str()}, division.identity().time_zone.str()};
}

DivisionResult<std::unique_ptr<RecordedUsage>> HeldUsageSource::recorded(const domain::ServicePointId& id,
                                                                         const domain::Code& channel) {
    const auto& division = held_.division();
    auto point = division.store().pin();
    auto asked = find_register(division, *point, id, channel);
    if (!asked) return division_fail(std::move(asked.error()));
    if (!*asked) return nullptr;
    return std::make_unique<HeldRecordedUsage>(division, std::move(point), id, std::move(**asked));
}

}  // namespace tally::consumers
