#include "projections/search/search.h"

#include <algorithm>
#include <map>

#include "domain/event_arms.h"
#include "projections/search/folding.h"
#include "projections/search/near_words.h"
#include "projections/search/search_rows.h"

namespace tally::projections {

using namespace domain;
using namespace search_rows;

namespace {

constexpr std::size_t former_tokens_max = 100;
constexpr std::size_t last_digits = 4;
// Words known to be in the index already, so that their row is not read again.
constexpr std::size_t known_words_max = 200'000;
// Bytes that a row of words is thought to reach.
constexpr std::size_t words_capacity = 512;

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
    Indexing(View view, const OpenPersonal& open, std::unordered_set<std::string>& known_words, ViewWriter& writer)
        : view_(view), open_(open), known_words_(known_words), writer_(writer) {}

    // Replaces what the field gave to the index. No tokens: removes it.
    void set(SubjectKind kind, const std::string& id, const std::string& field, Weight weight,
             std::vector<std::string> tokens, const std::string& leads_to = {}) {
        change(kind, id, [&](Subject& subject) {
            if (!leads_to.empty()) subject.leads_to = leads_to;
            set_field(subject, field, weight, std::move(tokens));
        });
    }
    // Nothing of the person is in the index any more but the id, nor in its files; of the accounts, nothing of theirs.
    void forget(const PersonErased& erased) {
        change(SubjectKind::person, erased.person.str(), [](Subject& subject) {
            std::erase_if(subject.fields, [](const auto& field) { return field.first != "id"; });
        });
        for (const AccountId& account : erased.accounts)
            set(SubjectKind::account, account.str(), "person " + erased.person.str(), place, {});
        writer_.purge(view_);
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
        for (const auto& [token, old_weight] : before) {
            if (!forgives_typos(old_weight) || !forgives_typos(token)) continue;
            const auto now = after.find(token);
            if (now == after.end() || !forgives_typos(now->second)) lost_words_.push_back(token);
        }
        for (const auto& [token, new_weight] : after) {
            const auto old = before.find(token);
            if (old != before.end() && old->second == new_weight) continue;
            std::string value(1, static_cast<char>(new_weight));
            value += subject.leads_to;
            writer_.put(view_, token_key(token, kind, id), value);
            if (forgives_typos(new_weight) && forgives_typos(token)) add_to_words(token);
        }
        for (const std::string& word : std::exchange(lost_words_, {})) take_from_words(word);
    }
    // A word goes with the last who had it: it may be a name.
    void take_from_words(const std::string& word) {
        if (!done_) return;
        const std::string prefix = token_prefix(word);
        auto had = writer_.any_row(view_, prefix, [](std::string_view value) {
            return !value.empty() && forgives_typos(static_cast<std::uint8_t>(value.front()));
        });
        if (!had) {
            done_ = tl::unexpected(std::move(had.error()));
            return;
        }
        if (*had) return;
        known_words_.erase(word);
        const std::string key = words_key(word);
        auto row = writer_.get(view_, key);
        if (!row) {
            done_ = tl::unexpected(std::move(row.error()));
            return;
        }
        const std::string rest = *row ? without_word(**row, word) : std::string{};
        if (rest.empty())
            writer_.erase(view_, key);
        else
            writer_.put(view_, key, rest);
    }
    void add_to_words(const std::string& word) {
        if (!done_ || known_words_.contains(word)) return;
        const std::string key = words_key(word);
        auto row = writer_.get(view_, key);
        if (!row)
            done_ = tl::unexpected(std::move(row.error()));
        else if (!*row || !has_word(**row, word))
            done_ = writer_.append(view_, key, word_in_row(word), words_capacity);
        if (known_words_.size() >= known_words_max) known_words_.clear();
        known_words_.insert(word);
    }

    View view_;
    const OpenPersonal& open_;
    std::unordered_set<std::string>& known_words_;
    ViewWriter& writer_;
    std::vector<std::string> lost_words_;
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
    void operator()(const PersonErased& erased) const { index.forget(erased); }

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
        found_at(location.premise, location.address);
    }
    void operator()(const LocationAddressChanged& changed) const { found_at(changed.premise, changed.address); }
    void operator()(const ServicePointAdded& point) const {
        auto tokens = id_tokens(point.service_point.str());
        add_token(tokens, folded(point.market_id.str()));
        index.set(SubjectKind::service_point, point.service_point.str(), "id", number, std::move(tokens),
                  point.premise.str());
    }
    void operator()(const MeterInstalled& meter) const { id(SubjectKind::meter, meter.meter, premise); }

