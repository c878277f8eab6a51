#include "projections/search/search.h"

#include <algorithm>
#include <array>
#include <map>

#include "projections/event_arms.h"
#include "projections/row_bytes.h"

namespace tally::projections {

using namespace domain;

namespace {

// First byte of a key.
constexpr char of_token = 'T';    // token NUL kind id → weight leads-to
constexpr char of_subject = 'S';  // kind id → fields with their tokens

constexpr std::size_t token_bytes_max = 64;

// How much a hit says.
enum Weight : std::uint8_t { place = 1, contact = 3, name = 4, number = 6 };

// U+00C0 to U+017F as the letter they are a variant of; a dot stands for one that is none.
constexpr std::string_view latin_letters =
    "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

// Next letter of the text in lower case, and how many bytes it took; 0: a byte that is no letter or digit.
char next_letter(std::string_view text, std::size_t& bytes) {
    const auto first = static_cast<unsigned char>(text.front());
    bytes = 1;
    if (first < 0x80) {
        if (first >= 'A' && first <= 'Z') return static_cast<char>(first + 'a' - 'A');
        return (first >= 'a' && first <= 'z') || (first >= '0' && first <= '9') ? static_cast<char>(first) : '\0';
    }
    if (text.size() >= 2 && first >= 0xc3 && first <= 0xc5) {
        const std::size_t code = (std::size_t{first & 0x1fu} << 6) | (static_cast<unsigned char>(text[1]) & 0x3fu);
        if (code >= 0xc0 && code - 0xc0 < latin_letters.size() && latin_letters[code - 0xc0] != '.') {
            bytes = 2;
            return latin_letters[code - 0xc0];
        }
    }
    return static_cast<char>(first);  // Other scripts as they are, byte by byte.
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

// Tokens of one field of a subject, such as its name.
struct FieldTokens {
    std::uint8_t weight = place;
    std::vector<std::string> tokens;
};
struct Subject {
    std::string leads_to;
    std::map<std::string, FieldTokens> fields;
    // Each token once, with the greatest weight.
    [[nodiscard]] std::map<std::string, std::uint8_t> tokens() const {
        std::map<std::string, std::uint8_t> all;
        for (const auto& [field, of_field] : fields)
            for (const auto& token : of_field.tokens) {
                auto& weight = all[token];
                weight = std::max(weight, of_field.weight);
            }
        return all;
    }
};

void append_text(std::string& out, std::string_view text) {
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size());
    out += text;
}
std::string_view take_text(RowReader& in) {
    return in.text(static_cast<std::size_t>(in.big_endian(2)));
}
std::string encode_subject(const Subject& subject) {
    std::string out;
    append_text(out, subject.leads_to);
    for (const auto& [field, of_field] : subject.fields) {
        append_text(out, field);
        out += static_cast<char>(of_field.weight);
        out += static_cast<char>(of_field.tokens.size() >> 8);
        out += static_cast<char>(of_field.tokens.size());
        for (const auto& token : of_field.tokens) append_text(out, token);
    }
    return out;
}
Result<Subject> decode_subject(std::string_view bytes) {
    Subject subject;
    RowReader in{bytes};
    subject.leads_to = take_text(in);
    while (!in.at_end()) {
        auto& of_field = subject.fields[std::string{take_text(in)}];
        of_field.weight = in.byte();
        const std::uint64_t count = in.big_endian(2);
        for (std::uint64_t i = 0; i < count && in.ok(); ++i) of_field.tokens.emplace_back(take_text(in));
    }
    if (!in.ok())
        return eventstore::fail(eventstore::StoreErrorKind::damaged,
                                "a row of the search index does not read; `tally rebuild search` makes it anew");
    return subject;
}

std::string subject_key(SubjectKind kind, std::string_view id) {
    std::string key{of_subject};
    key += static_cast<char>(kind);
    key += id;
    return key;
}
std::string token_key(std::string_view token, SubjectKind kind, std::string_view id) {
    std::string key{of_token};
    key += token;
    key += '\0';
    key += static_cast<char>(kind);
    key += id;
    return key;
}

void add_token(std::vector<std::string>& tokens, std::string token) {
    if (token.size() > token_bytes_max) token.resize(token_bytes_max);
    if (!token.empty() && std::find(tokens.begin(), tokens.end(), token) == tokens.end())
        tokens.push_back(std::move(token));
}
void add_words(std::vector<std::string>& tokens, std::string_view text) {
    for (auto& word : words_of(text)) add_token(tokens, std::move(word));
}
// An id whole, so that "A-1" does not find every A.
std::vector<std::string> id_tokens(std::string_view id) {
    std::vector<std::string> tokens;
    add_token(tokens, folded(id));
    return tokens;
}
// All digits, and the last seven: people leave the area code out.
std::vector<std::string> phone_tokens(std::string_view text) {
    const std::string digits = digits_of(text);
    std::vector<std::string> tokens;
    add_token(tokens, digits);
    if (digits.size() > 7) add_token(tokens, digits.substr(digits.size() - 7));
    return tokens;
}

// Changes the index for one run of events.
class Indexing {
  public:
    Indexing(View view, const OpenPersonal& open, ViewWriter& writer) : view_(view), open_(open), writer_(writer) {}

