#include "tools/http/divisions/asked_division.h"

#include <charconv>

namespace tally::tools {

namespace {
constexpr std::chrono::milliseconds reply_is_ahead_by{250};
}

HttpAnswer bad_parameter(std::string_view parameter, std::string_view problem) {
    return http_problem(400, std::string{parameter} + ": " + std::string{problem}, "question_wrong", parameter);
}

bool read_number(std::string_view text, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

tl::expected<std::int32_t, HttpAnswer> division_number(const std::string& asked, const DivisionDirectory& directory) {
    const auto known = directory.states();
    std::string numbers;
    for (const auto& state : known) numbers += (numbers.empty() ? "" : ", ") + std::to_string(state.number);
    if (asked.empty()) {
        if (known.size() == 1) return known.front().number;
        return tl::unexpected(bad_parameter("division", "there are several: give one of " + numbers));
    }
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(asked.data(), asked.data() + asked.size(), number);
    if (error != std::errc{} || end != asked.data() + asked.size())
        return tl::unexpected(
            bad_parameter("division", "'" + asked + "' is not a division's number: give one of " + numbers));
    for (const auto& state : known)
        if (state.number == number) return number;
    // Configured on other nodes only.
    if (directory.address_of(number)) return number;
    return tl::unexpected(
        http_problem(404, "division: there is no division " + asked + " here: give one of " + numbers));
}

HttpAnswer not_owned(const DivisionDirectory& directory, std::int32_t number, const HttpRequest& request) {
    const auto name = "division " + std::to_string(number);
    // One hop only: the node that forwarded the question may know the owner by its next attempt.
    if (request.forwarded) return http_unavailable(name + " is not owned here (any more): try again");
    const auto address = directory.address_of(number);
    if (!address) return http_unavailable(name + " has no owner: try again in a few seconds", 2);
    auto answer = http_unavailable(name + "'s owner, " + *address + ", does not answer: try again in a few seconds", 2);
    answer.forward_to = *address;
    if (request.method == "POST") answer.forward_body = request.body;
    return answer;
}

bool has_reached(const OpenDivision& opened, std::uint64_t position) {
    const auto& store = opened.division->store();
    if (position <= store.durable_end()) return store.wait_for(position, views_patience);
    // On Kafka a reply to a command arrives a moment before the local copy has its events.
    return opened.owner_epoch > 0 && store.wait_for(position, reply_is_ahead_by);
}

HttpAnswer not_reached(std::uint64_t position) {
    auto answer = http_problem(503,
                               "wait_for: the answer has not seen " + std::to_string(position) +
                                   " events yet: try again, with the Tally-Position of an answer of this division",
                               "position_not_reached", "wait_for");
    answer.headers.emplace_back("Retry-After", "1");
    return answer;
}

}  // namespace tally::tools