  private:
    void found_at(const PremiseId& id_of_place, const LocationAddress& address) const {
        std::vector<std::string> tokens;
        for (const auto* part : {&address.address1, &address.address2, &address.address3, &address.address4,
                                 &address.number1, &address.number2, &address.city, &address.postal})
            add_words(tokens, part->str());
        index.set(SubjectKind::premise, id_of_place.str(), "address", place, std::move(tokens));
    }
};

// By the sender's reference and the ledger's number.
struct IndexedMarket : Indexed {
    void operator()(const MarketTransactionSent& sent) const { told(sent); }
    void operator()(const MarketTransactionReceived& received) const { told(received); }

  private:
    template <class Recorded>
    void told(const Recorded& event) const {
        auto tokens = id_tokens(event.market_transaction.str());
        for (auto& token : id_tokens(event.transaction.reference.str())) add_token(tokens, std::move(token));
        index.set(SubjectKind::market_transaction, event.market_transaction.str(), "id", number, std::move(tokens),
                  event.premise.str());
    }
};

// A master is found by its id and its name.
struct IndexedMasters : Indexed {
    void operator()(const MasterCreated& master) const {
        id(SubjectKind::master, master.master);
        name(master.master, master.name);
    }
    void operator()(const MasterRenamed& master) const { name(master.master, master.name); }

  private:
    void name(const MasterId& master, const Plain& called) const {
        std::vector<std::string> tokens;
        add_words(tokens, called.str());
        index.set(SubjectKind::master, master.str(), "name", Weight::name, std::move(tokens));
    }
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
    Overloaded<Ignore<Topic::communication, Topic::collection, Topic::cash, Topic::correction, Topic::autopay,
                      Topic::unbilled, Topic::unclaimed>,
               Ignore<Topic::control_tables, Topic::user, Topic::meter_data, Topic::occupancy, Topic::landlord,
                      Topic::service_life, Topic::billing_error, Topic::pending_charge, Topic::pending_adjustment,
                      Topic::dispute, Topic::charge, Topic::fee, Topic::payment, Topic::allocation, Topic::adjustment,
                      Topic::deposit, Topic::arrangement, Topic::budget>,
               IgnoreByName<AccountTermsChanged, CreditNoteIssued, StatementIssued, StatementCancelled,
                            MarketTransactionPaired, MarketTransactionClosed>,
               IgnoreByName<AccountMasterChanged, MasterMoved, MasterJoined, MasterLeft, MasterClosed, CollectiveBegun,
                            CollectiveEnded, CollectiveStatementIssued, CollectivePaid>>;
using IndexedEvents = Overloaded<IndexedPersons, IndexedAccounts, IndexedPlaces, IndexedMarket, IndexedMasters,
                                 IndexedDocuments, LeftAlone>;

}  // namespace

SearchIndex::SearchIndex(std::shared_ptr<eventstore::EventsOf> events, OpenPersonal open)
    : OneView(std::move(events), {.name = std::string{view_name},
                                  .version = 5,
                                  .owner_length = nullptr,
                                  .asked_for_absent = true,
                                  .group = {}}),
      open_(std::move(open)) {}

// Words of one row stand in the order in which they came, which says nothing.
Result<void> SearchIndex::each_row(const Point& point, View view, const UseRow& use) const {
    return OneView::each_row(point, view, [&](std::string_view key, std::string_view value) {
        if (key.empty() || key.front() != of_words) return use(key, value);
        use(key, words_in_order(value));
    });
}

Result<void> SearchIndex::fold_events(std::span<const RecordedEvent> events, ViewWriter& writer) {
    Indexing index(view(), open_, known_words_, writer);
    for (const auto& recorded : events)
        visit(IndexedEvents{IndexedPersons{{index}},
                            IndexedAccounts{{index}},
                            IndexedPlaces{{index}, recorded.envelope.stream.id.str()},
                            IndexedMarket{{index}},
                            IndexedMasters{{index}},
                            IndexedDocuments{{index}},
                            {}},
              recorded.event);
    return index.take_result();
}

}  // namespace tally::projections