    // Replaces what the field gave to the index. No tokens: removes it.
    void set(SubjectKind kind, const std::string& id, const std::string& field, Weight weight,
             std::vector<std::string> tokens, const std::string& leads_to = {}) {
        if (!done_) return;
        const std::string key = subject_key(kind, id);
        auto row = writer_.get(view_, key);
        if (!row) {
            done_ = tl::unexpected(std::move(row.error()));
            return;
        }
        Subject subject;
        if (*row) {
            auto decoded = decode_subject(**row);
            if (!decoded) {
                done_ = tl::unexpected(std::move(decoded.error()));
                return;
            }
            subject = std::move(*decoded);
        }
        const auto before = subject.tokens();
        if (!leads_to.empty()) subject.leads_to = leads_to;
        if (tokens.empty())
            subject.fields.erase(field);
        else
            subject.fields[field] = {weight, std::move(tokens)};
        const auto after = subject.tokens();
        for (const auto& [token, old_weight] : before)
            if (!after.contains(token)) writer_.erase(view_, token_key(token, kind, id));
        for (const auto& [token, new_weight] : after) {
            const auto old = before.find(token);
            if (old != before.end() && old->second == new_weight) continue;
            std::string value(1, static_cast<char>(new_weight));
            value += subject.leads_to;
            writer_.put(view_, token_key(token, kind, id), value);
        }
        if (subject.fields.empty())
            writer_.erase(view_, key);
        else
            writer_.put(view_, key, encode_subject(subject));
    }

    // Clear text; empty where there is none, or its key is gone.
    [[nodiscard]] std::string clear(const Personal& text) const {
        if (text.empty() || !open_) return {};
        return open_(text).value_or(std::string{});
    }
    void add_name(std::vector<std::string>& tokens, const PersonName& name) const {
        for (const auto* part : {&name.full, &name.prefix, &name.first, &name.middle, &name.last, &name.suffix})
            add_words(tokens, clear(*part));
    }
    void add_address(std::vector<std::string>& tokens, const PersonalAddress& address) const {
        for (const auto* part : {&address.address1, &address.address2, &address.address3, &address.address4,
                                 &address.number1, &address.number2, &address.city, &address.postal})
            add_words(tokens, clear(*part));
    }

    void person_name(const PersonId& person, const PersonName& person_name) {
        std::vector<std::string> tokens;
        add_name(tokens, person_name);
        set(SubjectKind::person, person.str(), "name", Weight::name, std::move(tokens));
    }
    void account_person(const AccountId& account, const AccountPerson& link) {
        std::vector<std::string> tokens;
        add_words(tokens, clear(link.affix_name));
        for (const auto& address : link.override_addresses) add_address(tokens, address.address);
        set(SubjectKind::account, account.str(), "person " + link.person.str(), place, std::move(tokens));
    }

    [[nodiscard]] Result<void> take_result() { return std::move(done_); }

  private:
    View view_;
    const OpenPersonal& open_;
    ViewWriter& writer_;
    Result<void> done_;
};

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    while (!text.empty()) {
        std::size_t bytes = 1;
        const char letter = next_letter(text, bytes);
        if (letter == '\0')
            end_word();
        else
            word += letter;
        text.remove_prefix(bytes);
    }
    end_word();
    return words;
}

std::string folded(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t bytes = 1;
        const char letter = next_letter(text, bytes);
        out += letter == '\0' ? text.front() : letter;
        text.remove_prefix(bytes);
    }
    return out;
}

