#pragma once
// Which service point a file means: the one that has a name as its market id (a NMI, an ESI ID) or as its own id, or
// the one that a meter is at.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consumers/commands/held_division.h"
#include "domain/premise/state.h"
#include "projections/customers/customer_answers.h"
#include "projections/search/search_answers.h"

namespace tally::consumers {

class NamedPoints {
  public:
    virtual ~NamedPoints() = default;
    // More than one: the name stands at several, and which is meant cannot be known.
    [[nodiscard]] DivisionResult<std::vector<domain::ServicePointState>> of(const std::string& name);
    // Each service point that the meter is or was at, by its badge number.
    [[nodiscard]] DivisionResult<std::vector<domain::ServicePointState>> of_meter(const std::string& badge);

  protected:
    [[nodiscard]] virtual DivisionResult<projections::SearchAnswer> search(const std::string& words) = 0;
    // Nothing: there is no such premise.
    [[nodiscard]] virtual DivisionResult<std::optional<projections::PremiseAnswer>> premise(
        const domain::PremiseId&) = 0;

  private:
    using IsMeant = std::function<bool(const domain::ServicePointState&)>;
    [[nodiscard]] DivisionResult<std::vector<domain::ServicePointState>> found_by(const std::string& words,
                                                                                  projections::SubjectKind,
                                                                                  const IsMeant&);
};

class HeldNamedPoints final : public NamedPoints {
  public:
    explicit HeldNamedPoints(const HeldDivision& held) : held_(held) {}

  protected:
    [[nodiscard]] DivisionResult<projections::SearchAnswer> search(const std::string& words) override;
    [[nodiscard]] DivisionResult<std::optional<projections::PremiseAnswer>> premise(const domain::PremiseId&) override;

  private:
    const HeldDivision& held_;
};

}  // namespace tally::consumers
