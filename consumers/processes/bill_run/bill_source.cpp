#include "consumers/processes/bill_run/bill_source.h"

#include "eventstore/codec/codec.h"

namespace tally::consumers {

DivisionResult<std::optional<std::vector<projections::DueAccount>>> HeldBillSource::due(const domain::Code& cycle,
                                                                                        domain::Date bill_date) {
    auto reader = projections::reader_of(held_.division().store());
    auto window = projections::in_window(reader, cycle, bill_date);
    if (!window) return division_fail(std::move(window.error()));
    if (!*window) return std::nullopt;
    std::vector<projections::DueAccount> due;
    auto listed = projections::each_due_account(reader, cycle, bill_date, [&](const projections::DueAccount& account) {
        due.push_back(account);
        return true;
    });
    if (!listed) return division_fail(std::move(listed.error()));
    return due;
}

DivisionResult<std::uint64_t> HeldBillSource::end() {
    return held_.division().store().log().end();
}

DivisionResult<void> HeldBillSource::each_event(std::uint64_t first, std::uint64_t count,
                                                const std::function<void(const domain::RecordedEvent&)>& use) {
    auto reader = held_.division().store().log().reader(first, first + count);
    domain::RecordedEvent recorded;
    while (reader.next()) {
        if (auto decoded = eventstore::decode_into(reader.entry(), recorded); !decoded)
            return division_fail(std::move(decoded.error()));
        use(recorded);
    }
    if (auto status = reader.status(); !status) return division_fail(std::move(status.error()));
    return {};
}

}  // namespace tally::consumers
