// Seed 003, row by row.
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

const AccountId account{"100"};

// Ann has account 100; Bob and Cy are persons.
std::vector<Command> an_account_of_ann() {
    return together({standard_settings(),
                     {a_person("1", "Ann"), a_person("2", "Bob"), a_person("3", "Cy"), an_account("100", "1")}});
}
BillRouting postal() {
    return {.route_type = Code{"POST"}, .bill_format = Code{"DETAILED"}, .address_source = AddressSource::person};
}
AccountPerson a_place(std::string_view person) {
    AccountPerson place{.person = PersonId{person}, .relationship_type = Code{"ACCT"}};
    place.bill_routings = {postal()};
    return place;
}
// All of a place, named.
ChangeAccountPerson changed_to(const AccountPerson& place) {
    AccountPersonChange change;
    change.person = place.person;
    change.main_customer = change_to(place.main_customer);
    change.financially_responsible = change_to(place.financially_responsible);
    change.third_party_guarantor = change_to(place.third_party_guarantor);
    change.relationship_type = change_to(place.relationship_type);
    change.web_access = change_to(place.web_access);
    change.name_affix = change_to(place.name_affix);
    change.affix_name = change_to(place.affix_name);
    change.override_addresses = change_to(place.override_addresses);
    change.bill_routings = change_to(place.bill_routings);
    change.quote_routings = change_to(place.quote_routings);
    return {account, std::move(change)};
}
LinkPerson linked(const AccountPerson& place) {
    return {account, place};
}

TEST(AccountPersons, D1_ThePersonAnAccountIsMadeFromIsLinkedAtOnce) {
    Scenario scenario(together({standard_settings(), {a_person("1", "Ann")}}));
    AccountPerson main{.person = PersonId{"1"},
                       .main_customer = true,
                       .financially_responsible = true,
                       .relationship_type = Code{"CUST"}};
    main.bill_routings = {postal()};
    main.bill_routings[0].receives_notification = true;
    scenario.when(an_account("100", "1"))
        .then({AccountOpened{account, date("2022-01-05"), Code{"RES"}, {}, Code{"M01"}, 0},
               AccountPersonLinked{account, main}})
        .when(an_account("100", "1"))
        .then_nothing_changed()
        .when(an_account("101", "9"))
        .then_rejected(Rejection::person_unknown, "person");
}

TEST(AccountPersons, D1_AnyNumberOfPersonsCustomersOrNotAreLinkedOnce) {
    Scenario scenario(an_account_of_ann());
    const AccountPerson accountant{.person = PersonId{"2"}, .relationship_type = Code{"ACCT"}};
    scenario.when(linked(accountant))
        .then({AccountPersonLinked{account, accountant}})
        .when(linked(accountant))
        .then_nothing_changed()
        .when(linked(a_place("2")))
        .then_rejected(Rejection::person_already_on_account, "link.person")
        .when(linked(a_place("3")))
        .then_accepted()
        .when(linked(a_place("9")))
        .then_rejected(Rejection::person_unknown, "link.person");
    EXPECT_EQ(scenario.persons_on("100").persons.size(), 3u);
    scenario.when(UnlinkPerson{account, PersonId{"3"}})
        .then({AccountPersonUnlinked{account, PersonId{"3"}}})
        .when(UnlinkPerson{account, PersonId{"3"}})
        .then_rejected(Rejection::person_not_on_account, "person");
}

TEST(AccountPersons, D1_TheInstallationsRelationshipTypeIsForTheFirstPersonOnly) {
    Scenario scenario(an_account_of_ann());
    EXPECT_EQ(scenario.persons_on("100").main_customer()->relationship_type, Code{"CUST"});
    scenario.when(linked({.person = PersonId{"2"}, .third_party_guarantor = true}))
        .then_rejected(Rejection::field_missing, "link.relationship_type");
}

TEST(AccountPersons, WhatIsMissingInTheControlTablesIsSaidAtOnce) {
    Scenario scenario(an_account_of_ann());
    OpenAccount other = an_account("101", "2");
    other.customer_class = Code{"GOLD"};
    other.customer_type = Code{"VIP"};
    other.bill_cycle = Code{"M99"};
    scenario.when(other).then_rejected(Rejection::code_unknown, "customer_class");
    EXPECT_EQ(scenario.refusal()->cure,
              "Send settings.define_customer_class first. Also customer_type \"VIP\": Send "
              "settings.define_customer_type first. Also bill_cycle \"M99\": Send settings.define_bill_cycle first.");
}

