#include "domain/evolve_on.h"

namespace tally::domain {

void evolve(MutableWorld& world, const Envelope& envelope, const Event& event) {
    visit([&](const auto& payload) { evolve_on(world, envelope, payload); }, event);
}

}  // namespace tally::domain
