#include "domain/account/people/delivery.h"

#include <gtest/gtest.h>

#include "tests/support/standard_utility.h"
#include "tests/support/test_world.h"

namespace tally::test {
namespace {

using namespace domain;

class Delivery : public testing::Test {
  protected:
    Delivery() {
        auto& settings = world.settings_part();
        for (const auto& [code, method] : {std::pair{"POST", RouteMethod::postal},
                                           std::pair{"EMAIL", RouteMethod::email}, std::pair{"FAX", RouteMethod::fax}})
            settings.bill_route_types.entries.push_back({{}, BillRouteType{Code{code}, {}, method}, 0});
        settings.phone_types.entries.push_back({{}, PhoneType{Code{"HOME"}, {}, false}, 0});
        settings.phone_types.entries.push_back({{}, PhoneType{Code{"FAX"}, {}, true}, 0});
        settings.installation_options.entries.push_back(
            {{},
             InstallationOptions{.default_bill_route_type = Code{"POST"}, .default_bill_format = Code{"DETAILED"}},
             0});
        add_person("P1", "Ann Miller", true);
    }
    PersonState& add_person(std::string_view id, std::string_view name, bool main) {
        PersonState& person = world.person_part(PersonId{id});
        person.person = PersonId{id};
        person.name.full = clear(id, name);
        person.addresses.push_back(a_mailing_address("A1"));
        AccountPerson link;
        link.person = person.person;
        link.main_customer = main;
        link.bill_routings.emplace_back();
        on.persons.push_back(link);
        return person;
    }
    AccountPerson& link(std::size_t i = 0) { return on.persons[i]; }
    PersonState& person(std::string_view id = "P1") { return world.person_part(PersonId{id}); }
    // "person route format copies: name | destination | country", one a line.
    std::string resolved(std::string_view day = "2023-05-03") {
        const auto found = resolve_deliveries(world, on, date(day));
        if (!found) return std::string{name_of(found.error().rejection)} + " " + found.error().value;
        std::string text;
        for (const BillDelivery& one : found->deliveries) {
            EXPECT_EQ(one.destination.under, one.person);
            std::string destination = one.destination.bytes;
            for (char& c : destination)
                if (c == '\n') c = '/';
            text += one.person.str() + " " + one.route_type.str() + " " + one.bill_format.str() + " " +
                    std::to_string(one.copies) + ": " + one.printed_name.bytes + " | " + destination + " | " +
                    one.country.str() + "\n";
        }
        for (const auto& copy : found->skipped)
            text += "skipped " + copy.person.str() + " by " + copy.route_type.str() + ": " + copy.cure + "\n";
        return text;
    }
    static PersonAddress seasonal(std::string_view id, std::string_view city, std::string_view first,
                                  std::string_view last) {
        PersonAddress address = a_mailing_address(id, city);
        address.kind = AddressKind::seasonal;
        address.season_first = *MonthDay::parse(first);
        address.season_last = *MonthDay::parse(last);
        return address;
    }

