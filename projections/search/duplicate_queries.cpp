#include "projections/search/duplicate_queries.h"

#include <algorithm>
#include <map>
#include <set>

#include "projections/customers/customers.h"
#include "projections/natural_order.h"
#include "projections/search/find_subjects.h"
#include "projections/search/folding.h"
#include "projections/search/likeness.h"
#include "projections/search/search.h"
#include "projections/search/search_rows.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// What one look into the index gives, subjects of other kinds among them.
constexpr std::size_t index_hits_max = 200;
// Persons taken from all looks for a name, from those for phones, and so on: each way has its share, so that none
// crowds the others out.
constexpr std::size_t persons_a_way_max = 60;
constexpr std::size_t accounts_at_address_max = 60;
constexpr std::size_t places_max = 10;
constexpr std::size_t address_words_min = 2;

constexpr std::uint32_t points_of(Agreement agreement) {
    switch (agreement) {
        case Agreement::identifier:
            return 100;
        case Agreement::email:
            return 60;
        case Agreement::phone:
            return 50;
        case Agreement::name:
            return 40;
        case Agreement::address:
            return 30;
        case Agreement::name_alike:
            return 20;
        case Agreement::former_name:
            return 15;
    }
    return 0;
}

std::string with_blanks(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

// All of the words are among the tokens.
bool has_all(const std::vector<std::string>& tokens, const std::vector<std::string>& words) {
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::find(tokens.begin(), tokens.end(), word) != tokens.end();
    });
}

// What is typed, ready to be compared.
struct Sought {
    explicit Sought(const TypedPerson& typed)
        : name(with_blanks(name_words(typed.name))),
          phones(values_in(typed.phone)),
          emails(values_in(typed.email)),
          identifiers(values_in(typed.identifier)),
          address(address_words(typed.address)) {
        for (auto* values : {&phones, &emails, &identifiers})
            if (values->size() > typed_values_max) values->resize(typed_values_max);
        if (address.size() < address_words_min) address.clear();
    }
    std::string name;
    std::vector<std::string> phones;
    std::vector<std::string> emails;
    std::vector<std::string> identifiers;
    std::vector<std::string> address;
};

class DuplicateSearch {
  public:
    DuplicateSearch(StatesAsOf& states, View index, View customers, const Sought& sought)
        : states_(states), index_(index), customers_(customers), sought_(sought) {}

    Result<void> find() {
        if (auto done = by_values(sought_.identifiers); !done) return done;
        if (auto done = by_values(sought_.emails); !done) return done;
        if (auto done = by_values(sought_.phones); !done) return done;
        if (auto done = by_name(); !done) return done;
        return by_address();
    }
    [[nodiscard]] const std::set<PersonId>& persons() const { return persons_; }
    [[nodiscard]] bool lives_there(const PersonId& person) const { return at_address_.contains(person); }
    [[nodiscard]] bool cut() const { return cut_; }