TEST(AccountPersons, TheLocksOfMainAreSaidByName) {
    Scenario scenario(an_account_of_ann());
    AccountPerson ann = *scenario.persons_on("100").main_customer();
    ann.main_customer = false;
    scenario.when(changed_to(ann)).then_rejected(Rejection::account_keeps_a_main_customer, "link.main_customer");
    ann = *scenario.persons_on("100").main_customer();
    ann.bill_routings[0].receives_notification = false;
    scenario.when(changed_to(ann))
        .then_rejected(Rejection::main_customer_is_always_notified, "link.bill_routings[0].receives_notification");
    ann.web_access = false;
    scenario.when(changed_to(ann))
        .then_rejected(Rejection::main_customer_is_always_notified, "link.bill_routings[0].receives_notification");
}

TEST(AccountPersons, APostalRoutingNeedsAnAddressOfThePerson) {
    Scenario scenario(an_account_of_ann());
    scenario.given({RegisterPerson{.person = PersonId{"4"}, .name = {.full = clear("Di")}}})
        .when(linked(a_place("4")))
        .then_rejected(Rejection::route_needs_address, "link.bill_routings[0].address_source")
        .when(an_account("104", "4"))
        .then_rejected(Rejection::route_needs_address, "bill_routings[0].address_source");
    SetPersonAddress address{PersonId{"4"}, a_mailing_address("A1")};
    scenario.given({address}).when(linked(a_place("4"))).then_accepted();
}

TEST(AccountPersons, A2_AnAccountHasAClassACycleAndTermsThatChange) {
    Scenario scenario(an_account_of_ann());
    OpenAccount other = an_account("101", "2");
    other.customer_class = Code{"GOLD"};
    scenario.when(other).then_rejected(Rejection::code_unknown, "customer_class");
    other.customer_class = Code{"RES"};
    other.bill_cycle = {};
    scenario.when(other).then_rejected(Rejection::field_missing, "bill_cycle");
    other.bill_cycle = Code{"M01"};
    other.requested_due_day = 29;
    scenario.when(other).then_rejected(Rejection::field_invalid, "requested_due_day");
    scenario
        .when(ChangeAccountTerms{
            .account = account, .bill_cycle = change_to(Code{"M02"}), .requested_due_day = change_to(std::uint8_t{15})})
        .then({AccountTermsChanged{account, Code{"RES"}, {}, Code{"M02"}, 15}})
        .when(ChangeAccountTerms{.account = account, .requested_due_day = change_to(std::uint8_t{15})})
        .then_nothing_changed()
        .when(ChangeAccountTerms{.account = AccountId{"999"}})
        .then_rejected(Rejection::account_unknown, "account");
}

TEST(AccountPersons, WhatAChangeOfTermsDoesNotNameStays) {
    Scenario scenario(an_account_of_ann());
    scenario.given({Define<CustomerType>{{}, {Code{"VETERAN"}, Plain{"Veteran"}}}})
        .when(ChangeAccountTerms{.account = account,
                                 .customer_type = change_to(Code{"VETERAN"}),
                                 .requested_due_day = change_to(std::uint8_t{15})})
        .then_accepted()
        .when(ChangeAccountTerms{.account = account, .bill_cycle = change_to(Code{"M02"})})
        .then({AccountTermsChanged{account, Code{"RES"}, Code{"VETERAN"}, Code{"M02"}, 15}})
        .when(ChangeAccountTerms{.account = account})
        .then_nothing_changed()
        .when(ChangeAccountTerms{.account = account, .customer_type = clear_it()})
        .then({AccountTermsChanged{account, Code{"RES"}, {}, Code{"M02"}, 15}})
        .when(ChangeAccountTerms{.account = account, .requested_due_day = clear_it()})
        .then({AccountTermsChanged{account, Code{"RES"}, {}, Code{"M02"}, 0}});
}

