#include "eventstore/pipeline/subscription.h"

#include "domain/core/assert.h"
#include "eventstore/pipeline/progress.h"

namespace tally::eventstore {

struct Subscription::State {
    const Log& log;
    Progress& progress;
    std::uint64_t position;
    std::optional<LogReader> reader{};
    std::uint64_t reader_end = 0;
    std::atomic<bool> stopped{false};
};

Subscription::Subscription(const Log& log, Progress& progress, std::uint64_t from)
    : state_(new State{log, progress, from}) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

Result<std::optional<Subscription::Entry>> Subscription::next(std::chrono::milliseconds timeout) {
    State& state = *state_;
    while (!state.stopped.load()) {
        if (!state.reader) {
            if (!state.progress.wait_durable_beyond(state.position, timeout, state.stopped)) return std::nullopt;
            state.reader_end = state.log.end();
            state.reader = state.log.reader(state.position, state.reader_end);
        }
        if (state.reader->next()) {
            ++state.position;
            return Entry{state.reader->position(), state.reader->entry()};
        }
        if (auto status = state.reader->status(); !status) return tl::unexpected(status.error());
        TALLY_ASSERT(state.position == state.reader_end, "a reader reaches the end it was given");
        state.reader.reset();
    }
    return std::nullopt;
}

void Subscription::stop() {
    state_->stopped = true;
    state_->progress.wake();
}

std::uint64_t Subscription::position() const {
    return state_->position;
}

}  // namespace tally::eventstore
