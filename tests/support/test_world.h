#pragma once
// A division in memory for tests of rules: World and MutableWorld over maps, filled by appending decided events as an
// executor would. Personal text is disguised on append, so that a rule that compares sealed bytes is found out.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "domain/decide.h"

namespace tally::test {

class TestWorld final : public domain::World, public domain::MutableWorld {
  public:
    // Gives positions, versions and sealed text to the events and folds them.
    void append(const domain::Events& events, const domain::CommandHeader& header);
    [[nodiscard]] const std::vector<domain::RecordedEvent>& log() const { return log_; }
    [[nodiscard]] std::uint64_t next_position() const { return log_.size(); }
    // How often a rule asked for a stream's events.
    [[nodiscard]] std::size_t histories_read() const { return histories_read_; }
    // From now on the person's text cannot be opened.
    void erase(const domain::PersonId& person) { erased_.insert(person.str()); }

    const domain::StatePart* find(const domain::PartKey&) override;
    void history(const domain::StreamId&, const std::function<void(const domain::RecordedEvent&)>&) override;
    std::optional<std::string> open(const domain::Personal&) override;

    domain::StatePart& change(const domain::PartKey&) override;

  private:
    // std::map: pointers to its elements survive its growth.
    std::map<domain::PartKey, domain::StatePart> parts_;
    std::vector<domain::RecordedEvent> log_;
    std::set<std::string> erased_;
    std::size_t histories_read_ = 0;
};

}  // namespace tally::test
