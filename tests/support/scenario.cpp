#include "tests/support/scenario.h"

#include <algorithm>
#include <regex>
#include <type_traits>

namespace tally::test {

using namespace domain;

namespace {
template <class T>
struct ListElement {
    using type = T;
    static constexpr bool is_list = false;
};
template <class T>
struct ListElement<std::vector<T>> {
    using type = T;
    static constexpr bool is_list = true;
};

template <class T, bool Clearable, bool Otherwise>
struct ListElement<BasicChange<T, Clearable, Otherwise>> : ListElement<T> {};

// Whether a path of a refusal, such as "shares[1].amount", leads to a field.
template <Described Record>
bool has_path(std::string_view path) {
    const std::string_view step = path.substr(0, path.find('.'));
    const std::string_view name = step.substr(0, step.find('['));
    bool found = false;
    for_each_field<Record>([&](const auto& field) {
        if (field.name != name) return;
        using Member = ListElement<typename std::decay_t<decltype(field)>::member_type>;
        if (name.size() != step.size() && !Member::is_list) return;
        if (step.size() == path.size()) {
            found = true;
            return;
        }
        if constexpr (Described<typename Member::type>)
            found = has_path<typename Member::type>(path.substr(step.size() + 1));
    });
    return found;
}
bool names_a_field(const Command& command, std::string_view path) {
    return path.empty() || has_path<CommandHeader>(path) ||
           visit([&](const auto& order) { return has_path<std::decay_t<decltype(order)>>(path); }, command);
}
// The first command that the cure names and that does not exist, such as premise.change_meter.
template <class... Commands>
std::string unknown_command(const std::string& cure, const domain::TypeList<Commands...>*) {
    static const std::regex command{R"(\b(person|premise|account|service|customer|tariff|settings|bill|invoice|user|)"
                                    R"(special_charge|payment|tender|adjustment)\.[a-z]+[a-z_]*)"};
    for (std::sregex_iterator found{cure.begin(), cure.end(), command}, end; found != end; ++found)
        if (!((found->str() == Commands::type_name) || ...)) return found->str();
    return {};
}
}  // namespace

Scenario& Scenario::today(std::string_view day) {
    today_ = date(day);
    return *this;
}
Scenario& Scenario::by(std::string_view actor) {
    actor_ = Plain{actor};
    return *this;
}

Scenario& Scenario::by_the_clock_of(const CivilDays& civil_days) {
    civil_days_ = &civil_days;
    return *this;
}

Scenario& Scenario::because(std::string_view reason) {
    reason_ = Plain{reason};
    return *this;
}

Decided<Events> Scenario::run(const Command& command) {
    CommandHeader header;
    header.command_id = CommandId{"test-" + std::to_string(++commands_)};
    header.actor = actor_;
    header.reason = reason_;
    header.received_at = Instant{(std::int64_t{today_.days} * 86'400 + 17 * 3'600) * 1'000'000};
    auto events = decide(command, Context{world_, header, today_, world_.next_position(), civil_days_});
    if (events)
        world_.append(*events, header);
    else {
        EXPECT_TRUE(names_a_field(command, events.error().field))
            << "a refusal names a field that the command does not have: " << to_text(events.error());
        EXPECT_EQ(unknown_command(events.error().cure, static_cast<const CommandTypes*>(nullptr)), "")
            << "a cure names a command that does not exist: " << to_text(events.error());
    }
    return events;
}

Scenario& Scenario::given(const std::vector<Command>& commands) {
    for (const Command& command : commands) {
        const auto events = run(command);
        if (events || events.error().rejection == Rejection::already_so) continue;
        visit([&](const auto& order) { ADD_FAILURE() << order.type_name << ": " << to_text(events.error()); }, command);
    }
    return *this;
}

Scenario& Scenario::when(const Command& command) {
    auto events = run(command);
    events_.clear();
    refusal_.reset();
    if (events)
        events_ = std::move(*events);
    else
        refusal_ = events.error();
    return *this;
}

Scenario& Scenario::then(const std::vector<Event>& expected) {
    then_accepted();
    for (std::size_t i = 0; i < std::max(expected.size(), events_.size()); ++i) {
        if (i >= expected.size())
            ADD_FAILURE() << "event " << i << " was not expected: " << to_text(events_[i].event);
        else if (i >= events_.size())
            ADD_FAILURE() << "event " << i << " is missing: " << to_text(expected[i]);
        else if (!(events_[i].event == expected[i]))
            ADD_FAILURE() << "event " << i << "\n  is       " << to_text(events_[i].event) << "\n  expected "
                          << to_text(expected[i]);
    }
    return *this;
}
Scenario& Scenario::then_accepted() {
    if (refusal_) ADD_FAILURE() << to_text(*refusal_);
    return *this;
}
Scenario& Scenario::then_rejected(Rejection rejection, std::string_view field) {
    if (!refusal_) {
        ADD_FAILURE() << "accepted, where " << name_of(rejection) << " was expected";
        return *this;
    }
    EXPECT_EQ(name_of(refusal_->rejection), name_of(rejection)) << to_text(*refusal_);
    if (!field.empty()) {
        EXPECT_EQ(refusal_->field, field) << to_text(*refusal_);
    }
    EXPECT_TRUE(rejection == Rejection::already_so || !refusal_->cure.empty()) << "a refusal names the cure";
    return *this;
}
Scenario& Scenario::then_nothing_changed() {
    then_rejected(Rejection::already_so);
    if (refusal_) {
        EXPECT_LT(refusal_->position, world_.next_position());
    }
    return *this;
}

std::vector<Event> Scenario::payloads() const {
    std::vector<Event> found;
    for (const auto& event : events_) found.push_back(event.event);
    return found;
}

const AccountPersons& Scenario::persons_on(std::string_view account) {
    return world_.persons_on(AccountId{account});
}
const AccountState& Scenario::account(std::string_view id) {
    const auto* state = world_.account(AccountId{id});
    TALLY_ASSERT(state, "no such account in this test");
    return *state;
}
const PersonState& Scenario::person(std::string_view id) {
    const auto* state = world_.person(PersonId{id});
    TALLY_ASSERT(state, "no such person in this test");
    return *state;
}
const PremiseState& Scenario::premise(std::string_view id) {
    const auto* state = world_.premise(PremiseId{id});
    TALLY_ASSERT(state, "no such premise in this test");
    return *state;
}

std::string to_text(const Refusal& refusal) {
    return std::string{name_of(refusal.rejection)} + " at '" + refusal.field + "' = '" + refusal.value +
           "': " + refusal.cure;
}

}  // namespace tally::test
