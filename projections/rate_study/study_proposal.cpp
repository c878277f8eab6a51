#include "projections/rate_study/study_proposal.h"

#include <algorithm>

#include "eventstore/division/state_rows.h"

namespace tally::projections {

using namespace domain;

namespace {

Date before_all_days() {
    return *Date::from({1900, 1, 1});
}

// That version for all days.
TariffState of_one_version(const TariffState& tariff, const TariffPublished& version) {
    TariffState one;
    one.versions.push_back(version);
    one.versions.back().effective_from = before_all_days();
    one.versions_ever = tariff.versions_ever;
    for (const TariffTimesPublished& times : tariff.times)
        if (times.version == version.version) one.times.push_back(times);
    for (const TariffDemandTermsPublished& terms : tariff.demand_terms)
        if (terms.version == version.version) one.demand_terms.push_back(terms);
    return one;
}

std::uint16_t looks_back(const TariffState& tariff) {
    std::uint16_t months = 0;
    for (const TariffDemandTermsPublished& one : tariff.demand_terms)
        for (const DemandRatchet& ratchet : one.terms.ratchets) months = std::max(months, ratchet.months_back);
    return months;
}

class Proposing {
  public:
    Proposing(eventstore::Trial& trial, const eventstore::Division& division, RateStudyRequest& request,
              StudyProposal& proposal)
        : trial_(trial), division_(division), request_(request), proposal_(proposal) {}

    Result<StudyTariffs> run() {
        if (!request_fits()) return StudyTariffs{};
        std::size_t number = 0;
        for (CommandToTry& command : request_.commands) publish(command, ++number);
        if (!proposal_.accepted) return StudyTariffs{};
        if (auto made = replace_all(); !made) return tl::unexpected(std::move(made.error()));
        return std::move(tariffs_);
    }

  private:
    void wrong(std::string_view field, std::string what) {
        if (!proposal_.accepted) return;
        proposal_.accepted = false;
        proposal_.field = Plain{field};
        proposal_.wrong = Plain{std::move(what)};
    }
    bool request_fits() {
        if (!request_.from.is_set())
            wrong("from", "Give the first day, such as 2022-01-01.");
        else if (!request_.to.is_set())
            wrong("to", "Give the last day, such as 2022-12-31.");
        else if (request_.to < request_.from)
            wrong("to", "The last day is before the first.");
        else if (request_.to - request_.from >= study_days_max)
            wrong("to", "Study at most three years at once.");
        else if (request_.commands.size() > study_tariffs_max || request_.replaced.size() > study_tariffs_max)
            wrong("tariffs", "Study at most " + std::to_string(study_tariffs_max) + " tariffs at once.");
        else if (request_.commands.empty() && request_.replaced.empty())
            wrong("tariffs", "Give a proposed version (tariff.publish), or which tariff takes the place of which.");
        return proposal_.accepted;
    }

    void publish(CommandToTry& command, std::size_t number) {
        if (!command) {
            proposal_.commands.push_back(eventstore::unreadable_receipt({}, number, command.error().message()));
            proposal_.accepted = false;
            return;
        }
        const auto* publish = get_if<PublishTariff>(&command->command);
        if (!publish) {
            proposal_.commands.push_back(eventstore::unreadable_receipt(
                command->header.command_id.str(), number, "a study takes versions of tariffs: give tariff.publish"));
            proposal_.accepted = false;
            return;
        }
        const Published published{publish->tariff, publish->effective_from};
        const bool twice = std::any_of(published_.begin(), published_.end(),
                                       [&](const Published& one) { return one.tariff == published.tariff; });
        if (twice)
            return wrong("tariffs", "Tariff " + published.tariff.str() +
                                        " has two versions: a study prices all days at one; give the others apart.");
        // Whatever its own: a version that was published under it may be studied again with other prices.
        command->header.command_id = CommandId{"rate-study-" + std::to_string(number)};
        const auto outcome = trial_.decide(*command);
        proposal_.commands.push_back(eventstore::receipt_of(division_, *command, outcome, number));
        const auto& receipt = proposal_.commands.back();
        if (receipt.has_events() || receipt.status == eventstore::ReceiptStatus::unchanged)
            published_.push_back(published);
        else
            proposal_.accepted = false;
    }

