// Rows of control totals, and the question what other systems have of a day.
#include "projections/control_totals/control_totals_queries.h"

#include "eventstore/codec/bytes.h"
#include "eventstore/hex.h"
#include "projections/control_totals/control_rows.h"
#include "projections/row_bytes.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
// First byte of a key.
constexpr char day_row = 'd';     // date → ControlDayRow
constexpr char report_row = 'r';  // date, system → ControlReport

std::string key_of(char kind, Date date) {
    RowWriter<8> key;
    key.byte(static_cast<std::uint8_t>(kind));
    key.big_endian(static_cast<std::uint32_t>(date.days) ^ 0x8000'0000u, 4);
    return std::string{key.bytes()};
}
}  // namespace

std::string control_day_key(Date date) {
    return key_of(day_row, date);
}

std::string control_day_bytes(const ControlDayRow& row) {
    RowWriter<16> position;
    position.number(row.last_position);
    return std::string{position.bytes()} + row.sum.bytes();
}

ControlDayRow read_control_day(std::string_view bytes) {
    RowReader in{bytes};
    ControlDayRow row;
    row.last_position = in.number();
    row.sum = ControlSum::from(in.rest());
    return row;
}

std::string control_report_key(Date date, const Code& system) {
    return key_of(report_row, date) + system.str();
}

DayTotals totals_of(const ControlSum& sum) {
    return {sum.count(), sum.debit(), Plain{eventstore::to_hex(sum.digest())}};
}

Result<void> each_control_report(const Point& point, View control_totals,
                                 const std::function<bool(const ControlReport&)>& use, std::optional<Date> day) {
    const std::string from = day ? key_of(report_row, *day) : std::string{report_row};
    auto scan = point.scan(control_totals, from, eventstore::end_of_prefix(from));
    while (scan.next()) {
        auto report = eventstore::decode<ControlReport>(scan.value());
        if (!report) return tl::unexpected(std::move(report.error()));
        if (!use(*report)) return {};
    }
    return scan.status();
}

Answered<ControlTotalsAnswer> control_totals(const Reader& reader, std::optional<Date> day) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(ControlTotals::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    ControlTotalsAnswer answer;
    answer.position = states->position();

    Result<void> failed;
    const auto add_day = [&](Date date) {
        auto row = reader.point->get(*view, control_day_key(date));
        if (!row) {
            failed = tl::unexpected(std::move(row.error()));
            return false;
        }
        ControlDay found;
        found.day = date;
        found.changed_at = *row ? read_control_day(**row).last_position : 0;
        found.ledger = totals_of(*row ? read_control_day(**row).sum : ControlSum{});
        answer.days.push_back(std::move(found));
        return true;
    };
    if (day && !add_day(*day)) return tl::unexpected(std::move(failed.error()));
    auto read = each_control_report(
        *reader.point, *view,
        [&](const ControlReport& report) {
            if (answer.days.empty() || answer.days.back().day != report.day)
                if (!add_day(report.day)) return false;
            auto& of = answer.days.back();
            of.reports.push_back(report);
            of.reports.back().day_changed_since = of.ledger != report.ledger;
            return true;
        },
        day);
    if (!read) return tl::unexpected(std::move(read.error()));
    if (!failed) return tl::unexpected(std::move(failed.error()));
    if (day && answer.days.front().ledger.count == 0 && answer.days.front().reports.empty())
        return std::optional<ControlTotalsAnswer>{};
    return std::optional{std::move(answer)};
}

std::uint64_t drifts_in(const ControlTotalsAnswer& answer) {
    std::uint64_t drifts = 0;
    for (const auto& day : answer.days)
        for (const auto& report : day.reports) drifts += report.standing == ControlStanding::drifted ? 1u : 0u;
    return drifts;
}

}  // namespace tally::projections
