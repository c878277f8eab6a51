#pragma once
// Folds the log into the view `states`. Behind the executor it stores the rows the executor made; after an opening it
// evolves the stored parts itself.

#include <functional>
#include <memory>
#include <span>

#include "eventstore/division/commit_states.h"
#include "eventstore/division/state_rows.h"
#include "eventstore/work.h"

namespace tally::eventstore {

class StatesFolder final : public Folder {
  public:
    // Called on the folding thread with the persons whom a commit erased: it is durable by then. The same persons come
    // again when the commit is folded again.
    using OnErased = std::function<Result<void>(std::span<const domain::PersonId>)>;
    // events: shared by all folders of the store, on the folding thread.
    explicit StatesFolder(std::shared_ptr<EventsOf> events, OnErased on_erased = {});
    ~StatesFolder() override;

    [[nodiscard]] std::string name() const override { return std::string{states_view_name}; }
    [[nodiscard]] std::vector<ViewSpec> views() const override;
    void bind(std::span<const View>) override;
    [[nodiscard]] Result<void> fold(const CommitRef&, ViewWriter&) override;

  private:
    class PartsUnderway;
    [[nodiscard]] Result<void> tell_erased(std::span<const domain::PersonId>) const;
    std::shared_ptr<EventsOf> events_;
    OnErased on_erased_;
    View states_ = 0;
    std::unique_ptr<PartsUnderway> parts_;  // Only while there is no executor before it.
};

}  // namespace tally::eventstore
