#include "consumers/intake/nem12/register_channel.h"

#include "projections/ask.h"

namespace tally::consumers {

tl::expected<std::pair<std::string, domain::Code>, std::string> register_channel(std::string_view pair) {
    const auto equals = pair.find('=');
    const std::string suffix{pair.substr(0, equals)};
    const std::string channel{equals == std::string_view::npos ? "" : pair.substr(equals + 1)};
    if (suffix.empty() || channel.empty() || !projections::wrong_with_id(projections::IdForm::code, channel).empty())
        return tl::unexpected("'" + std::string{pair} +
                              "' does not map a suffix to a channel: expected such as E1=kwh");
    return std::pair{suffix, domain::Code{channel}};
}

}  // namespace tally::consumers
