#include "consumers/processes/account_run.h"

#include "eventstore/division/state_rows.h"
#include "eventstore/hex.h"
#include "eventstore/merkle/hash.h"

namespace tally::consumers {

using eventstore::CommandReceipt;
using eventstore::ParsedCommand;

domain::CommandId run_command_id(std::string_view process, std::string_view what) {
    const std::string prefix = std::string{process} + ":";
    std::string id = prefix + std::string{what};
    constexpr std::size_t digest_digits = 32;
    if (!domain::valid_id(id)) id = prefix + eventstore::to_hex(eventstore::sha256(id)).substr(0, digest_digits);
    return domain::CommandId{std::move(id)};
}

RunError run_error_of(const domain::AccountId& account, const CommandReceipt& receipt) {
    if (receipt.status == eventstore::ReceiptStatus::refused)
        return {account, receipt.rejection.value, receipt.cure.value};
    return {account, domain::Code{domain::name_of(receipt.status)}, receipt.error.value};
}

bool count_done(const CommandReceipt& receipt, std::uint64_t& done, std::uint64_t& done_before) {
    using eventstore::ReceiptStatus;
    if (receipt.status == ReceiptStatus::accepted)
        ++done;
    else if (receipt.status == ReceiptStatus::repeated || receipt.status == ReceiptStatus::unchanged)
        ++done_before;
    else
        return false;
    return true;
}

DivisionResult<SentRun> send_due(CommandPort& port, std::size_t due, const CommandsOf& commands_of,
                                 const std::function<void(const ParsedCommand&)>& sends,
                                 const std::function<bool(const ParsedCommand&, const CommandReceipt&)>& answered) {
    DivisionResult<void> looked;
    std::deque<ParsedCommand> commands;
    std::size_t next = 0;
    std::uint64_t taken = 0, answers = 0;
    const auto ran = port.run(
        [&]() -> std::optional<ParsedCommand> {
            while (looked && commands.empty() && next < due) looked = commands_of(next++, commands);
            if (!looked || commands.empty()) return std::nullopt;
            auto command = std::move(commands.front());
            commands.pop_front();
            ++taken;
            if (sends) sends(command);
            return command;
        },
        [&](const ParsedCommand& command, const CommandReceipt& receipt) {
            ++answers;
            return answered(command, receipt);
        });
    // What was counted until a stop is reported.
    if (!ran && ran.error().kafka != KafkaErrorKind::stopped) return tl::unexpected(ran.error());
    if (!looked) return tl::unexpected(std::move(looked.error()));
    return SentRun{!ran || next < due || !commands.empty() || answers < taken, !ran};
}

DivisionResult<std::uint64_t> each_account_part(
    HeldDivision& held, domain::PartKind kind,
    const std::function<DivisionResult<void>(std::string_view key, std::string_view row)>& use) {
    const auto& store = held.division().store();
    const auto view = store.find_view(eventstore::states_view_name);
    if (!view)
        return division_fail(eventstore::StoreError{eventstore::StoreErrorKind::not_a_store,
                                                    "the store was opened without its view states"});
    const auto point = store.pin();
    const auto prefix = eventstore::part_prefix(kind);
    std::uint64_t rows = 0;
    auto scan = point->scan(*view, prefix, eventstore::end_of_prefix(prefix));
    while (scan.next()) {
        ++rows;
        if (auto used = use(scan.key(), scan.value()); !used) return tl::unexpected(std::move(used.error()));
    }
    if (auto read = scan.status(); !read) return division_fail(read.error());
    return rows;
}

}  // namespace tally::consumers
