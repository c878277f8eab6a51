#include "domain/account/communications/letter_text.h"

#include "domain/account/command_checks.h"
#include "domain/account/disputed_items.h"
#include "domain/account/held_property.h"
#include "domain/account/people/delivery.h"
#include "domain/core/text_pieces.h"
#include "domain/person/person.h"

namespace tally::domain {

namespace {

// The agreement whose premise labels the account: the oldest one that is not stopped, else the newest.
const ServiceAgreement* serving(const AccountState& account) {
    const ServiceAgreement* found = nullptr;
    for (const ServiceAgreement& one : account.agreements) {
        if (one.premise.empty() || one.status == SaStatus::cancelled) continue;
        found = &one;
        if (!one.stop_on.is_set()) return found;
    }
    return found;
}

class LetterFields {
  public:
    LetterFields(World& world, const AccountState& account, const PersonId& person, Date on,
                 std::optional<Money> overdue)
        : world_(world),
          account_(account),
          person_(person),
          on_(on),
          overdue_(overdue ? *overdue : undisputed_overdue(world, account, on)) {}

    // Empty: the account has nothing for it.
    std::string value(LetterField field) {
        switch (field) {
            case LetterField::account_id:
                return account_.account.str();
            case LetterField::balance:
                return with_currency(account_.current());
            case LetterField::customer_name:
                return name_of_customer();
            case LetterField::due_date:
                return account_.last_due_date.is_set() ? to_string(account_.last_due_date) : "";
            case LetterField::letter_date:
                return to_string(on_);
            case LetterField::overdue:
                return overdue_ > Money{} ? with_currency(overdue_) : "";
            case LetterField::person_name:
                return name_of_person(person_);
            case LetterField::service_address:
                return service_address();
            case LetterField::unclaimed:
                return unclaimed();
        }
        return {};
    }

  private:
    std::string with_currency(Money amount) {
        const SettingsState& settings = world_.settings();
        return settings.division.currency.str() + " " + to_string(amount, currency_decimals(settings));
    }
    std::string name_of_person(const PersonId& id) {
        const PersonState* person = world_.person(id);
        return person ? world_.open(person->name.full).value_or("") : "";
    }
    std::string name_of_customer() {
        const AccountPerson* main = world_.persons_on(account_.account).main_customer();
        return main ? name_of_person(main->person) : "";
    }
    // What the owner may claim: empty where there is nothing.
    std::string unclaimed() {
        const Money held = held_property(account_).total();
        return held > Money{} ? with_currency(held) : "";
    }
    std::string service_address() {
        const ServiceAgreement* agreement = serving(account_);
        const PremiseState* premise = agreement ? world_.premise(agreement->premise) : nullptr;
        return premise ? address_in_one_line(premise->address) : "";
    }

    World& world_;
    const AccountState& account_;
    const PersonId& person_;
    Date on_;
    Money overdue_;
};

// Fields were checked when the template was defined.
Decided<std::string> filled(LetterFields& fields, const Plain& text) {
    std::string all;
    std::string_view without_value;
    each_text_piece(
        text.str(), [&](std::string_view literal) { all += literal; },
        [&](std::string_view name) {
            const auto field = letter_field_named(name);
            const std::string value = field ? fields.value(*field) : std::string{};
            if (value.empty() && without_value.empty()) without_value = name;
            all += value;
        });
    if (without_value.empty()) return all;
    return refuse(Rejection::letter_field_has_no_value, "letter_template", std::string{without_value},
                  "The account has nothing for {" + std::string{without_value} + "} yet: send another letter.");
}

}  // namespace

Decided<PersonId> person_addressed(World& world, const AccountId& account, const PersonId& named) {
    const AccountPersons& on_it = world.persons_on(account);
    const AccountPerson* found = named.empty() ? on_it.main_customer() : on_it.person(named);
    if (!found)
        return refuse(Rejection::person_not_on_account, "person", named.str(),
                      "Name a person on the account, or none for its main customer.");
    TALLY_TRY(check_not_erased(world, "person", found->person));
    return found->person;
}

Decided<LetterText> letter_text(World& world, const AccountState& account, const PersonId& person,
                                const LetterTemplate& of, Date on, std::optional<Money> overdue) {
    LetterFields fields(world, account, person, on, overdue);
    auto subject = filled(fields, of.subject);
    TALLY_TRY(subject);
    std::string text;
    for (const Plain& line : of.lines) {
        auto one = filled(fields, line);
        TALLY_TRY(one);
        if (!text.empty()) text += '\n';
        text += *one;
    }
    return LetterText{Personal{person, std::move(*subject), false}, Personal{person, std::move(text), false}};
}

}  // namespace tally::domain
