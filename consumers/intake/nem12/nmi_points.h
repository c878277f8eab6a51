#pragma once
// Which service point a NMI names: the one that has it as its market id, or as its own id.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consumers/commands/held_division.h"
#include "domain/premise/state.h"
#include "projections/customers/customer_answers.h"
#include "projections/search/search_answers.h"

namespace tally::consumers {

class NmiPoints {
  public:
    virtual ~NmiPoints() = default;
    // More than one: the NMI stands at several, and which is meant cannot be known.
    [[nodiscard]] DivisionResult<std::vector<domain::ServicePointState>> of(const std::string& nmi);

  protected:
    [[nodiscard]] virtual DivisionResult<projections::SearchAnswer> search(const std::string& words) = 0;
    // Nothing: there is no such premise.
    [[nodiscard]] virtual DivisionResult<std::optional<projections::PremiseAnswer>> premise(
        const domain::PremiseId&) = 0;
};

class HeldNmiPoints final : public NmiPoints {
  public:
    explicit HeldNmiPoints(const HeldDivision& held) : held_(held) {}

  protected:
    [[nodiscard]] DivisionResult<projections::SearchAnswer> search(const std::string& words) override;
    [[nodiscard]] DivisionResult<std::optional<projections::PremiseAnswer>> premise(const domain::PremiseId&) override;

  private:
    const HeldDivision& held_;
};

}  // namespace tally::consumers
