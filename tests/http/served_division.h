#pragma once
// A division with the example utility and its customer, as tools/examples tells them, for tests of what is answered.

#include <memory>
#include <string_view>

#include "eventstore/division/division.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {

class ServedDivision {
  public:
    ServedDivision();
    [[nodiscard]] eventstore::Division& division() const { return *division_; }
    // One more command, which must be accepted; its answer is in every view then.
    void execute(std::string_view json) const;

  private:
    void execute_file(std::string_view name) const;
    TemporaryDirectory directory_;
    std::unique_ptr<eventstore::Division> division_;
};

}  // namespace tally::tests
