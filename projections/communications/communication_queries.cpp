// The communication log and letters, from the account's events: they are few beside a page's cost.
#include "projections/communications/communication_queries.h"

#include <algorithm>

#include "domain/account/made_ids.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

class CommunicationsFold {
  public:
    CommunicationsFold(std::vector<CommunicationAnswer>& entries, Date today) : entries_(entries), today_(today) {}

    void add(const RecordedEvent& recorded) {
        if (const auto* entry = get_if<ActivityRecorded>(&recorded.event)) {
            auto& one = begin(recorded, entry->entry, entry->person, entry->subject, entry->happened_on);
            one.direction = entry->direction;
            one.channel = entry->channel;
            one.text = entry->text;
            set_follow_up(one, entry->follow_up_on);
        } else if (const auto* memo = get_if<MemoAdded>(&recorded.event)) {
            add(*memo, recorded.envelope);
        } else if (const auto* sent = get_if<LetterSent>(&recorded.event)) {
            add_letter(begin(recorded, sent->letter, sent->person, sent->subject, sent->sent_on),
                       sent->letter_template);
        } else if (const auto* again = get_if<LetterResent>(&recorded.event)) {
            auto& one = begin(recorded, again->letter, again->person, again->subject, again->sent_on);
            add_letter(one, again->letter_template);
            one.first_letter = again->first;
        }
    }

  private:
    CommunicationAnswer& begin(const RecordedEvent& recorded, const DocumentId& id, const PersonId& person,
                               const Personal& subject, Date on) {
        CommunicationAnswer& one = entries_.emplace_back();
        one.entry = id;
        one.person = person;
        one.subject = subject;
        one.happened_on = on;
        one.by = recorded.envelope.actor;
        one.position = recorded.envelope.position;
        return one;
    }
    static void add_letter(CommunicationAnswer& one, const Code& letter_template) {
        one.direction = CommunicationDirection::out;
        one.channel = CommunicationChannel::letter;
        one.letter_template = letter_template;
    }
    void add(const MemoAdded& event, const Envelope& envelope) {
        const auto found = std::find_if(entries_.begin(), entries_.end(),
                                        [&](const CommunicationAnswer& one) { return one.entry == event.entry; });
        if (found == entries_.end()) return;
        found->memos.push_back({event.memo, event.text, event.added_on, envelope.actor, envelope.position});
        if (event.follow_up_done) found->follow_up = Code{"done"};
        set_follow_up(*found, event.follow_up_on);
    }
    void set_follow_up(CommunicationAnswer& one, Date on) const {
        if (!on.is_set()) return;
        one.follow_up_on = on;
        one.follow_up = Code{on <= today_ ? "due" : "waits"};
    }

    std::vector<CommunicationAnswer>& entries_;
    Date today_;
};

bool is_shown(const CommunicationAnswer& one, const Code& channel, Date effective) {
    if (effective.is_set() && one.happened_on > effective) return false;
    return channel.empty() || channel.str() == name_of(one.channel);
}

Result<void> set_names(StatesAsOf& states, std::vector<CommunicationAnswer>& entries) {
    for (CommunicationAnswer& one : entries) {
        auto person = states.person(one.person);
        if (!person) return tl::unexpected(std::move(person.error()));
        if (*person) one.person_name = (*person)->name.full;
    }
    return {};
}

// Of the letter that the event sent, where it is the one asked for, or sent it again.
void take_letter(LetterAnswer& answer, const RecordedEvent& recorded) {
    const auto take = [&](const auto& event) {
        answer.person = event.person;
        answer.letter_template = event.letter_template;
        answer.subject = event.subject;
        answer.text = event.text;
        answer.delivery = event.delivery;
        answer.sent_on = event.sent_on;
        answer.by = recorded.envelope.actor;
        answer.event_position = recorded.envelope.position;
    };
    if (const auto* sent = get_if<LetterSent>(&recorded.event)) {
        if (sent->letter != answer.letter) return;
        take(*sent);
        answer.template_from = sent->template_from;
    } else if (const auto* again = get_if<LetterResent>(&recorded.event)) {
        if (again->letter == answer.letter) {
            take(*again);
            answer.first_letter = again->first;
        } else if (again->first == answer.letter) {
            answer.sent_again.push_back(again->letter);
        }
    }
}

}  // namespace

Answered<CommunicationsAnswer> communications(const Reader& reader, const AccountId& id, const Code& channel,
                                              const AsOf& as_of, const Page& page) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto account = states->account(id);
    if (!account) return tl::unexpected(std::move(account.error()));
    if (!*account) return std::optional<CommunicationsAnswer>{};
    auto heading = states->heading(**account);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto today = states->aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    CommunicationsAnswer answer;
    answer.position = states->position();
    answer.effective_on = as_of.effective;
    answer.heading = std::move(*heading);
    CommunicationsFold fold(answer.entries, *today);
    auto read = each_event(reader, stream_of(id), 0, states->position(), [&](const RecordedEvent& recorded) {
        fold.add(recorded);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    std::erase_if(answer.entries,
                  [&](const CommunicationAnswer& one) { return !is_shown(one, channel, as_of.effective); });
    std::reverse(answer.entries.begin(), answer.entries.end());
    keep_page(
        answer.entries, page, answer.next, [](const CommunicationAnswer& one) { return number_key(one.position); },
        [](const std::string& a, const std::string& b) { return number_of_key(a) > number_of_key(b); });
    if (auto named = set_names(*states, answer.entries); !named) return tl::unexpected(std::move(named.error()));
    return std::optional{std::move(answer)};
}

// The account is the part of a letter's id before its mark.
Answered<LetterAnswer> letter(const Reader& reader, const DocumentId& id, const AsOf& as_of) {
    const auto mark = id.str().rfind(letter_mark);
    if (mark == std::string::npos) return std::optional<LetterAnswer>{};
    const AccountId account{id.str().substr(0, mark)};
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->account(account);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<LetterAnswer>{};
    LetterAnswer answer;
    answer.letter = id;
    auto read = each_event(reader, stream_of(account), 0, states->position(), [&](const RecordedEvent& recorded) {
        take_letter(answer, recorded);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    const bool later = as_of.effective.is_set() && answer.sent_on > as_of.effective;
    if (!answer.sent_on.is_set() || later) return std::optional<LetterAnswer>{};
    auto heading = states->heading(**found);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    answer.heading = std::move(*heading);
    answer.position = states->position();
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
