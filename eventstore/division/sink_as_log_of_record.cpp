#include "eventstore/division/sink_as_log_of_record.h"

#include <set>

#include "eventstore/codec/codec.h"
#include "eventstore/division/command_work.h"
#include "eventstore/division/commit_states.h"

namespace tally::eventstore {

namespace {

// What the store says no to because of the command: the same command will never be taken.
std::optional<domain::Refusal> refusal_of(const StoreError& error) {
    using domain::Rejection;
    const auto refused = [&](Rejection rejection, const char* field) {
        return domain::Refusal{rejection, field, "", error.message, 0};
    };
    switch (error.kind) {
        case StoreErrorKind::command_id_reused:
            return refused(Rejection::command_id_reused, "command_id");
        case StoreErrorKind::entry_too_large:
            return refused(Rejection::entry_too_large, "");
        case StoreErrorKind::commit_too_large:
            return refused(Rejection::commit_too_large, "");
        default:
            return std::nullopt;
    }
}

}  // namespace

void CommandWork::settle(const Result<std::optional<Receipt>>& answer) {
    // Deciding may have met what the store says no to.
    const StoreError* error = nullptr;
    if (!answer)
        error = &answer.error();
    else if (!*answer && outcome().kind == Outcome::Kind::failed)
        error = &outcome().failure;
    if (error) {
        if (auto refusal = refusal_of(*error)) {
            outcome().kind = Outcome::Kind::refused;
            outcome().refusal = std::move(*refusal);
            return;
        }
    }
    if (!answer) {
        outcome().kind = Outcome::Kind::failed;
        outcome().failure = answer.error();
    } else if (*answer) {
        outcome().receipt = **answer;
        outcome().kind = outcome().receipt.repeated ? Outcome::Kind::repeated : Outcome::Kind::accepted;
    }
}

Result<void> SinkAsLogOfRecord::commit(const CommitRef& commit, const Hash& root_before,
                                       std::span<const WorkAnswer> answers) {
    std::vector<CommandAnswer> replies;
    replies.reserve(answers.size());
    for (const auto& answer : answers) {
        auto* const work = dynamic_cast<CommandWork*>(answer.work);
        if (work == nullptr) return {};  // Entries taken over from the log of record; nothing is decided meanwhile.
        work->settle(answer.result);
        Outcome& outcome = work->outcome();
        if (outcome.kind == Outcome::Kind::repeated) {
            if (auto added = add_ids_made_before(commit, outcome); !added) return added;
        }
        replies.push_back({work->parsed(), outcome, work->tag()});
    }
    std::vector<PersonKey> keys;
    std::span<const domain::PersonId> erased;
    if (const auto* decided = dynamic_cast<const CommitStates*>(commit.product)) {
        std::set<std::string_view> seen;
        for (const auto& person : decided->persons()) {
            if (!seen.insert(person.str()).second) continue;
            auto key = keys_.person_key(person);
            if (!key) return tl::unexpected(std::move(key.error()));
            if (*key) keys.push_back({person, **key});
        }
        erased = decided->erased();
    }
    return sink_->commit({commit, root_before, replies, keys, erased});
}

Result<void> SinkAsLogOfRecord::add_ids_made_before(const CommitRef& commit, Outcome& outcome) const {
    if (outcome.receipt.first_position < commit.first_position) {
        auto made = made_ids_of_(outcome.receipt);
        if (!made) return tl::unexpected(std::move(made.error()));
        outcome.made = std::move(*made);
        return {};
    }
    // Sent twice at once: the first one stands in this very commit.
    const std::size_t first = outcome.receipt.first_position - commit.first_position;
    outcome.made.clear();
    for (std::size_t i = first; i < first + outcome.receipt.count && i < commit.entries.size(); ++i) {
        auto recorded = decode_entry(commit.entries[i].bytes);
        if (!recorded) return tl::unexpected(std::move(recorded.error()));
        add_made_ids(recorded->event, outcome.made);
    }
    return {};
}

}  // namespace tally::eventstore