  private:
    Result<std::vector<IndexHit>> look(const std::string& text) {
        return find_subjects(*states_.reader().point, index_, text, index_hits_max, cut_);
    }
    void add(const std::string& id) {
        if (share_ == 0) {
            cut_ = true;
        } else if (persons_.insert(PersonId{id}).second) {
            --share_;
        }
    }
    Result<void> add_found(const std::string& text) {
        auto hits = look(text);
        if (!hits) return tl::unexpected(std::move(hits.error()));
        for (const auto& hit : *hits)
            if (hit.kind == SubjectKind::person) add(hit.id);
        return {};
    }
    Result<void> by_values(const std::vector<std::string>& values) {
        share_ = persons_a_way_max;
        for (const auto& value : values)
            if (auto done = add_found(value); !done) return done;
        return {};
    }
    // By the whole name; of a long one also by its first and last word, which others may have without what is between.
    Result<void> by_name() {
        share_ = persons_a_way_max;
        if (sought_.name.empty()) return {};
        if (auto done = add_found(sought_.name); !done) return done;
        const auto words = name_words(sought_.name);
        if (words.size() <= 2) return {};
        share_ = std::max(share_, persons_a_way_max / 2);
        return add_found(words.front() + " " + words.back());
    }
    // Persons whose mailing address it is, and those on accounts served there.
    Result<void> by_address() {
        share_ = persons_a_way_max;
        if (sought_.address.empty()) return {};
        auto hits = look(with_blanks(sought_.address));
        if (!hits) return tl::unexpected(std::move(hits.error()));
        std::size_t accounts_left = accounts_at_address_max;
        for (const auto& hit : *hits) {
            if (hit.mistakes > 0) continue;
            if (hit.kind == SubjectKind::person) add(hit.id);
            if (hit.kind != SubjectKind::premise) continue;
            const auto whole = has_address(hit);
            if (!whole) return tl::unexpected(whole.error());
            if (!*whole) continue;
            if (auto done = add_served_at(PremiseId{hit.id}, accounts_left); !done) return done;
        }
        return {};
    }
    // Its address has every typed word as a whole word.
    Result<bool> has_address(const IndexHit& hit) {
        const auto row = states_.reader().point->get(index_, search_rows::subject_key(hit.kind, hit.id));
        if (!row) return tl::unexpected(row.error());
        if (!*row) return false;
        const auto subject = search_rows::decode_subject(**row);
        if (!subject) return tl::unexpected(subject.error());
        const auto address = subject->fields.find("address");
        return address != subject->fields.end() && has_all(address->second.tokens, sought_.address);
    }
    // The newest customers first, where there were very many.
    Result<void> add_served_at(const PremiseId& premise, std::size_t& accounts_left) {
        auto accounts = accounts_at(*states_.reader().point, customers_, premise);
        if (!accounts) return tl::unexpected(std::move(accounts.error()));
        for (auto account = accounts->rbegin(); account != accounts->rend(); ++account) {
            if (accounts_left == 0) {
                cut_ = true;
                break;
            }
            --accounts_left;
            auto on = states_.persons_on(*account);
            if (!on) return tl::unexpected(std::move(on.error()));
            if (!*on) continue;
            for (const auto& link : (*on)->persons) {
                add(link.person.str());
                at_address_.insert(link.person);
            }
        }
        return {};
    }

    StatesAsOf& states_;
    View index_;
    View customers_;
    const Sought& sought_;
    std::set<PersonId> persons_;
    std::set<PersonId> at_address_;
    std::size_t share_ = 0;
    bool cut_ = false;
};

class Comparing {
  public:
    Comparing(StatesAsOf& states, View index, const Sought& sought) : states_(states), index_(index), sought_(sought) {}

    // In order of Agreement.
    Result<std::vector<Agreement>> agreements(const PersonState& person, bool served_at_address) {
        std::vector<Agreement> all;
        if (any_of_same(sought_.identifiers, person.identifiers, &PersonIdentifier::identifier, &same_identifier))
            all.push_back(Agreement::identifier);
        const std::string email = clear(person.email);
        if (std::any_of(sought_.emails.begin(), sought_.emails.end(),
                        [&](const std::string& typed) { return same_email(typed, email); }))
            all.push_back(Agreement::email);
        if (any_of_same(sought_.phones, person.phones, &PersonPhone::number, &same_phone))
            all.push_back(Agreement::phone);
        const auto name = likeness(person.name);
        if (name == NameLikeness::same) all.push_back(Agreement::name);
        auto fields = fields_of(person.person);
        if (!fields) return tl::unexpected(std::move(fields.error()));
        if (served_at_address || has_address(*fields)) all.push_back(Agreement::address);
        if (name == NameLikeness::alike) all.push_back(Agreement::name_alike);
        if (name == NameLikeness::none && was_called_so(*fields)) all.push_back(Agreement::former_name);
        return all;
    }

  private:
    using Fields = std::map<std::string, search_rows::FieldTokens>;