SearchIndex::SearchIndex(std::shared_ptr<eventstore::EventsOf> events, OpenPersonal open)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 1,
                                  .owner_length = nullptr,
                                  .asked_for_absent = true,
                                  .group = {}}),
      open_(std::move(open)) {}

Result<void> SearchIndex::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    Indexing index(view(), open_, writer);
    for (const auto& recorded : events) {
        const std::string& stream = recorded.envelope.stream.id.str();
        std::visit(
            Overloaded{
                [&](const PersonRegistered& person) {
                    index.set(SubjectKind::person, person.person.str(), "id", number, id_tokens(person.person.str()));
                    index.person_name(person.person, person.name);
                },
                [&](const PersonNameChanged& changed) { index.person_name(changed.person, changed.name); },
                [&](const PersonPhoneSet& phone) {
                    index.set(SubjectKind::person, phone.person.str(), "phone " + phone.phone_type.str(), contact,
                              phone_tokens(index.clear(phone.number)));
                },
                [&](const PersonPhoneRemoved& phone) {
                    index.set(SubjectKind::person, phone.person.str(), "phone " + phone.phone_type.str(), contact, {});
                },
                [&](const PersonEmailSet& email) {
                    std::vector<std::string> tokens;
                    const std::string clear = index.clear(email.email);
                    add_token(tokens, folded(clear));
                    add_words(tokens, clear);
                    index.set(SubjectKind::person, email.person.str(), "email", contact, std::move(tokens));
                },
                [&](const PersonIdentifierSet& identifier) {
                    std::vector<std::string> tokens;
                    const std::string clear = index.clear(identifier.identifier);
                    add_token(tokens, folded(clear));
                    add_token(tokens, digits_of(clear));
                    index.set(SubjectKind::person, identifier.person.str(),
                              "identifier " + identifier.identifier_type.str(), contact, std::move(tokens));
                },
                [&](const PersonAddressSet& address) {
                    std::vector<std::string> tokens;
                    index.add_address(tokens, address.address.address);
                    index.set(SubjectKind::person, address.person.str(), "address " + address.address.address_id.str(),
                              place, std::move(tokens));
                },
                [&](const PersonAddressRemoved& address) {
                    index.set(SubjectKind::person, address.person.str(), "address " + address.address_id.str(), place,
                              {});
                },
                [&](const AccountOpened& account) {
                    index.set(SubjectKind::account, account.account.str(), "id", number,
                              id_tokens(account.account.str()));
                },
                [&](const AccountPersonLinked& linked) { index.account_person(linked.account, linked.link); },
                [&](const AccountPersonChanged& changed) { index.account_person(changed.account, changed.link); },
                [&](const AccountPersonUnlinked& unlinked) {
                    index.set(SubjectKind::account, unlinked.account.str(), "person " + unlinked.person.str(), place,
                              {});
                },
                [&](const MainCustomerChanged& changed) {
                    index.account_person(changed.account, changed.demoted);
                    index.account_person(changed.account, changed.promoted);
                },
                [&](const ServiceStartRequested& start) {
                    index.set(SubjectKind::service_agreement, start.sa.str(), "id", number, id_tokens(start.sa.str()),
                              start.account.str());
                },
                [&](const LocationAdded& location) {
                    index.set(SubjectKind::premise, location.premise.str(), "id", number,
                              id_tokens(location.premise.str()));
                    std::vector<std::string> tokens;
                    const auto& address = location.address;
                    for (const auto* part : {&address.address1, &address.address2, &address.address3, &address.address4,
                                             &address.number1, &address.number2, &address.city, &address.postal})
                        add_words(tokens, part->str());
                    index.set(SubjectKind::premise, location.premise.str(), "address", place, std::move(tokens));
                },
                [&](const ServicePointAdded& point) {
                    auto tokens = id_tokens(point.service_point.str());
                    add_token(tokens, folded(point.market_id.str()));
                    index.set(SubjectKind::service_point, point.service_point.str(), "id", number, std::move(tokens),
                              point.premise.str());
                },
                [&](const MeterInstalled& meter) {
                    index.set(SubjectKind::meter, meter.meter.str(), "id", number, id_tokens(meter.meter.str()),
                              stream);
                },
                Ignore<ControlTableEvents, MeterDataEvents, OccupancyEvents, LandlordEvents, ServiceLifeEvents,
                       BillingErrorEvents, DocumentEvents, PendingChargeEvents, PendingAdjustmentEvents, ChargeEvents,
                       PaymentEvents, AllocationEvents, AdjustmentEvents, EventGroup<AccountTermsChanged>>{},
            },
            recorded.event);
    }
    return index.take_result();
}

