#include <algorithm>

#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

TEST(Person, A1_APersonIsRegisteredWithNamePhonesEmailIdentifiersAndAddresses) {
    RegisterPerson ann = a_person("7", "Ann Lee");
    ann.phones = {{Code{"HOME"}, clear("555-0100")}, {Code{"FAX"}, clear("555-0199")}};
    ann.email = clear("ann@example.com");
    ann.identifiers = {{Code{"TAXNO"}, clear("12-345")}};
    PersonAddress address = a_mailing_address("A1");
    for (Personal* text : {&address.address.address1, &address.address.city, &address.address.postal})
        text->under = PersonId{"7"};
    PersonName name;
    name.full = clear("7", "Ann Lee");
    Scenario scenario(standard_settings());
    scenario.when(ann)
        .then({PersonRegistered{PersonId{"7"}, PersonKind::individual, name},
               PersonPhoneSet{PersonId{"7"}, Code{"HOME"}, clear("7", "555-0100")},
               PersonPhoneSet{PersonId{"7"}, Code{"FAX"}, clear("7", "555-0199")},
               PersonEmailSet{PersonId{"7"}, clear("7", "ann@example.com")},
               PersonIdentifierSet{PersonId{"7"}, Code{"TAXNO"}, clear("7", "12-345")},
               PersonAddressSet{PersonId{"7"}, address}})
        .when(ann)
        .then_nothing_changed();
    // Folded text is sealed.
    EXPECT_TRUE(scenario.person("7").name.full.sealed);
    EXPECT_EQ(scenario.world().open(scenario.person("7").phones[1].number), "555-0199");
}

TEST(Person, TheNextFreePersonNumberIsTheHighestPlusOne) {
    Scenario scenario(standard_settings());
    scenario.given({a_person("41", "Ann Lee"), a_person("X9", "Bea")}).when(a_person("", "Cy"));
    ASSERT_EQ(scenario.made<PersonRegistered>().size(), 1u);
    EXPECT_EQ(scenario.made<PersonRegistered>()[0].person, PersonId{"42"});
    scenario.when(a_person("41", "Another")).then_rejected(Rejection::id_taken, "person");
}

TEST(Person, B3_ANameIsTypedOrMadeFromItsParts) {
    Scenario scenario(standard_settings());
    RegisterPerson parts{.person = PersonId{"1"}};
    parts.name.prefix = clear("Dr.");
    parts.name.first = clear("Ann");
    parts.name.last = clear("Lee");
    parts.name.suffix = clear("Jr.");
    scenario.when(parts).then_accepted();
    EXPECT_EQ(scenario.made<PersonRegistered>()[0].name.full, clear("1", "Dr. Ann Lee Jr."));
    scenario.when(RegisterPerson{.person = PersonId{"2"}}).then_rejected(Rejection::no_name_given, "name.full");
    ChangePersonName change{PersonId{"1"}, {}};
    change.name.full = clear("Ann Smith");
    scenario.when(change).then_accepted().when(change).then_nothing_changed();
    EXPECT_TRUE(scenario.person("1").name.first.empty());
}

TEST(Person, APhoneIsANumber) {
    Scenario scenario(together({standard_settings(), {a_person("1", "Ann")}}));
    for (const char* wrong : {"call me", "x12", "555-0100 or so", "555 x", "--"})
        scenario.when(SetPersonPhone{PersonId{"1"}, Code{"HOME"}, clear(wrong)})
            .then_rejected(Rejection::field_invalid, "number");
    for (const char* right : {"+49 (30) 901820-0", "518.555.0100 ext. 12", "911"})
        scenario.when(SetPersonPhone{PersonId{"1"}, Code{"HOME"}, clear(right)}).then_accepted();
}

TEST(Person, A1_B6_PhonesAreChangedLaterAndSetOnce) {
    Scenario scenario(standard_settings());
    scenario.given({a_person("1", "Ann")});
    const SetPersonPhone home{PersonId{"1"}, Code{"HOME"}, clear("555-0100")};
    scenario.when(home)
        .then({PersonPhoneSet{PersonId{"1"}, Code{"HOME"}, clear("1", "555-0100")}})
        .when(home)
        .then_nothing_changed()
        .when(SetPersonPhone{PersonId{"1"}, Code{"MOBILE"}, clear("5")})
        .then_rejected(Rejection::code_unknown, "phone_type")
        .when(SetPersonPhone{PersonId{"1"}, Code{"HOME"}, {}})
        .then_rejected(Rejection::field_missing, "number")
        .when(RemovePersonPhone{PersonId{"1"}, Code{"HOME"}})
        .then({PersonPhoneRemoved{PersonId{"1"}, Code{"HOME"}}})
        .when(RemovePersonPhone{PersonId{"1"}, Code{"HOME"}})
        .then_nothing_changed()
        .when(SetPersonPhone{PersonId{"2"}, Code{"HOME"}, clear("5")})
        .then_rejected(Rejection::person_unknown, "person");
}