TEST(AccountPersons, B2_ACustomerNumberIsTheNextFreeOneOrTypedIn) {
    Scenario scenario(an_account_of_ann());
    OpenAccount next = an_account("100", "2");
    scenario.when(next).then_rejected(Rejection::id_taken, "account");
    next.account = {};
    scenario.when(next).then_accepted();
    EXPECT_EQ(scenario.made<AccountOpened>()[0].account, AccountId{"101"});
    scenario.given({an_account("250", "2")}).when(next).then_accepted();
    EXPECT_EQ(scenario.made<AccountOpened>()[0].account, AccountId{"251"});
    next.account = AccountId{"two words"};
    scenario.when(next).then_rejected(Rejection::id_invalid, "account");
}

TEST(AccountPersons, B7_ACustomerTypeIsAppliedNoneOrNew) {
    Scenario scenario(an_account_of_ann());
    OpenAccount typed = an_account("101", "2");
    typed.customer_type = Code{"VETERAN"};
    scenario.when(typed).then_rejected(Rejection::code_unknown, "customer_type");
    scenario.given({Define<CustomerType>{{}, {Code{"VETERAN"}, Plain{"Veteran"}}}}).when(typed).then_accepted();
    EXPECT_EQ(scenario.account("101").customer_type, Code{"VETERAN"});
    EXPECT_EQ(scenario.account("100").customer_type, Code{});
}

TEST(AccountPersons, D2_OnlyOneMainCustomerAndChangingItIsOneStep) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = a_place("2");
    bob.main_customer = true;
    scenario.when(linked(bob)).then_rejected(Rejection::account_has_main_customer, "link.main_customer");
    scenario.given({linked(a_place("2"))})
        .when(changed_to(bob))
        .then_rejected(Rejection::account_has_main_customer, "link.main_customer")
        .when(UnlinkPerson{account, PersonId{"1"}})
        .then_rejected(Rejection::main_customer_cannot_be_unlinked, "person")
        .when(ChangeMainCustomer{account, PersonId{"3"}})
        .then_rejected(Rejection::person_not_on_account, "person")
        .when(ChangeMainCustomer{account, PersonId{"2"}})
        .then_accepted();
    const auto changed = scenario.made<MainCustomerChanged>();
    ASSERT_EQ(scenario.events().size(), 1u);
    EXPECT_FALSE(changed[0].demoted.main_customer);
    EXPECT_TRUE(changed[0].demoted.financially_responsible) << "stays responsible, unlocked, until changed";
    EXPECT_TRUE(changed[0].promoted.main_customer);
    EXPECT_TRUE(changed[0].promoted.financially_responsible);
    EXPECT_EQ(scenario.persons_on("100").main_customer()->person, PersonId{"2"});
    scenario.when(ChangeMainCustomer{account, PersonId{"2"}}).then_nothing_changed();
    AccountPerson ann = *scenario.persons_on("100").person(PersonId{"1"});
    ann.financially_responsible = false;
    scenario.when(changed_to(ann)).then_accepted();
}

TEST(AccountPersons, D3_MainCustomerIsAlwaysFinanciallyResponsible) {
    Scenario scenario(an_account_of_ann());
    AccountPerson ann = *scenario.persons_on("100").main_customer();
    ann.financially_responsible = false;
    scenario.when(changed_to(ann))
        .then_rejected(Rejection::main_customer_is_always_responsible, "link.financially_responsible");
}

TEST(AccountPersons, D4_MainCustomerIsNeverGuarantor) {
    Scenario scenario(an_account_of_ann());
    AccountPerson ann = *scenario.persons_on("100").main_customer();
    ann.third_party_guarantor = true;
    scenario.when(changed_to(ann))
        .then_rejected(Rejection::main_customer_is_never_guarantor, "link.third_party_guarantor");
    AccountPerson bob = a_place("2");
    bob.third_party_guarantor = true;
    scenario.given({linked(bob)}).when(ChangeMainCustomer{account, PersonId{"2"}}).then_accepted();
    EXPECT_FALSE(scenario.persons_on("100").main_customer()->third_party_guarantor) << "off and locked";
}