namespace {

using SubjectId = std::pair<SubjectKind, std::string>;
struct Found {
    std::uint32_t score = 0;
    std::string leads_to;
};
using Subjects = std::map<SubjectId, Found>;

// Whoever has a token that begins so; a whole token counts twice.
Result<Subjects> beginning_with(const Point& point, View view, const std::string& begin, std::size_t rows_max,
                                bool& cut) {
    Subjects subjects;
    std::string prefix{of_token};
    prefix += begin;
    auto scan = point.scan(view, prefix, eventstore::end_of_prefix(prefix));
    std::size_t rows = 0;
    while (scan.next()) {
        if (++rows > rows_max) {
            cut = true;
            break;
        }
        const std::string_view key = scan.key();
        const std::size_t end = key.find('\0', 1);
        if (end == std::string_view::npos || end + 2 > key.size() || scan.value().empty()) continue;
        const bool whole = end == prefix.size();
        const auto kind = static_cast<SubjectKind>(key[end + 1]);
        Found& found = subjects[{kind, std::string{key.substr(end + 2)}}];
        const auto weight = static_cast<std::uint8_t>(scan.value().front());
        found.score = std::max(found.score, std::uint32_t{weight} * (whole ? 2 : 1));
        found.leads_to = scan.value().substr(1);
    }
    if (auto status = scan.status(); !status) return tl::unexpected(std::move(status.error()));
    return subjects;
}

void keep_common(Subjects& subjects, const Subjects& others) {
    for (auto at = subjects.begin(); at != subjects.end();) {
        const auto other = others.find(at->first);
        if (other == others.end()) {
            at = subjects.erase(at);
        } else {
            at->second.score += other->second.score;
            ++at;
        }
    }
}

void add_better(Subjects& subjects, Subjects&& others) {
    for (auto& [id, found] : others) {
        Found& known = subjects[id];
        if (found.score > known.score) known = std::move(found);
    }
}

}  // namespace

Result<std::vector<IndexHit>> find_subjects(const Point& point, View search, std::string_view text,
                                            std::size_t rows_max, bool& cut) {
    std::optional<Subjects> all;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t blank = std::min(text.find_first_of(" \t\n", begin), text.size());
        const std::string_view word = text.substr(begin, blank - begin);
        begin = blank + 1;
        if (word.empty()) continue;
        // As an id or e-mail address; as a number with marks in it; as words with marks between.
        auto subjects = beginning_with(point, search, folded(word), rows_max, cut);
        if (!subjects) return tl::unexpected(std::move(subjects.error()));
        const auto parts = words_of(word);
        if (parts.empty()) continue;
        if (parts.size() > 1 || parts.front() != folded(word)) {
            std::optional<Subjects> together;
            for (const auto& part : parts) {
                auto of_part = beginning_with(point, search, part, rows_max, cut);
                if (!of_part) return tl::unexpected(std::move(of_part.error()));
                if (together)
                    keep_common(*together, *of_part);
                else
                    together = std::move(*of_part);
            }
            if (together) add_better(*subjects, std::move(*together));
            const std::string digits = digits_of(word);
            if (digits.size() >= 3 && word.find_first_not_of("0123456789()-+./") == std::string_view::npos) {
                auto of_digits = beginning_with(point, search, digits, rows_max, cut);
                if (!of_digits) return tl::unexpected(std::move(of_digits.error()));
                add_better(*subjects, std::move(*of_digits));
            }
        }
        if (all)
            keep_common(*all, *subjects);
        else
            all = std::move(*subjects);
    }
    std::vector<IndexHit> hits;
    if (!all) return hits;
    for (auto& [id, found] : *all) hits.push_back({id.first, id.second, std::move(found.leads_to), found.score});
    std::stable_sort(hits.begin(), hits.end(), [](const IndexHit& a, const IndexHit& b) { return a.score > b.score; });
    return hits;
}

}  // namespace tally::projections