    TestWorld world;
    AccountPersons on;
};

const char* const albany = "12 Mill Lane/Albany, NY 12207";

TEST_F(Delivery, DefaultsComeFromTheInstallation) {
    EXPECT_EQ(resolved(), std::string{"P1 POST DETAILED 1: Ann Miller | "} + albany + " | US\n");
}

TEST_F(Delivery, EachRoutingThatGetsACopyIsDelivered) {
    person().email = clear("P1", "ann@example.org");
    person().phones = {{Code{"HOME"}, clear("P1", "555-1")}, {Code{"FAX"}, clear("P1", "555-2")}};
    link().bill_routings[0].route_type = Code{"EMAIL"};
    link().bill_routings[0].bill_format = Code{"SUMMARY"};
    link().bill_routings.push_back({.route_type = Code{"FAX"}, .copies = 2});
    link().bill_routings.push_back({.receives_copy = false});
    EXPECT_EQ(resolved(),
              "P1 EMAIL SUMMARY 1: Ann Miller | ann@example.org | \n"
              "P1 FAX DETAILED 2: Ann Miller | 555-2 | \n");
}

TEST_F(Delivery, D7_AffixStandsBeforeOrAfterTheNameForThisAccountOnly) {
    link().name_affix = NameAffix::prefix;
    link().affix_name = clear("P1", "Estate of");
    EXPECT_NE(resolved().find(": Estate of Ann Miller |"), std::string::npos);
    link().name_affix = NameAffix::suffix;
    link().affix_name = clear("P1", "Trustee");
    EXPECT_NE(resolved().find(": Ann Miller Trustee |"), std::string::npos);
}

TEST_F(Delivery, B15_D12_WithoutAnIdTheSeasonalAddressWinsWhileItsDaysLast) {
    person().addresses.push_back(seasonal("A2", "Miami", "11-01", "03-31"));  // over New Year
    EXPECT_NE(resolved("2023-01-15").find("Miami"), std::string::npos);
    EXPECT_NE(resolved("2023-11-01").find("Miami"), std::string::npos);
    EXPECT_NE(resolved("2023-04-01").find("Albany"), std::string::npos);
}

TEST_F(Delivery, D12_AnIdIsUsedWhileItIsEffective) {
    person().addresses.push_back(a_mailing_address("A2", "Troy"));
    person().addresses.back().from = date("2023-01-01");
    person().addresses.back().until = date("2023-05-03");
    person().addresses.push_back(seasonal("A3", "Miami", "01-01", "12-31"));
    link().bill_routings[0].address_id = AddressId{"A2"};
    EXPECT_NE(resolved("2023-05-02").find("Troy"), std::string::npos);
    EXPECT_NE(resolved("2023-05-03").find("Miami"), std::string::npos);
}

TEST_F(Delivery, OverrideIsTheAccountsOwnAddressOfTheDay) {
    link().bill_routings[0].address_source = AddressSource::account_override;
    EXPECT_EQ(resolved(), "address_unresolved P1 by POST");
    OverrideAddress address{AddressId{"O1"}, {}, date("2023-05-01"), a_mailing_address("A", "Utica").address};
    link().override_addresses = {address};
    address.address_id = AddressId{"O2"};
    address.from = date("2023-05-01");
    address.until = {};
    address.address.city = clear("P1", "Ithaca");
    link().override_addresses.push_back(address);
    EXPECT_NE(resolved("2023-04-30").find("Utica"), std::string::npos);
    EXPECT_NE(resolved("2023-05-01").find("Ithaca"), std::string::npos);
}

TEST_F(Delivery, MainThatCannotBeReachedHoldsTheBillOthersAreSkipped) {
    add_person("P2", "Bob Miller", false).addresses.clear();
    EXPECT_EQ(resolved(),
              std::string{"P1 POST DETAILED 1: Ann Miller | "} + albany +
                  " | US\nskipped P2 by POST: Give the person an address that is effective on 2023-05-03.\n");
    person().addresses.front().until = date("2023-05-03");
    EXPECT_EQ(resolved(), "address_unresolved P1 by POST");
    link().bill_routings[0].route_type = Code{"EMAIL"};
    EXPECT_EQ(resolved(), "address_unresolved P1 by EMAIL");
    link().bill_routings[0].route_type = Code{"FAX"};
    EXPECT_EQ(resolved(), "address_unresolved P1 by FAX");
}

TEST_F(Delivery, AnErasedPersonCannotBeReached) {
    person().name.full = Personal{PersonId{"P1"}, "0~relliM nnA", true};
    EXPECT_NE(resolved().find(": Ann Miller |"), std::string::npos);
    world.erase(PersonId{"P1"});
    EXPECT_EQ(resolved(), "address_unresolved P1 by POST");
}

}  // namespace
}  // namespace tally::test
