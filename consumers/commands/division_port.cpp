#include "consumers/commands/division_port.h"

namespace tally::consumers {

namespace {

// Null: there are no more.
std::unique_ptr<eventstore::CommandBatch> next_batch(const CommandPort::Next& next) {
    auto batch = std::make_unique<eventstore::CommandBatch>();
    while (batch->commands.size() < DivisionPort::batch_commands) {
        auto command = next();
        if (!command) break;
        batch->commands.push_back(std::move(*command));
    }
    if (batch->commands.empty()) return nullptr;
    return batch;
}

}  // namespace

DivisionResult<void> DivisionPort::run(const Next& next, const Answered& answered) {
    failure_.reset();
    bool more = true;
    std::unique_ptr<eventstore::CommandBatch> under_way;
    do {
        auto batch = more ? next_batch(next) : nullptr;
        if (batch) division_.submit(*batch);
        more = more && batch && batch->commands.size() == batch_commands;
        if (under_way) more = answer(*under_way, answered) && more;
        under_way = std::move(batch);
    } while (under_way);
    if (failure_) return division_fail(std::move(*failure_));
    return {};
}

bool DivisionPort::answer(eventstore::CommandBatch& batch, const Answered& answered) {
    batch.wait();
    bool more = true;
    for (std::size_t i = 0; i < batch.commands.size(); ++i) {
        const auto& outcome = batch.outcomes[i];
        if (outcome.kind == eventstore::Outcome::Kind::failed) {
            if (!failure_) failure_ = outcome.failure;
            more = false;
        }
        more = answered(batch.commands[i], eventstore::receipt_of(division_, batch.commands[i], outcome)) && more;
    }
    return more;
}

}  // namespace tally::consumers