TEST(Person, C11_EmailAndIdentifiersAreSetChangedAndRemoved) {
    Scenario scenario(standard_settings());
    scenario.given({a_person("1", "Ann")})
        .when(SetPersonEmail{PersonId{"1"}, clear("ann")})
        .then_rejected(Rejection::field_invalid, "email")
        .when(SetPersonEmail{PersonId{"1"}, {}})
        .then_nothing_changed()
        .when(SetPersonEmail{PersonId{"1"}, clear("a@b.c")})
        .then({PersonEmailSet{PersonId{"1"}, clear("1", "a@b.c")}})
        .when(SetPersonEmail{PersonId{"1"}, {}})
        .then({PersonEmailSet{PersonId{"1"}, {}}})
        .when(SetPersonIdentifier{PersonId{"1"}, Code{"TAXNO"}, clear("9")})
        .then({PersonIdentifierSet{PersonId{"1"}, Code{"TAXNO"}, clear("1", "9")}})
        .when(SetPersonIdentifier{PersonId{"1"}, Code{"TAXNO"}, {}})
        .then({PersonIdentifierSet{PersonId{"1"}, Code{"TAXNO"}, {}}});
    EXPECT_TRUE(scenario.person("1").identifiers.empty());
}

PersonAddress seasonal(std::string_view id, MonthDay first, MonthDay last) {
    PersonAddress address = a_mailing_address(id, "Tampa");
    address.kind = AddressKind::seasonal;
    address.season_first = first;
    address.season_last = last;
    return address;
}

TEST(Person, B15_AMailingAddressIsPermanentAndAnotherServesPartOfTheYear) {
    Scenario scenario(standard_settings());
    scenario.given({a_person("1", "Ann")});
    const SetPersonAddress winter{PersonId{"1"}, seasonal("W", {11, 1}, {3, 31})};
    scenario.when(winter).then_accepted().when(winter).then_nothing_changed();
    // Seasons of the same years must not meet, around New Year either.
    scenario.when(SetPersonAddress{PersonId{"1"}, seasonal("S", {3, 1}, {6, 30})})
        .then_rejected(Rejection::address_periods_overlap, "address.from")
        .when(SetPersonAddress{PersonId{"1"}, seasonal("S", {4, 1}, {6, 30})})
        .then_accepted()
        .when(SetPersonAddress{PersonId{"1"}, seasonal("X", {}, {})})
        .then_rejected(Rejection::field_missing, "address.season_first");
    PersonAddress next = a_mailing_address("A2");
    next.from = date("2022-06-01");
    scenario.when(SetPersonAddress{PersonId{"1"}, next}).then_rejected(Rejection::address_periods_overlap);
    PersonAddress ended = a_mailing_address("A1");
    ended.until = date("2022-06-01");
    scenario.when(SetPersonAddress{PersonId{"1"}, ended})
        .then_accepted()
        .when(SetPersonAddress{PersonId{"1"}, next})
        .then_accepted()
        .when(RemovePersonAddress{PersonId{"1"}, AddressId{"S"}})
        .then_accepted()
        .when(RemovePersonAddress{PersonId{"1"}, AddressId{"S"}})
        .then_rejected(Rejection::address_unknown, "address_id");
    EXPECT_EQ(scenario.person("1").addresses.size(), 3u);
}

TEST(Person, D8_FieldsAndStatesOfAnAddressAreTheCountrys) {
    Scenario scenario(standard_settings());
    scenario.given({a_person("1", "Ann")});
    SetPersonAddress canada{PersonId{"1"}, seasonal("C", {7, 1}, {8, 31})};
    canada.address.address.country = Code{"CA"};
    canada.address.address.state = Code{"QC"};
    scenario.when(canada).then_accepted();
    canada.address.address.state = Code{"NY"};
    scenario.when(canada).then_rejected(Rejection::state_not_in_country, "address.address.state");
    canada.address.address.state = Code{"QC"};
    canada.address.address.county = Plain{"York"};
    scenario.when(canada).then_rejected(Rejection::country_field_not_used, "address.address.county");
    canada.address.address.country = Code{"ZZ"};
    scenario.when(canada).then_rejected(Rejection::code_unknown, "address.address.country");
}

TEST(Person, RefusalsHoldNoPersonalText) {
    Scenario scenario(standard_settings());
    RegisterPerson bad = a_person("1", "Ann\nLee");
    scenario.when(bad).then_rejected(Rejection::field_invalid, "name.full");
    EXPECT_EQ(scenario.refusal()->value.find("Ann"), std::string::npos);
    bad.name.full = clear(std::string(501, 'x'));
    scenario.when(bad).then_rejected(Rejection::field_invalid, "name.full");
}

}  // namespace
}  // namespace tally::test