    [[nodiscard]] std::string clear(const Personal& text) const {
        const auto& open = states_.reader().open;
        if (text.empty() || !open) return {};
        return open(text).value_or(std::string{});
    }
    template <class Part>
    bool any_of_same(const std::vector<std::string>& typed, const std::vector<Part>& parts, Personal Part::*text,
                     bool (*same)(std::string_view, std::string_view)) const {
        if (typed.empty()) return false;
        return std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
            const std::string had = clear(part.*text);
            return std::any_of(typed.begin(), typed.end(), [&](const std::string& one) { return same(one, had); });
        });
    }
    [[nodiscard]] NameLikeness likeness(const PersonName& name) const {
        if (sought_.name.empty()) return NameLikeness::none;
        std::string parts;
        for (const auto* part : {&name.first, &name.middle, &name.last}) parts += clear(*part) + " ";
        return std::max(likeness_of(sought_.name, clear(name.full)), likeness_of(sought_.name, parts));
    }
    Result<Fields> fields_of(const PersonId& person) {
        const auto row =
            states_.reader().point->get(index_, search_rows::subject_key(SubjectKind::person, person.str()));
        if (!row) return tl::unexpected(row.error());
        if (!*row) return Fields{};
        auto subject = search_rows::decode_subject(**row);
        if (!subject) return tl::unexpected(std::move(subject.error()));
        return std::move(subject->fields);
    }
    [[nodiscard]] bool has_address(const Fields& fields) const {
        if (sought_.address.empty()) return false;
        return std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
            return field.first.starts_with("address ") && has_all(field.second.tokens, sought_.address);
        });
    }
    [[nodiscard]] bool was_called_so(const Fields& fields) const {
        const auto former = fields.find("former name");
        if (sought_.name.empty() || former == fields.end()) return false;
        return has_all(former->second.tokens, joined_words_of(sought_.name));
    }

    StatesAsOf& states_;
    View index_;
    const Sought& sought_;
};

Result<void> show_places(StatesAsOf& states, View customers, LikelyDuplicate& shown) {
    auto links = accounts_of(*states.reader().point, customers, shown.person);
    if (!links) return tl::unexpected(std::move(links.error()));
    for (const auto& link : *links) {
        if (shown.places.size() == places_max) {
            shown.more_places = true;
            break;
        }
        auto heading = states.heading(link.account);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        shown.places.push_back({link.account, link.row.main_customer, link.row.financially_responsible,
                                link.row.third_party_guarantor, link.row.relationship_type, heading->premise,
                                heading->service_address});
    }
    return {};
}

bool likelier(const LikelyDuplicate& a, const LikelyDuplicate& b) {
    return a.score != b.score ? a.score > b.score : naturally_before(a.person.str(), b.person.str());
}

}  // namespace

Result<DuplicatesAnswer> likely_duplicates(const Reader& reader, const TypedPerson& typed, std::size_t most) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto index = states->view(SearchIndex::view_name);
    if (!index) return tl::unexpected(std::move(index.error()));
    auto customers = states->view(Customers::view_name);
    if (!customers) return tl::unexpected(std::move(customers.error()));
    const Sought sought(typed);
    DuplicateSearch finding(*states, *index, *customers, sought);
    if (auto done = finding.find(); !done) return tl::unexpected(std::move(done.error()));
    DuplicatesAnswer answer;
    answer.position = states->position();
    answer.more = finding.cut();
    Comparing comparing(*states, *index, sought);
    for (const auto& id : finding.persons()) {
        auto person = states->person(id);
        if (!person) return tl::unexpected(std::move(person.error()));
        if (!*person) continue;
        auto agrees = comparing.agreements(**person, finding.lives_there(id));
        if (!agrees) return tl::unexpected(std::move(agrees.error()));
        if (agrees->empty()) continue;
        LikelyDuplicate found;
        found.person = id;
        found.kind = (*person)->kind;
        found.name = (*person)->name.full;
        if (!(*person)->addresses.empty()) found.address = (*person)->addresses.front().address;
        for (const auto agreement : *agrees) found.score += points_of(agreement);
        found.agrees = std::move(*agrees);
        answer.likely.push_back(std::move(found));
    }
    std::sort(answer.likely.begin(), answer.likely.end(), likelier);
    if (answer.likely.size() > most) {
        answer.more = true;
        answer.likely.resize(most);
    }
    for (auto& found : answer.likely)
        if (auto done = show_places(*states, *customers, found); !done) return tl::unexpected(std::move(done.error()));
    return answer;
}

}  // namespace tally::projections
