#pragma once
// One process holds a store at a time. The file `holder` in its directory is locked, names that process, and says
// afterwards whether the store was closed in order.

#include <filesystem>
#include <utility>

#include "eventstore/result.h"

namespace tally::eventstore {

class Holder {
  public:
    // in_use names the process that holds the directory.
    [[nodiscard]] static Result<Holder> take(const std::filesystem::path& directory);

    Holder(Holder&&) noexcept;
    Holder& operator=(Holder&&) = delete;
    ~Holder();  // Lets go, without touching what the file says of the store.

    // True when the last holder closed the store in order: then nothing at its end can be a torn write.
    [[nodiscard]] bool was_closed_in_order() const { return was_closed_in_order_; }
    // Before the first write: from now on the store counts as left open, until closed_in_order().
    [[nodiscard]] Result<void> begin_writing();
    void closed_in_order();

  private:
    Holder(std::filesystem::path path, int descriptor, bool was_closed_in_order)
        : path_(std::move(path)), descriptor_(descriptor), was_closed_in_order_(was_closed_in_order) {}
    [[nodiscard]] Result<void> say(bool closed) const;

    std::filesystem::path path_;
    int descriptor_;
    bool was_closed_in_order_;
};

}  // namespace tally::eventstore
