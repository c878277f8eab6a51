#pragma once
// A folder with one view of typed events: what all views of this module have in common.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/core/assert.h"
#include "eventstore/division/commit_states.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/work.h"

namespace tally::projections {

using eventstore::Point;
using eventstore::Result;
using eventstore::View;
using eventstore::ViewWriter;

class OneView : public eventstore::Folder {
  public:
    [[nodiscard]] std::string name() const final { return spec_.name; }
    [[nodiscard]] std::vector<eventstore::ViewSpec> views() const final { return {spec_}; }
    void bind(std::span<const View> views) final {
        TALLY_ASSERT(views.size() == 1, "this folder has one view");
        view_ = views.front();
        forget();
    }
    [[nodiscard]] Result<void> fold(const eventstore::CommitRef& commit, ViewWriter& writer) final {
        auto events = (*events_)(commit);
        if (!events) return tl::unexpected(std::move(events.error()));
        return fold_events(*events, writer);
    }

    // What the view says, row by row in key order, whatever runs its rows happen to be cut into: equal histories give
    // equal rows. `view` is where it is in the point.
    using UseRow = std::function<void(std::string_view key, std::string_view value)>;
    [[nodiscard]] virtual Result<void> each_row(const Point&, View view, const UseRow&) const;
    [[nodiscard]] Result<eventstore::Hash> digest(const Point&, View view) const;

  protected:
    OneView(std::shared_ptr<eventstore::EventsOf> events, eventstore::ViewSpec spec)
        : events_(std::move(events)), spec_(std::move(spec)) {}
    [[nodiscard]] View view() const { return view_; }
    [[nodiscard]] virtual Result<void> fold_events(std::span<const domain::RecordedEvent>, ViewWriter&) = 0;
    // Where rows are runs owned by an account's id and NUL: fetches those of the accounts that come a little later.
    void prefetch_accounts(std::span<const domain::RecordedEvent>, std::size_t at, ViewWriter&);
    // Drops whatever is remembered of rows.
    virtual void forget() {}

  private:
    std::shared_ptr<eventstore::EventsOf> events_;
    eventstore::ViewSpec spec_;
    View view_ = 0;
    std::string owner_;
    eventstore::PrefetchAhead ahead_;
};

// Hashes rows one after the other; how they are buffered does not show.
class RowDigest {
  public:
    void add(std::string_view key, std::string_view value);
    [[nodiscard]] eventstore::Hash result();

  private:
    void flush();
    eventstore::Hash hash_{};
    std::string buffer_;
};

}  // namespace tally::projections
