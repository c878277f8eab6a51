#include "tools/http/routes/recorded_time.h"

#include "eventstore/codec/codec.h"
#include "eventstore/codec/time_texts.h"
#include "tools/http/divisions/asked_division.h"

namespace tally::tools {

tl::expected<domain::Instant, HttpAnswer> received_at_of(const RequestTarget& target, bool simulated_time) {
    const auto said = target.parameters.find("received_at");
    if (said == target.parameters.end()) return domain::Instant{};
    const auto at = domain::Instant::parse(said->second);
    if (!at)
        return tl::unexpected(bad_parameter(
            "received_at", eventstore::why_not_an_instant(said->second).sentence(said->second.substr(0, 64))));
    if (!simulated_time)
        return tl::unexpected(bad_parameter("received_at", "this store has no simulated time: leave it out"));
    return *at;
}

eventstore::Result<domain::Instant> last_recorded_at(const eventstore::Division& division) {
    auto last = division.store().log().read(division.store().durable_end() - 1);
    if (!last) return tl::unexpected(std::move(last.error()));
    auto envelope = eventstore::decode_envelope(*last);
    if (!envelope) return tl::unexpected(std::move(envelope.error()));
    return envelope->envelope.recorded_at;
}

}  // namespace tally::tools