TEST(AccountPersons, D5_RelationshipTypesComeFromTheirTable) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = a_place("2");
    bob.relationship_type = Code{"FRIEND"};
    scenario.when(linked(bob)).then_rejected(Rejection::code_unknown, "link.relationship_type");
    bob.relationship_type = Code{"ACCT"};
    scenario.when(linked(bob)).then_accepted();
}

TEST(AccountPersons, D6_WebAccessIsAllowedUnlessSaidOtherwise) {
    Scenario scenario(an_account_of_ann());
    EXPECT_TRUE(scenario.persons_on("100").main_customer()->web_access);
    AccountPerson bob = a_place("2");
    bob.web_access = false;
    scenario.given({linked(bob)});
    EXPECT_FALSE(scenario.persons_on("100").person(PersonId{"2"})->web_access);
}

TEST(AccountPersons, D7_APrefixOrSuffixIsForThisAccountOnly) {
    Scenario scenario(an_account_of_ann());
    AccountPerson ann = *scenario.persons_on("100").main_customer();
    ann.name_affix = NameAffix::suffix;
    scenario.when(changed_to(ann)).then_rejected(Rejection::field_missing, "link.affix_name");
    ann.affix_name = clear("Debtor In Possession");
    scenario.when(changed_to(ann)).then_accepted().when(changed_to(ann));
    scenario.then_nothing_changed();
    const AccountPerson* held = scenario.persons_on("100").main_customer();
    EXPECT_EQ(held->affix_name.under, PersonId{"1"});
    EXPECT_EQ(scenario.world().open(held->affix_name), "Debtor In Possession");
    EXPECT_EQ(scenario.world().open(scenario.person("1").name.full), "Ann");
}

TEST(AccountPersons, C11_WhatAChangeOfAPlaceDoesNotNameStays) {
    Scenario scenario(an_account_of_ann());
    AccountPerson ann = *scenario.persons_on("100").main_customer();
    ann.name_affix = NameAffix::suffix;
    ann.affix_name = clear("Debtor In Possession");
    scenario.given({changed_to(ann)});
    const AccountPerson before = *scenario.persons_on("100").main_customer();
    ChangeAccountPerson change{account, {.person = PersonId{"1"}}};
    scenario.when(change).then_nothing_changed();
    change.link.web_access = change_to(false);
    scenario.when(change).then_accepted();
    AccountPerson expected = before;
    expected.web_access = false;
    EXPECT_EQ(*scenario.persons_on("100").main_customer(), expected);
    change.link.affix_name = clear_it();
    scenario.when(change).then_accepted();
    expected.name_affix = NameAffix::none;
    expected.affix_name = {};
    EXPECT_EQ(*scenario.persons_on("100").main_customer(), expected);
    change.link.bill_routings = clear_it();
    scenario.when(change).then_rejected(Rejection::main_customer_needs_a_routing, "link.bill_routings");
}

TEST(AccountPersons, D10_MainsQuoteRoutingsStayUnlessNamed) {
    Scenario scenario(an_account_of_ann());
    InstallationOptions options = scenario.world().settings().installation();
    options.quotation_module = true;
    scenario.given({Define<InstallationOptions>{{}, options}, an_account("102", "3")});
    ChangeAccountPerson change{AccountId{"102"}, {.person = PersonId{"3"}}};
    change.link.web_access = change_to(false);
    scenario.when(change).then_accepted();
    EXPECT_EQ(scenario.persons_on("102").main_customer()->quote_routings.size(), 1u);
    change.link.quote_routings = clear_it();
    scenario.when(change).then_rejected(Rejection::main_customer_needs_a_routing, "link.quote_routings");
}

AccountPerson overriding(std::string_view country) {
    AccountPerson bob = a_place("2");
    OverrideAddress address{.address_id = AddressId{"O1"}};
    address.address.country = Code{country};
    address.address.address1 = clear("PO Box 7");
    bob.override_addresses = {address};
    bob.bill_routings[0].address_source = AddressSource::account_override;
    return bob;
}

TEST(AccountPersons, D8_AnOverrideAddressInUseNeedsItsCountry) {
    Scenario scenario(an_account_of_ann());
    scenario.when(linked(overriding("")))
        .then_rejected(Rejection::override_address_needs_country, "link.override_addresses[0].address.country");
    AccountPerson unused = overriding("");
    unused.bill_routings[0].address_source = AddressSource::person;
    scenario.when(linked(unused)).then_accepted();
    EXPECT_EQ(scenario.persons_on("100").person(PersonId{"2"})->override_addresses[0].address.country, Code{"US"});
}

