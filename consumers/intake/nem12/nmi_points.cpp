#include "consumers/intake/nem12/nmi_points.h"

#include <algorithm>
#include <utility>

#include "projections/customers/customer_queries.h"
#include "projections/search/search_queries.h"

namespace tally::consumers {

DivisionResult<std::vector<domain::ServicePointState>> NmiPoints::of(const std::string& nmi) {
    auto found = search(nmi);
    if (!found) return tl::unexpected(std::move(found.error()));
    std::vector<domain::ServicePointState> points;
    std::vector<domain::PremiseId> looked_at;
    for (const auto& hit : found->hits) {
        if (hit.kind != projections::SubjectKind::service_point) continue;
        if (std::find(looked_at.begin(), looked_at.end(), hit.premise) != looked_at.end()) continue;
        looked_at.push_back(hit.premise);
        auto place = premise(hit.premise);
        if (!place) return tl::unexpected(std::move(place.error()));
        if (!*place) continue;
        for (auto& one : (*place)->service_points)
            if (one.service_point.market_id.str() == nmi || one.service_point.service_point.str() == nmi)
                points.push_back(std::move(one.service_point));
    }
    return points;
}

DivisionResult<projections::SearchAnswer> HeldNmiPoints::search(const std::string& words) {
    auto found = projections::search(projections::reader_of(held_.division()), words);
    if (!found) return division_fail(std::move(found.error()));
    return std::move(*found);
}

DivisionResult<std::optional<projections::PremiseAnswer>> HeldNmiPoints::premise(const domain::PremiseId& id) {
    auto found = projections::premise(projections::reader_of(held_.division()), id);
    if (!found) return division_fail(std::move(found.error()));
    return std::move(*found);
}

}  // namespace tally::consumers
