#include "projections/search/search.h"

#include <algorithm>
#include <array>
#include <map>

#include "domain/event_arms.h"
#include "projections/natural_order.h"
#include "projections/row_bytes.h"
#include "projections/search/folding.h"

namespace tally::projections {

using namespace domain;

namespace {

// First byte of a key.
constexpr char of_token = 'T';    // token NUL kind id → weight leads-to
constexpr char of_subject = 'S';  // kind id → fields with their tokens

constexpr std::size_t token_bytes_max = 64;
constexpr std::size_t former_tokens_max = 100;
constexpr std::size_t national_digits = 10;  // Of a phone, without the country.
constexpr std::size_t local_digits = 7;
constexpr std::size_t last_digits = 4;

// How much a hit says.
enum Weight : std::uint8_t { place = 1, former = 2, contact = 3, name = 4, number = 6 };

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
    for (auto& word : joined_words_of(text)) add_token(tokens, std::move(word));
}
// An id whole, so that "A-1" does not find every A.
std::vector<std::string> id_tokens(std::string_view id) {
    std::vector<std::string> tokens;
    add_token(tokens, folded(id));
    return tokens;
}
// All digits, and those that people give: without the country, without the area code, the last four.
std::vector<std::string> phone_tokens(std::string_view text) {
    const std::string digits = digits_of(folded(text));
    std::vector<std::string> tokens;
    add_token(tokens, digits);
    for (const std::size_t last : {national_digits, local_digits, last_digits})
        if (digits.size() > last) add_token(tokens, digits.substr(digits.size() - last));
    return tokens;
}

// Changes the index for one run of events.
class Indexing {
  public:
    Indexing(View view, const OpenPersonal& open, ViewWriter& writer) : view_(view), open_(open), writer_(writer) {}

    // Replaces what the field gave to the index. No tokens: removes it.
    void set(SubjectKind kind, const std::string& id, const std::string& field, Weight weight,
             std::vector<std::string> tokens, const std::string& leads_to = {}) {
        change(kind, id, [&](Subject& subject) {
            if (!leads_to.empty()) subject.leads_to = leads_to;
            set_field(subject, field, weight, std::move(tokens));
        });
    }
    // A person is found by the names it had, too; the newest of them are kept.
    void rename(const PersonId& person, const PersonName& person_name) {
        std::vector<std::string> tokens;
        add_name(tokens, person_name);
        change(SubjectKind::person, person.str(), [&](Subject& subject) {
            std::vector<std::string> had = subject.fields["name"].tokens;
            for (const auto& token : subject.fields["former name"].tokens) add_token(had, token);
            if (had.size() > former_tokens_max) had.resize(former_tokens_max);
            set_field(subject, "name", Weight::name, std::move(tokens));
            set_field(subject, "former name", former, std::move(had));
        });
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
    static void set_field(Subject& subject, const std::string& field, Weight weight, std::vector<std::string> tokens) {
        if (tokens.empty())
            subject.fields.erase(field);
        else
            subject.fields[field] = {weight, std::move(tokens)};
    }
    template <class Change>
    void change(SubjectKind kind, const std::string& id, const Change& how) {
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
        how(subject);
        put(kind, id, before, subject);
        if (subject.fields.empty())
            writer_.erase(view_, key);
        else
            writer_.put(view_, key, encode_subject(subject));
    }
    void put(SubjectKind kind, const std::string& id, const std::map<std::string, std::uint8_t>& before,
             const Subject& subject) {
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
    }

    View view_;
    const OpenPersonal& open_;
    ViewWriter& writer_;
    Result<void> done_;
};

// What an event gives to the index, by what it is about. Each group handles its own events, and together they make one
// visitor, so that an event that none of them handles or leaves alone does not compile.
struct Indexed {
    Indexing& index;