TEST(AccountPersons, D8_AllThirteenFieldsOfThePageAreKept) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = overriding("US");
    PersonalAddress& address = bob.override_addresses[0].address;
    address.address2 = clear("Quay Street");
    address.address3 = clear("behind the mill");
    address.address4 = clear("second yard");
    address.house_type = Plain{"Barn"};
    address.number1 = clear("7");
    address.number2 = clear("7a");
    address.in_city_limit = CityLimit::yes;
    address.city = clear("Albany");
    address.geographic_code = Plain{"36001"};
    address.county = Plain{"Albany"};
    address.state = Code{"NY"};
    address.postal = clear("12207");
    scenario.when(linked(bob)).then_accepted().when(linked(bob)).then_nothing_changed();
    const auto held = scenario.made<AccountPersonLinked>();
    const PersonalAddress& kept = scenario.persons_on("100").person(PersonId{"2"})->override_addresses[0].address;
    EXPECT_EQ(kept.in_city_limit, CityLimit::yes);
    EXPECT_EQ(kept.geographic_code, Plain{"36001"});
    EXPECT_EQ(kept.house_type, Plain{"Barn"});
    EXPECT_EQ(scenario.world().open(kept.number2), "7a");
    AccountPerson canadian = overriding("CA");
    canadian.person = PersonId{"3"};
    canadian.override_addresses[0].address.county = Plain{"York"};
    scenario.when(linked(canadian))
        .then_rejected(Rejection::country_field_not_used, "link.override_addresses[0].address.county");
}

TEST(AccountPersons, D9_MainReceivesBillsByAtLeastOneRouting) {
    Scenario scenario(an_account_of_ann());
    AccountPerson ann = *scenario.persons_on("100").main_customer();
    ann.bill_routings[0].receives_copy = false;
    scenario.when(changed_to(ann))
        .then_rejected(Rejection::main_customer_always_receives_bills, "link.bill_routings[0].receives_copy");
    ann.bill_routings.clear();
    scenario.when(changed_to(ann)).then_rejected(Rejection::main_customer_needs_a_routing, "link.bill_routings");
    OpenAccount open = an_account("101", "2");
    open.bill_routings = {{.receives_copy = false}};
    scenario.when(open).then_rejected(Rejection::main_customer_always_receives_bills, "bill_routings[0].receives_copy");
}

TEST(AccountPersons, D9_SwitchingARoutingOffClearsTheRest) {
    Scenario scenario(an_account_of_ann());
    AccountPerson off = a_place("2");
    off.bill_routings[0].receives_copy = false;
    scenario.when(linked(off))
        .then_rejected(Rejection::switched_off_routing_has_no_settings, "link.bill_routings[0].receives_copy");
    scenario.given({linked(a_place("2"))}).when(changed_to(off)).then_accepted();
    const BillRouting& held = scenario.persons_on("100").person(PersonId{"2"})->bill_routings[0];
    EXPECT_FALSE(held.receives_copy);
    EXPECT_TRUE(held.route_type.empty());
    EXPECT_EQ(held.copies, 0);
    // Promoted, it is switched on again.
    scenario.when(ChangeMainCustomer{account, PersonId{"2"}}).then_accepted();
    EXPECT_TRUE(scenario.persons_on("100").main_customer()->bill_routings[0].receives_copy);
    EXPECT_EQ(scenario.persons_on("100").main_customer()->bill_routings[0].route_type, Code{"POST"});
}

