#pragma once
// What commands would make: decided by the executor's own code on a copy in memory of what the division is at one
// point. Nothing is written anywhere, and the deciding thread is not asked.
//
//     Trial trial(division);
//     const Outcome first = trial.decide(command);      // as the division would answer now
//     const Outcome second = trial.decide(another);     // as it would answer after the first

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "eventstore/division/division.h"

namespace tally::eventstore {

// One thread at a time. The division must outlive it, and may take commands meanwhile.
class Trial {
  public:
    // Errors: io, damaged, not_a_store (there is no first event yet).
    [[nodiscard]] static Result<std::unique_ptr<Trial>> of(const Division&);
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;
    ~Trial();

    // Its receipt names positions at which the events would stand if nothing else came before. With simulated time, a
    // command without a time is of the time of the event before it. A failure leaves out what it concerns.
    [[nodiscard]] Outcome decide(ParsedCommand);

    // What is tried on, and where its events would begin.
    [[nodiscard]] const std::shared_ptr<const Point>& point() const;
    // Where those end that were made so far.
    [[nodiscard]] std::uint64_t end() const;
    // Of an event that was made; point()->position() <= position < end().
    [[nodiscard]] std::string_view entry(std::uint64_t position) const;
    // Those of one stream, from a version on; `use` may return false to stop.
    void each_entry(StreamName, std::uint64_t from_version,
                    const std::function<bool(const EventStore::Recorded&)>& use) const;
    // As it is with what was made. nullptr: there is none.
    [[nodiscard]] Result<const domain::StatePart*> part(const domain::PartKey&);
    // When the latest event was recorded, of those made or of the division's.
    [[nodiscard]] domain::Instant latest() const;
    // Of persons who were made, too.
    [[nodiscard]] std::optional<std::string> open_text(const domain::Personal&) const;

  private:
    class Entries;
    class TriedWork;
    class Copy;
    explicit Trial(std::unique_ptr<Copy>);
    std::unique_ptr<Copy> copy_;
};

}  // namespace tally::eventstore
