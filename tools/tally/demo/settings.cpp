#include "tools/tally/demo/settings.h"

#include <span>

#include "consumers/commands/receipt_text.h"
#include "tools/tally/demo/example_settings.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

namespace {

eventstore::Result<void> apply_file(consumers::CommandPort& port, domain::Currency currency,
                                    const ExampleSettings& example, domain::Instant received_at) {
    eventstore::CommandReader reader(currency);
    std::vector<eventstore::ParsedCommand> commands;
    std::string_view rest = example.lines;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const auto end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (line.empty()) continue;
        auto parsed = reader.read(line, number);
        if (!parsed)
            return eventstore::fail(eventstore::StoreErrorKind::io,
                                    std::string{example.file} + ": " + parsed.error().message());
        parsed->header.received_at = received_at;
        parsed->header.actor = domain::Plain{"demo"};
        commands.push_back(std::move(*parsed));
    }
    const auto receipts = consumers::send_all(port, std::move(commands));
    if (!receipts) return tl::unexpected(in_words(receipts.error()));
    for (const auto& receipt : *receipts)
        if (receipt.status == eventstore::ReceiptStatus::refused)
            return eventstore::fail(eventstore::StoreErrorKind::io,
                                    std::string{example.file} + ": " + consumers::receipt_text(receipt));
    return {};
}

}  // namespace

eventstore::Result<void> apply_example_settings(consumers::CommandPort& port, domain::Currency currency,
                                                domain::Instant received_at, bool plain) {
    for (const auto& example : std::span{example_settings}.first(plain ? 1 : example_settings.size()))
        if (auto applied = apply_file(port, currency, example, received_at); !applied) return applied;
    return {};
}

std::vector<domain::Command> example_windows(domain::Date first_month, std::uint32_t months, bool estimates) {
    constexpr std::int32_t window_days = 5, days_to_estimate = 2;
    std::vector<domain::Command> commands;
    for (const auto& cycle : bill_cycles)
        for (std::uint32_t month = 0; month < months; ++month) {
            const domain::Date start = domain::add_months(first_month, static_cast<int>(month), cycle.bill_day);
            domain::Define<domain::BillCycleWindow> window;
            window.row.cycle = domain::Code{cycle.code};
            window.row.window_start = start;
            window.row.window_end = start + window_days - 1;
            if (estimates) window.row.estimate_date = start + days_to_estimate;
            commands.push_back(std::move(window));
        }
    return commands;
}

}  // namespace tally::tools
