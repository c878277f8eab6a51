#include "tools/tally/demo/sender.h"

#include <algorithm>

#include "eventstore/division/state_rows.h"
#include "tools/tally/receipts.h"

namespace tally::tools {

domain::Instant noon(domain::Date date) {
    return {(std::int64_t{date.days} * 86'400 + 17 * 3'600) * 1'000'000};
}

eventstore::StoreError in_words(const consumers::DivisionError& error) {
    return {error.store.value_or(eventstore::StoreErrorKind::io), error.message};
}

std::string made_id(const std::vector<eventstore::MadeId>& made, std::string_view what) {
    const auto found =
        std::find_if(made.begin(), made.end(), [&](const eventstore::MadeId& one) { return one.what == what; });
    return found == made.end() ? std::string{} : found->id;
}

DemoSender::DemoSender(eventstore::Division& division, ShowCommand sends)
    : division_(division), port_(division), held_(division), sends_(std::move(sends)) {}

void DemoSender::send(domain::Command command, DemoActor actor) {
    eventstore::ParsedCommand parsed;
    parsed.header.command_id = domain::CommandId{"demo-" + std::to_string(++commands_)};
    parsed.header.actor = domain::Plain{std::string{actor.name}};
    parsed.header.reason = domain::Plain{std::string{actor.reason}};
    parsed.header.received_at = noon(today_);
    parsed.command = std::move(command);
    batch_.push_back(std::move(parsed));
    constexpr std::size_t batch_size = 2'048;
    if (batch_.size() >= batch_size) flush();
}

void DemoSender::flush() {
    if (batch_.empty() || failure_) return;
    if (sends_)
        for (const auto& command : batch_) sends_(command);
    const auto receipts = consumers::send_all(port_, std::exchange(batch_, {}));
    if (!receipts) return fail(in_words(receipts.error()));
    for (const auto& receipt : *receipts) {
        if (receipt.status == eventstore::ReceiptStatus::refused)
            return fail({eventstore::StoreErrorKind::io, "demo command: " + receipt_text(receipt)});
        ++answered_;
        made_.push_back(eventstore::made_by(receipt));
    }
}

projections::Reader DemoSender::caught_up() {
    flush();
    if (auto current = held_.catch_up(); !current) fail(in_words(current.error()));
    return projections::reader_of(division_.store());
}

std::optional<domain::AccountState> DemoSender::account(const projections::Reader& reader,
                                                        const domain::AccountId& id) {
    auto state = eventstore::read_account(*reader.point, division_.states(), id);
    if (state) return std::move(*state);
    fail(state.error());
    return std::nullopt;
}

void DemoSender::add_work(const std::string& what, std::uint64_t count, std::chrono::duration<double> took) {
    auto found = std::find_if(work_.begin(), work_.end(), [&](const DemoWork& one) { return one.what == what; });
    if (found == work_.end()) found = work_.insert(work_.end(), DemoWork{what, 0, 0});
    found->count += count;
    found->seconds += took.count();
}

}  // namespace tally::tools