  protected:
    // The id of what the event is about.
    template <class Id>
    void id(SubjectKind kind, const Id& id, const std::string& leads_to = {}) const {
        index.set(kind, id.str(), "id", number, id_tokens(id.str()), leads_to);
    }
};

struct IndexedPersons : Indexed {
    void operator()(const PersonRegistered& person) const {
        id(SubjectKind::person, person.person);
        index.person_name(person.person, person.name);
    }
    void operator()(const PersonNameChanged& changed) const { index.rename(changed.person, changed.name); }
    void operator()(const PersonPhoneSet& phone) const {
        set(phone.person, "phone " + phone.phone_type.str(), contact, phone_tokens(index.clear(phone.number)));
    }
    void operator()(const PersonPhoneRemoved& phone) const {
        set(phone.person, "phone " + phone.phone_type.str(), contact, {});
    }
    void operator()(const PersonEmailSet& email) const {
        std::vector<std::string> tokens;
        const std::string clear = index.clear(email.email);
        add_token(tokens, folded(clear));
        add_words(tokens, clear);
        set(email.person, "email", contact, std::move(tokens));
    }
    void operator()(const PersonIdentifierSet& identifier) const {
        std::vector<std::string> tokens;
        const std::string clear = index.clear(identifier.identifier);
        add_token(tokens, folded(clear));
        add_token(tokens, digits_of(clear));
        set(identifier.person, "identifier " + identifier.identifier_type.str(), contact, std::move(tokens));
    }
    void operator()(const PersonAddressSet& address) const {
        std::vector<std::string> tokens;
        index.add_address(tokens, address.address.address);
        set(address.person, "address " + address.address.address_id.str(), place, std::move(tokens));
    }
    void operator()(const PersonAddressRemoved& address) const {
        set(address.person, "address " + address.address_id.str(), place, {});
    }

  private:
    void set(const PersonId& person, const std::string& field, Weight weight, std::vector<std::string> tokens) const {
        index.set(SubjectKind::person, person.str(), field, weight, std::move(tokens));
    }
};

struct IndexedAccounts : Indexed {
    void operator()(const AccountOpened& account) const { id(SubjectKind::account, account.account); }
    void operator()(const AccountPersonLinked& linked) const { index.account_person(linked.account, linked.link); }
    void operator()(const AccountPersonChanged& changed) const { index.account_person(changed.account, changed.link); }
    void operator()(const AccountPersonUnlinked& unlinked) const {
        index.set(SubjectKind::account, unlinked.account.str(), "person " + unlinked.person.str(), place, {});
    }
    void operator()(const MainCustomerChanged& changed) const {
        index.account_person(changed.account, changed.demoted);
        index.account_person(changed.account, changed.promoted);
    }
    void operator()(const ServiceStartRequested& start) const {
        id(SubjectKind::service_agreement, start.sa, start.account.str());
    }
};

struct IndexedPlaces : Indexed {
    const std::string& premise;  // Whose stream has the event.

    void operator()(const LocationAdded& location) const {
        id(SubjectKind::premise, location.premise);
        std::vector<std::string> tokens;
        const auto& address = location.address;
        for (const auto* part : {&address.address1, &address.address2, &address.address3, &address.address4,
                                 &address.number1, &address.number2, &address.city, &address.postal})
            add_words(tokens, part->str());
        index.set(SubjectKind::premise, location.premise.str(), "address", place, std::move(tokens));
    }
    void operator()(const ServicePointAdded& point) const {
        auto tokens = id_tokens(point.service_point.str());
        add_token(tokens, folded(point.market_id.str()));
        index.set(SubjectKind::service_point, point.service_point.str(), "id", number, std::move(tokens),
                  point.premise.str());
    }
    void operator()(const MeterInstalled& meter) const { id(SubjectKind::meter, meter.meter, premise); }
};

// Documents and payments are found by their whole ids without the index (search_queries.cpp); here are the numbers that
// an authority gave to invoices.
struct IndexedDocuments : Indexed {
    void operator()(const InvoiceIssued& invoice) const {
        if (invoice.legal_number.empty()) return;
        index.set(SubjectKind::document, invoice.invoice.str(), "legal number", number,
                  id_tokens(invoice.legal_number.str()), invoice.account.str());
    }
};

using LeftAlone =
    Overloaded<Ignore<Topic::control_tables, Topic::user, Topic::meter_data, Topic::occupancy, Topic::landlord,
                      Topic::service_life, Topic::billing_error, Topic::pending_charge, Topic::pending_adjustment,
                      Topic::charge, Topic::fee, Topic::payment, Topic::allocation, Topic::adjustment>,
               IgnoreByName<AccountTermsChanged, CreditNoteIssued, StatementIssued, StatementCancelled>>;
using IndexedEvents = Overloaded<IndexedPersons, IndexedAccounts, IndexedPlaces, IndexedDocuments, LeftAlone>;

}  // namespace

SearchIndex::SearchIndex(std::shared_ptr<eventstore::EventsOf> events, OpenPersonal open)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 3,
                                  .owner_length = nullptr,
                                  .asked_for_absent = true,
                                  .group = {}}),
      open_(std::move(open)) {}

