#include "consumers/intake/named_points.h"

#include <algorithm>
#include <utility>

#include "projections/customers/customer_queries.h"
#include "projections/search/search_queries.h"

namespace tally::consumers {

DivisionResult<std::vector<domain::ServicePointState>> NamedPoints::of(const std::string& name) {
    return found_by(name, projections::SubjectKind::service_point, [&](const domain::ServicePointState& point) {
        return point.market_id.str() == name || point.service_point.str() == name;
    });
}

DivisionResult<std::vector<domain::ServicePointState>> NamedPoints::of_meter(const std::string& badge) {
    return found_by(badge, projections::SubjectKind::meter, [&](const domain::ServicePointState& point) {
        return std::any_of(point.meters.begin(), point.meters.end(),
                           [&](const domain::InstalledMeter& one) { return one.meter.str() == badge; });
    });
}

DivisionResult<std::vector<domain::ServicePointState>> NamedPoints::found_by(const std::string& words,
                                                                             projections::SubjectKind kind,
                                                                             const IsMeant& is_meant) {
    auto found = search(words);
    if (!found) return tl::unexpected(std::move(found.error()));
    std::vector<domain::ServicePointState> points;
    std::vector<domain::PremiseId> looked_at;
    for (const auto& hit : found->hits) {
        if (hit.kind != kind) continue;
        if (std::find(looked_at.begin(), looked_at.end(), hit.premise) != looked_at.end()) continue;
        looked_at.push_back(hit.premise);
        auto place = premise(hit.premise);
        if (!place) return tl::unexpected(std::move(place.error()));
        if (!*place) continue;
        for (auto& one : (*place)->service_points)
            if (is_meant(one.service_point)) points.push_back(std::move(one.service_point));
    }
    return points;
}

DivisionResult<projections::SearchAnswer> HeldNamedPoints::search(const std::string& words) {
    auto found = projections::search(projections::reader_of(held_.division()), words);
    if (!found) return division_fail(std::move(found.error()));
    return std::move(*found);
}

DivisionResult<std::optional<projections::PremiseAnswer>> HeldNamedPoints::premise(const domain::PremiseId& id) {
    auto found = projections::premise(projections::reader_of(held_.division()), id);
    if (!found) return division_fail(std::move(found.error()));
    return std::move(*found);
}

}  // namespace tally::consumers