TEST(AccountPersons, D9_RoutesGoWhereThePersonCanBeReached) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = a_place("2");
    bob.bill_routings[0].route_type = Code{"FAX"};
    scenario.when(linked(bob)).then_rejected(Rejection::route_needs_fax_phone, "link.bill_routings[0].route_type");
    scenario.given({SetPersonPhone{PersonId{"2"}, Code{"HOME"}, clear("1")}})
        .when(linked(bob))
        .then_rejected(Rejection::route_needs_fax_phone);
    scenario.given({SetPersonPhone{PersonId{"2"}, Code{"FAX"}, clear("2")}}).when(linked(bob)).then_accepted();
    AccountPerson cy = a_place("3");
    cy.bill_routings[0].route_type = Code{"EMAIL"};
    scenario.when(linked(cy)).then_rejected(Rejection::route_needs_email, "link.bill_routings[0].route_type");
    scenario.given({SetPersonEmail{PersonId{"3"}, clear("c@y.z")}});
    cy.bill_routings.push_back(postal());
    cy.bill_routings[1].bill_format = Code{"SUMMARY"};
    cy.bill_routings[1].copies = 2;
    cy.bill_routings[1].customer_po_id = clear("PO-77");
    scenario.when(linked(cy)).then_accepted();
    EXPECT_EQ(scenario.persons_on("100").person(PersonId{"3"})->bill_routings.size(), 2u);
    AccountPerson bad = a_place("3");
    bad.bill_routings[0].bill_format = Code{"BRAILLE"};
    scenario.when(changed_to(bad)).then_rejected(Rejection::code_unknown, "link.bill_routings[0].bill_format");
    bad = a_place("3");
    bad.bill_routings[0].copies = 0;
    scenario.when(changed_to(bad)).then_rejected(Rejection::field_invalid);
}

TEST(AccountPersons, WhatARoutingNeedsIsNotRemovedFromThePerson) {
    Scenario scenario(an_account_of_ann());
    const auto bobs = [](std::string_view route) {
        AccountPerson bob = a_place("2");
        bob.bill_routings[0].route_type = Code{route};
        return bob;
    };
    scenario.given({SetPersonPhone{PersonId{"2"}, Code{"FAX"}, clear("2")},
                    SetPersonEmail{PersonId{"2"}, clear("b@y.z")}, linked(bobs("FAX"))});
    scenario.when(RemovePersonPhone{PersonId{"2"}, Code{"FAX"}})
        .then_rejected(Rejection::route_needs_fax_phone, "phone_type");
    scenario.when(SetPersonEmail{PersonId{"2"}, {}}).then_accepted();
    scenario.given({SetPersonEmail{PersonId{"2"}, clear("b@y.z")}, changed_to(bobs("EMAIL"))});
    scenario.when(SetPersonEmail{PersonId{"2"}, {}}).then_rejected(Rejection::route_needs_email, "email");
    scenario.when(SetPersonEmail{PersonId{"2"}, clear("bob@y.z")}).then_accepted();
    scenario.when(RemovePersonPhone{PersonId{"2"}, Code{"FAX"}}).then_accepted();
    // The last address, and one that is named.
    scenario.given({changed_to(bobs("POST"))});
    scenario.when(RemovePersonAddress{PersonId{"2"}, AddressId{"A1"}})
        .then_rejected(Rejection::route_needs_address, "address_id");
    PersonAddress later = a_mailing_address("A2");
    later.from = date("2030-01-01");
    PersonAddress until_then = a_mailing_address("A1");
    until_then.until = later.from;
    scenario.given({SetPersonAddress{PersonId{"2"}, until_then}, SetPersonAddress{PersonId{"2"}, later}});
    AccountPerson named = bobs("POST");
    named.bill_routings[0].address_id = AddressId{"A2"};
    scenario.given({changed_to(named)});
    scenario.when(RemovePersonAddress{PersonId{"2"}, AddressId{"A2"}})
        .then_rejected(Rejection::route_needs_address, "address_id");
    scenario.when(RemovePersonAddress{PersonId{"2"}, AddressId{"A1"}}).then_accepted();
    // Not on the account any more, nothing needs it.
    scenario.given({UnlinkPerson{account, PersonId{"2"}}});
    scenario.when(RemovePersonAddress{PersonId{"2"}, AddressId{"A2"}}).then_accepted();
}