    Result<void> replace_all() {
        for (const Published& one : published_) {
            auto held = held_before(one.tariff);
            if (!held) return tl::unexpected(std::move(held.error()));
            const bool named = std::any_of(request_.replaced.begin(), request_.replaced.end(),
                                           [&](const TariffReplaced& pair) { return pair.by == one.tariff; });
            if (*held)
                add(one.tariff, one.tariff);
            else if (!named)
                wrong("replace", "No agreement has tariff " + one.tariff.str() +
                                     ", which is new: say which tariff it takes the place of (replace).");
        }
        for (const TariffReplaced& pair : request_.replaced) {
            auto held = held_before(pair.tariff);
            if (!held) return tl::unexpected(std::move(held.error()));
            if (!*held)
                wrong("replace", "There is no tariff '" + pair.tariff.str() + "' whose place could be taken.");
            else if (tariffs_.by.contains(pair.tariff))
                wrong("replace", "Tariff " + pair.tariff.str() + " is replaced twice: which one is meant?");
            else
                add(pair.tariff, pair.by);
        }
        for (const auto& [tariff, by] : tariffs_.by)
            if (proposal_.accepted)
                if (auto filled = fill(tariff, by); !filled) return filled;
        return {};
    }
    void add(const TariffId& tariff, const TariffId& by) {
        tariffs_.by.emplace(tariff, by);
        proposal_.replaced.push_back({tariff, by});
    }

    Result<void> fill(const TariffId& tariff, const TariffId& by) {
        auto present = read_tariff(tariff);
        if (!present) return tl::unexpected(std::move(present.error()));
        auto next = read_tariff(by);
        if (!next) return tl::unexpected(std::move(next.error()));
        if (!*next || (*next)->versions.empty()) {
            wrong("replace", "There is no tariff '" + by.str() + "': publish it, or give its version.");
            return {};
        }
        if (*present && (*present)->versions.back().service != (*next)->versions.back().service) {
            wrong("replace", "Tariff " + by.str() + " prices " + (*next)->versions.back().service.str() + ", and " +
                                 tariff.str() + " prices " + (*present)->versions.back().service.str() + ".");
            return {};
        }
        TariffState priced = std::move(**next);
        for (const Published& one : published_)
            if (one.tariff == by) priced = of_one_version(priced, *priced.on(one.from));
        note_looks_back(priced);
        if (*present) note_looks_back(**present);
        tariffs_.proposed.emplace(tariff, StatePart{std::move(priced)});
        return request_.present_on.is_set() ? fill_present(tariff) : Result<void>{};
    }
    // As it was before the trial.
    Result<void> fill_present(const TariffId& tariff) {
        auto held = held_before(tariff);
        if (!held) return tl::unexpected(std::move(held.error()));
        const TariffPublished* version = (*held)->on(request_.present_on);
        if (!version) {
            wrong("present_on",
                  "Tariff " + tariff.str() + " has no version in force on " + to_string(request_.present_on) + ".");
            return {};
        }
        tariffs_.present.emplace(tariff, StatePart{of_one_version(**held, *version)});
        return {};
    }
    void note_looks_back(const TariffState& tariff) {
        tariffs_.looks_back_months = std::max(tariffs_.looks_back_months, looks_back(tariff));
    }

    // With what was tried.
    Result<std::optional<TariffState>> read_tariff(const TariffId& id) {
        auto part = trial_.part(part_key(id));
        if (!part) return tl::unexpected(std::move(part.error()));
        return *part ? std::optional{std::get<TariffState>(**part)} : std::nullopt;
    }
    // Without it.
    Result<std::optional<TariffState>> held_before(const TariffId& id) const {
        return eventstore::read_tariff(*trial_.point(), division_.states(), id);
    }

    struct Published {
        TariffId tariff;
        Date from;
    };
    eventstore::Trial& trial_;
    const eventstore::Division& division_;
    RateStudyRequest& request_;
    StudyProposal& proposal_;
    StudyTariffs tariffs_;
    std::vector<Published> published_;
};

}  // namespace

Result<StudyTariffs> tariffs_of(eventstore::Trial& trial, const eventstore::Division& division,
                                RateStudyRequest& request, StudyProposal& proposal) {
    return Proposing(trial, division, request, proposal).run();
}

}  // namespace tally::projections