Result<void> SearchIndex::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    Indexing index(view(), open_, writer);
    for (const auto& recorded : events)
        std::visit(IndexedEvents{IndexedPersons{{index}},
                                 IndexedAccounts{{index}},
                                 IndexedPlaces{{index}, recorded.envelope.stream.id.str()},
                                 IndexedDocuments{{index}},
                                 {}},
                   recorded.event);
    return index.take_result();
}

namespace {

using SubjectId = std::pair<SubjectKind, std::string>;
struct Found {
    std::uint32_t score = 0;
    std::string leads_to;
};
using Subjects = std::map<SubjectId, Found>;

// Subjects that have a token with this beginning; a whole token counts twice.
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

namespace {

// Looks up what one question needs, with one limit on rows.
class IndexSearch {
  public:
    IndexSearch(const Point& point, View search, std::size_t rows_max, bool& cut)
        : point_(point), search_(search), rows_max_(rows_max), cut_(cut) {}

    [[nodiscard]] Result<Subjects> beginning(std::string_view begin) {
        return beginning_with(point_, search_, std::string{begin.substr(0, token_bytes_max)}, rows_max_, cut_);
    }
    // Those that have all of the words.
    [[nodiscard]] Result<Subjects> all_of(const std::vector<std::string>& words) {
        std::optional<Subjects> together;
        for (const auto& word : words) {
            auto of_word = beginning(word);
            if (!of_word) return of_word;
            if (together)
                keep_common(*together, *of_word);
            else
                together = std::move(*of_word);
        }
        return together ? std::move(*together) : Subjects{};
    }
    // As an id or e-mail address; as words with marks between; with apostrophes left out; as a number with marks in it.
    [[nodiscard]] Result<Subjects> word(std::string_view text) {
        const std::string whole = folded(text);
        auto subjects = beginning(whole);
        if (!subjects) return subjects;
        const auto parts = words_of(text);
        if (parts.size() == 1 && parts.front() == whole) return subjects;
        for (const auto& words : {parts, joined_words_of(text), number_in(text)}) {
            auto found = all_of(words);
            if (!found) return found;
            add_better(*subjects, std::move(*found));
        }
        return subjects;
    }
    // All of it as a phone: blanks and marks anywhere, with or without the country.
    [[nodiscard]] Result<Subjects> phone(std::string_view text) {
        const std::string digits = digits_of(text);
        if (digits.size() < local_digits || text.find_first_not_of("0123456789()-+./ ") != std::string_view::npos)
            return Subjects{};
        auto subjects = beginning(digits);
        if (!subjects || digits.size() <= national_digits) return subjects;
        auto national = beginning(digits.substr(digits.size() - national_digits));
        if (!national) return national;
        add_better(*subjects, std::move(*national));
        return subjects;
    }

  private:
    static std::vector<std::string> number_in(std::string_view text) {
        std::string digits = digits_of(text);
        if (digits.size() < 3 || text.find_first_not_of("0123456789()-+./") != std::string_view::npos) return {};
        return {std::move(digits)};
    }

    const Point& point_;
    View search_;
    std::size_t rows_max_;
    bool& cut_;
};

}  // namespace

Result<std::vector<IndexHit>> find_subjects(const Point& point, View search, std::string_view text,
                                            std::size_t rows_max, bool& cut) {
    IndexSearch finding(point, search, rows_max, cut);
    std::optional<Subjects> all;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t blank = std::min(text.find_first_of(" \t\n", begin), text.size());
        const std::string_view word = text.substr(begin, blank - begin);
        begin = blank + 1;
        if (words_of(word).empty()) continue;
        auto subjects = finding.word(word);
        if (!subjects) return tl::unexpected(std::move(subjects.error()));
        if (all)
            keep_common(*all, *subjects);
        else
            all = std::move(*subjects);
    }
    std::vector<IndexHit> hits;
    if (!all) return hits;
    auto by_phone = finding.phone(text);
    if (!by_phone) return tl::unexpected(std::move(by_phone.error()));
    add_better(*all, std::move(*by_phone));
    for (auto& [id, found] : *all) hits.push_back({id.first, id.second, std::move(found.leads_to), found.score});
    std::stable_sort(hits.begin(), hits.end(), [](const IndexHit& a, const IndexHit& b) {
        if (a.score != b.score) return a.score > b.score;
        return a.kind != b.kind ? a.kind < b.kind : naturally_before(a.id, b.id);
    });
    return hits;
}

}  // namespace tally::projections
