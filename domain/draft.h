#pragma once
// Events under way within one decision, and the world as it is with them: a rule of many steps records an event and the
// next step sees it.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/decide.h"

namespace tally::domain {

class Draft final : public World, private MutableWorld {
  public:
    explicit Draft(const Context& context);
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    // Takes the event and evolves the draft's own copies of what it changes.
    void record(StreamId stream, Event event);
    template <class Id, class Payload>
    void record(const Id& aggregate, Payload payload) {
        record(stream_of(aggregate), Event{std::move(payload)});
    }
    [[nodiscard]] bool empty() const { return events_.empty(); }
    // Position the next recorded event will have.
    [[nodiscard]] std::uint64_t next_position() const { return context_.next_position + events_.size(); }
    [[nodiscard]] Events take() { return std::move(events_); }
    [[nodiscard]] const Context& context() const { return context_; }

    const StatePart* find(const PartKey&) override;
    // The draft's own events included.
    void history(const StreamId&, const std::function<void(const RecordedEvent&)>&) override;
    std::optional<std::string> open(const Personal&) override;

  private:
    StatePart& change(const PartKey&) override;

    const Context& context_;
    Events events_;
    // Copies of what its events changed. Boxed, so that pointers handed out survive the map's growth.
    std::unordered_map<std::string, std::unique_ptr<StatePart>> changed_;
};

}  // namespace tally::domain