TEST(AccountPersons, WhoHasAnAffixAPoIdAndAnOverrideAddressBecomesMain) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = overriding("US");
    bob.name_affix = NameAffix::prefix;
    bob.affix_name = clear("Estate of");
    bob.bill_routings[0].customer_po_id = clear("PO-77");
    scenario.given({linked(bob)});
    // Ciphertext is any bytes: control characters, and longer than the text.
    AccountPerson& held = *std::find_if(scenario.world().persons_part(account).persons.begin(),
                                        scenario.world().persons_part(account).persons.end(),
                                        [](const AccountPerson& place) { return place.person == PersonId{"2"}; });
    for (Personal* text :
         {&held.affix_name, &held.bill_routings[0].customer_po_id, &held.override_addresses[0].address.address1}) {
        ASSERT_TRUE(text->sealed);
        text->bytes = std::string(600, '\x1b');
    }
    scenario.when(ChangeMainCustomer{account, PersonId{"2"}}).then_accepted();
    EXPECT_EQ(scenario.persons_on("100").main_customer()->affix_name.bytes, held.affix_name.bytes);
}

TEST(AccountPersons, D10_QuoteRoutingsExistOnlyWithTheQuotationModule) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = a_place("2");
    bob.quote_routings = {{.address_source = AddressSource::person}};
    scenario.when(linked(bob)).then_rejected(Rejection::quotation_module_is_off, "link.quote_routings");
    InstallationOptions options = scenario.world().settings().installation();
    options.quotation_module = true;
    scenario.given({Define<InstallationOptions>{{}, options}}).when(linked(bob)).then_accepted();
    EXPECT_EQ(scenario.persons_on("100").person(PersonId{"2"})->quote_routings[0].route_type, Code{"POST"});
    scenario.given({an_account("102", "3")});
    EXPECT_EQ(scenario.persons_on("102").main_customer()->quote_routings.size(), 1u) << "main always receives quotes";
}

TEST(AccountPersons, D11_MainReceivesNotificationsAlways) {
    Scenario scenario(an_account_of_ann());
    AccountPerson ann = *scenario.persons_on("100").main_customer();
    ann.bill_routings.push_back(postal());
    ann.bill_routings[1].copies = 2;
    scenario.when(changed_to(ann)).then_accepted();
    EXPECT_TRUE(scenario.persons_on("100").main_customer()->bill_routings[1].receives_notification);
    scenario.given({linked(a_place("2"))});
    EXPECT_FALSE(scenario.persons_on("100").person(PersonId{"2"})->bill_routings[0].receives_notification);
}

TEST(AccountPersons, D12_AnAddressIdIsOneOfItsSource) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = overriding("US");
    bob.bill_routings[0].address_source = AddressSource::unstated;
    scenario.when(linked(bob))
        .then_rejected(Rejection::route_needs_address_source, "link.bill_routings[0].address_source");
    bob.bill_routings[0].address_source = AddressSource::person;
    bob.bill_routings[0].address_id = AddressId{"O1"};
    scenario.when(linked(bob)).then_rejected(Rejection::address_unknown, "link.bill_routings[0].address_id");
    bob.bill_routings[0].address_source = AddressSource::account_override;
    bob.bill_routings[0].address_id = AddressId{"A1"};
    scenario.when(linked(bob)).then_rejected(Rejection::address_unknown, "link.bill_routings[0].address_id");
    bob.bill_routings[0].address_id = AddressId{"O1"};
    scenario.when(linked(bob)).then_accepted();
    AccountPerson cy = a_place("3");
    cy.bill_routings[0].address_source = AddressSource::account_override;
    scenario.when(linked(cy)).then_rejected(Rejection::address_unknown, "link.bill_routings[0].address_source");
    cy = a_place("3");
    cy.bill_routings[0].address_id = AddressId{"A1"};
    scenario.when(linked(cy)).then_accepted();
}

TEST(AccountPersons, B8_ACosignerIsAPersonWhoIsFinanciallyResponsible) {
    Scenario scenario(an_account_of_ann());
    AccountPerson bob = a_place("2");
    bob.financially_responsible = true;
    bob.relationship_type = Code{"COSIGN"};
    scenario.given({linked(bob)});
    EXPECT_TRUE(scenario.persons_on("100").person(PersonId{"2"})->financially_responsible);
    bob.financially_responsible = false;
    scenario.when(changed_to(bob)).then_accepted();
    EXPECT_FALSE(scenario.persons_on("100").person(PersonId{"2"})->financially_responsible);
}

}  // namespace
}  // namespace tally::test
