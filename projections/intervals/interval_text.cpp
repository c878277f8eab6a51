// Interval values as text.
#include <algorithm>

#include "projections/intervals/interval_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

constexpr std::int64_t bar_characters = 30;

// As long as the quantity is beside the largest one.
std::string bar_of(Quantity quantity, Quantity largest) {
    if (largest.units <= 0) return {};
    return std::string(static_cast<std::size_t>(Int128{quantity.units} * bar_characters / largest.units), '#');
}

std::string peak_text(const IntervalLine& line, const Code& unit) {
    if (!line.peak_on.is_set()) return {};
    return to_string(line.peak) + " " + unit.str() + "/h on " + to_string(line.peak_on) + " at " + line.peak_at.str();
}

void write_interval_lines(const IntervalsAnswer& answer, std::string& out) {
    Quantity largest;
    for (const auto& line : answer.lines) largest = std::max(largest, line.quantity);
    TextTable table({{answer.step == IntervalStep::month ? "Month" : "Day"},
                     {"Used", Align::right},
                     {"Peak/h", Align::right},
                     {"When"},
                     {"Missing", Align::right},
                     {"Estimated", Align::right},
                     {""}});
    for (const auto& line : answer.lines) {
        const std::string day = to_string(line.from);
        table.row({answer.step == IntervalStep::month ? day.substr(0, day.rfind('-')) : day, to_string(line.quantity),
                   to_string(line.peak), to_string(line.peak_on) + " " + line.peak_at.str(),
                   line.days_missing > 0 ? std::to_string(line.days_missing) : "",
                   line.estimated > 0 ? std::to_string(line.estimated) : "", bar_of(line.quantity, largest)});
    }
    table.write(out);
}

void write_values(const IntervalsAnswer& answer, std::string& out) {
    Quantity largest;
    for (const auto& one : answer.values) largest = std::max(largest, one.value);
    TextTable table({{"From"}, {"Used", Align::right}, {"Quality"}, {""}});
    for (const auto& one : answer.values)
        table.row({one.at.str(), to_string(one.value), std::string{name_of(one.quality)}, bar_of(one.value, largest)});
    table.write(out);
}

void write_shape(const IntervalsAnswer& answer, std::string& out) {
    Quantity largest;
    for (const auto& hour : answer.shape) largest = std::max({largest, hour.workday, hour.weekend});
    out += "\nBy the hour, on average\n";
    TextTable table({{"Hour", Align::right}, {"Workday", Align::right}, {"Weekend", Align::right}, {"Workday"}});
    for (const auto& hour : answer.shape)
        table.row({std::to_string(hour.hour), to_string(hour.workday), to_string(hour.weekend),
                   bar_of(hour.workday, largest)});
    table.write(out);
}

}  // namespace

void render(const IntervalsAnswer& answer, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += cut_to("Service point " + answer.service_point.str() + "  " + answer.service.str() + "  channel " +
                      answer.channel.str(),
                  line_width_max) +
           "\n";
    out += cut_to("Location " + answer.premise.str() + "  " + Texts::one_line(answer.service_address), line_width_max) +
           "\n";
    if (!answer.occupant.account.empty())
        out += cut_to("Paid by " + answer.occupant.account.str() + "  " + texts.name(answer.occupant), line_width_max) +
               "\n";
    out += '\n';
    if (answer.channel.empty()) {
        out += "No interval values are recorded.\n\n";
        Texts::position(answer.position, {}, out);
        return;
    }
    field(out, "Held", days_text(answer.first_held, answer.last_held + 1));
    field(out, "Shown", days_text(answer.total.from, answer.total.until));
    field(out, "Used",
          to_string(answer.total.quantity) + " " + answer.unit.str() + " on " + std::to_string(answer.total.days) +
              " days" +
              (answer.total.days_missing > 0 ? ", " + std::to_string(answer.total.days_missing) + " missing" : "") +
              (answer.total.estimated > 0 ? ", " + std::to_string(answer.total.estimated) + " values estimated" : ""));
    field(out, "Peak", peak_text(answer.total, answer.unit));
    out += '\n';
    if (answer.step == IntervalStep::interval)
        write_values(answer, out);
    else
        write_interval_lines(answer, out);
    if (answer.step != IntervalStep::interval && !answer.shape.empty()) write_shape(answer, out);
    out += '\n';
    Texts::position(answer.position, {}, out);
}

}  // namespace tally::projections
