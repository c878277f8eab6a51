#include "tools/tally/demo/sender.h"

#include <algorithm>

#include "consumers/commands/receipt_text.h"
#include "consumers/processes/process.h"
#include "eventstore/division/state_rows.h"

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
    : division_(division), port_(division, *this), held_(division), sends_(std::move(sends)) {}

eventstore::View DemoSender::states() const {
    return division_.states();
}

consumers::DivisionResult<void> DemoSender::Port::run(const Next& next, const Answered& answered) {
    return port_.run(next, [&](const eventstore::ParsedCommand& command, const eventstore::CommandReceipt& receipt) {
        if (receipt.status == eventstore::ReceiptStatus::accepted) {
            ++sender_.answered_;
            if (sender_.sends_) sender_.sends_(command);
        }
        return answered(command, receipt);
    });
}

eventstore::ParsedCommand DemoSender::parsed(domain::Command command, DemoActor actor) {
    eventstore::ParsedCommand parsed;
    parsed.header.command_id = domain::CommandId{"demo-" + std::to_string(++commands_)};
    parsed.header.actor = domain::Plain{std::string{actor.name}};
    parsed.header.reason = domain::Plain{std::string{actor.reason}};
    parsed.header.received_at = noon(today_);
    parsed.command = std::move(command);
    return parsed;
}

void DemoSender::add(domain::Command command, DemoActor actor, bool may_be_refused) {
    batch_.push_back(parsed(std::move(command), actor));
    may_be_refused_.push_back(may_be_refused);
    constexpr std::size_t batch_size = 2'048;
    if (batch_.size() >= batch_size) flush();
}

void DemoSender::send(domain::Command command, DemoActor actor) {
    add(std::move(command), actor, false);
}

void DemoSender::attempt(domain::Command command, DemoActor actor) {
    add(std::move(command), actor, true);
}

void DemoSender::flush() {
    if (batch_.empty() || failure_) return;
    const auto may_be_refused = std::exchange(may_be_refused_, {});
    const auto receipts = consumers::send_all(port_, std::exchange(batch_, {}));
    if (!receipts) return fail(in_words(receipts.error()));
    for (std::size_t i = 0; i < receipts->size(); ++i) {
        const auto& receipt = (*receipts)[i];
        const bool refused = receipt.status == eventstore::ReceiptStatus::refused;
        if (refused && !may_be_refused[i])
            return fail({eventstore::StoreErrorKind::io, "demo command: " + consumers::receipt_text(receipt)});
        if (refused) ++refused_[receipt.rejection.value.str()];
        made_.push_back(refused ? Made{} : Made{eventstore::made_by(receipt)});
    }
}

DemoSender::Made DemoSender::offer(domain::Command command, DemoActor actor) {
    flush();
    attempt(std::move(command), actor);
    flush();
    return failure_ ? Made{} : made_.back();
}

void DemoSender::run_process(std::string_view name, std::uint32_t days) {
    flush();
    if (failure_) return;
    const auto* const process = consumers::find_process(name);
    if (!process) return fail({eventstore::StoreErrorKind::io, std::string{name} + ": there is no such process"});
    consumers::ProcessRequest request;
    request.run = {today_, domain::Plain{"process:" + std::string{name}}, noon(today_)};
    request.days = days;
    const auto ran =
        consumers::run_process(*process, port_, held_, request, [](const consumers::RunProgress&) { return true; });
    if (!ran) return fail(in_words(ran.error()));
    for (const auto& error : ran->outcome.errors) ++refused_[error.reason.str()];
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
