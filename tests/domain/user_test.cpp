// Users: who may sign in, and the table of what each role may do.
#include <set>

#include "domain/user/permissions.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {
namespace {

using namespace domain;

AddUser a_user(std::string_view id, std::vector<Role> roles) {
    return {UserId{id}, Plain{"Name of " + std::string{id}}, std::move(roles)};
}
// A division with the only admin "ada" and the clerk "cleo".
std::vector<Command> with_users() {
    return together({standard_settings(), {a_user("ada", {Role::admin}), a_user("cleo", {Role::clerk})}});
}
const UserId ada{"ada"}, cleo{"cleo"};

TEST(User, IsAddedWithRolesEachOnce) {
    Scenario scenario(standard_settings());
    scenario.when(a_user("cleo", {Role::supervisor, Role::clerk}))
        .then({UserAdded{cleo, Plain{"Name of cleo"}, {Role::clerk, Role::supervisor}}});
    scenario.when(a_user("cleo", {Role::clerk, Role::supervisor})).then_nothing_changed();
    scenario.when(a_user("cleo", {Role::clerk})).then_rejected(Rejection::id_taken, "user");
    scenario.when(AddUser{UserId{"bo"}, {}, {Role::erp}}).then({UserAdded{UserId{"bo"}, Plain{"bo"}, {Role::erp}}});
    scenario.when(a_user("dee", {})).then_rejected(Rejection::field_missing, "roles");
    scenario.when(a_user("dee", {Role::clerk, Role::clerk})).then_rejected(Rejection::field_invalid, "roles[1]");
    scenario.when(a_user("", {Role::clerk})).then_rejected(Rejection::field_missing, "user");
    scenario.when(a_user("a b", {Role::clerk})).then_rejected(Rejection::id_invalid, "user");
    EXPECT_EQ(scenario.world().users().users, (std::vector<UserId>{cleo, UserId{"bo"}}));
}

TEST(User, KeepsWhatAChangeDoesNotName) {
    Scenario scenario(with_users());
    scenario.when(ChangeUser{cleo, Plain{"Cleo"}, {}}).then({UserChanged{cleo, Plain{"Cleo"}, {Role::clerk}}});
    scenario.when(ChangeUser{cleo, {}, {Role::supervisor}})
        .then({UserChanged{cleo, Plain{"Cleo"}, {Role::supervisor}}});
    scenario.when(ChangeUser{UserId{"zed"}, Plain{"Zed"}, {}}).then_rejected(Rejection::user_unknown, "user");
    scenario.when(ChangeUser{cleo, {}, {Role::erp, Role::erp}}).then_rejected(Rejection::field_invalid, "roles[1]");
}

TEST(User, IsLockedForAReasonAndUnlocked) {
    Scenario scenario(with_users());
    scenario.when(LockUser{cleo}).then_rejected(Rejection::field_missing, "reason");
    scenario.because("left the company").when(LockUser{cleo}).then({UserLocked{cleo, Plain{"left the company"}}});
    EXPECT_TRUE(scenario.world().user(cleo)->locked);
    EXPECT_EQ(scenario.world().user(cleo)->locked_because, Plain{"left the company"});
    scenario.when(LockUser{cleo}).then_nothing_changed();
    scenario.when(UnlockUser{cleo}).then({UserUnlocked{cleo}});
    EXPECT_FALSE(scenario.world().user(cleo)->locked);
    EXPECT_TRUE(scenario.world().user(cleo)->locked_because.empty());
    scenario.when(LockUser{UserId{"zed"}}).then_rejected(Rejection::user_unknown, "user");
    scenario.when(UnlockUser{UserId{"zed"}}).then_rejected(Rejection::user_unknown, "user");
}

TEST(User, TheLastAdminWhoCanSignInStays) {
    Scenario scenario(with_users());
    scenario.because("test");
    scenario.when(LockUser{ada}).then_rejected(Rejection::last_admin_stays, "user");
    scenario.when(ChangeUser{ada, {}, {Role::clerk}}).then_rejected(Rejection::last_admin_stays, "roles");
    scenario.when(ChangeUser{ada, {}, {Role::clerk, Role::admin}}).then_accepted();
    // A second admin who is locked is none.
    scenario.given({a_user("eve", {Role::admin}), LockUser{UserId{"eve"}}});
    scenario.when(LockUser{ada}).then_rejected(Rejection::last_admin_stays, "user");
    scenario.given({UnlockUser{UserId{"eve"}}}).when(LockUser{ada}).then_accepted();
    scenario.when(ChangeUser{UserId{"eve"}, {}, {Role::erp}}).then_rejected(Rejection::last_admin_stays, "roles");
    // One who is locked already does not count, and may lose the role.
    scenario.when(ChangeUser{ada, {}, {Role::clerk}}).then_accepted();
}

TEST(User, C7_C8_C9_C10_SetsOnlyTheirOwnPreferences) {
    Scenario scenario(with_users());
    const Code tabs{"tabs"}, layout{"layout"};
    scenario.by("cleo");
    scenario.when(SetUserPreference{{}, tabs, Plain{"bills,payments"}})
        .then({UserPreferenceSet{cleo, tabs, Plain{"bills,payments"}}});
    scenario.when(SetUserPreference{cleo, layout, Plain{"wide"}}).then_accepted();
    EXPECT_EQ(scenario.world().user(cleo)->preferences,
              (std::vector<Preference>{{layout, Plain{"wide"}}, {tabs, Plain{"bills,payments"}}}));
    scenario.when(SetUserPreference{{}, tabs, {}}).then({UserPreferenceSet{cleo, tabs, {}}});
    EXPECT_EQ(scenario.world().user(cleo)->preferences, (std::vector<Preference>{{layout, Plain{"wide"}}}));
    scenario.when(SetUserPreference{{}, tabs, {}}).then_nothing_changed();
    scenario.when(SetUserPreference{ada, tabs, Plain{"x"}})
        .then_rejected(Rejection::preference_is_another_users, "user");
    scenario.when(SetUserPreference{{}, Code{"a b"}, Plain{"x"}}).then_rejected(Rejection::id_invalid, "name");
    scenario.when(SetUserPreference{{}, {}, Plain{"x"}}).then_rejected(Rejection::field_missing, "name");
    scenario.by("zed").when(SetUserPreference{{}, tabs, Plain{"x"}}).then_rejected(Rejection::user_unknown, "user");
}

TEST(User, HasALimitedNumberOfPreferences) {
    Scenario scenario(with_users());
    scenario.by("cleo");
    const auto set = [](std::size_t number, std::string_view value) {
        return SetUserPreference{{}, Code{"p" + std::to_string(number)}, Plain{value}};
    };
    for (std::size_t i = 0; i < preferences_max; ++i) scenario.when(set(i, "x")).then_accepted();
    scenario.when(set(preferences_max, "x")).then_rejected(Rejection::field_invalid, "name");
    scenario.when(set(0, "y")).then_accepted();
    scenario.given({set(1, "")}).when(set(preferences_max, "x")).then_accepted();
}

bool may_send(Role role, std::string_view type) {
    const Duty* duty = duty_of(type);
    EXPECT_NE(duty, nullptr) << type;
    return duty && may({&role, 1}, *duty);
}
bool may_ask(Role role, std::string_view kind) {
    const Sight* sight = sight_of(kind);
    EXPECT_NE(sight, nullptr) << kind;
    return sight && may_see({&role, 1}, *sight);
}

TEST(Permissions, EachRoleMaySendExactlyTheCommandsOfItsWork) {
    struct Row {
        std::string_view type;
        std::set<Role> roles;
    };
    const std::set<Role> desk{Role::clerk, Role::supervisor},
        all{Role::clerk, Role::supervisor, Role::auditor, Role::erp, Role::admin};
    for (const Row& row : std::vector<Row>{{"person.register", desk},
                                           {"customer.set_up", desk},
                                           {"payment.post", desk},
                                           {"service.stop", desk},
                                           {"premise.record_read", desk},
                                           {"adjustment.request", desk},
                                           {"adjustment.approve", {Role::supervisor}},
                                           {"adjustment.cancel", {Role::supervisor}},
                                           {"payment.cancel", {Role::supervisor}},
                                           {"tender.cancel", {Role::supervisor}},
                                           {"bill.account", {Role::supervisor}},
                                           {"invoice.reverse", {Role::supervisor}},
                                           {"settings.report_control_totals", {Role::erp}},
                                           {"settings.define_bill_cycle", {Role::admin}},
                                           {"settings.close_period", {Role::admin}},
                                           {"tariff.publish", {Role::admin}},
                                           {"user.add", {Role::admin}},
                                           {"user.lock", {Role::admin}},
                                           {"user.set_preference", all}})
        for (const Role role : all)
            EXPECT_EQ(may_send(role, row.type), row.roles.contains(role)) << name_of(role) << ": " << row.type;
    EXPECT_EQ(duty_of("payment.steal"), nullptr);
}

TEST(Permissions, EachRoleSeesExactlyWhatItsWorkNeeds) {
    const auto sees = [](std::string_view kind) {
        std::set<Role> roles;
        for (const RolePermissions& row : role_permissions())
            if (may_ask(row.role, kind)) roles.insert(row.role);
        return roles;
    };
    EXPECT_EQ(sees("balance"), (std::set<Role>{Role::clerk, Role::supervisor, Role::auditor}));
    EXPECT_EQ(sees("invoice"), (std::set<Role>{Role::clerk, Role::supervisor, Role::auditor, Role::erp}));
    EXPECT_EQ(sees("trial-balance"), (std::set<Role>{Role::supervisor, Role::auditor, Role::erp, Role::admin}));
    EXPECT_EQ(sees("users"), (std::set<Role>{Role::auditor, Role::admin}));
    EXPECT_EQ(sees("events"), (std::set<Role>{Role::supervisor, Role::auditor}));
    EXPECT_EQ(sees("settings").size(), 5u);
    EXPECT_EQ(sight_of("secrets"), nullptr);
}

TEST(Permissions, EveryCommandIsListedUnderItsDutyOnce) {
    std::multiset<std::string_view> listed;
    for (std::size_t duty = 0; duty < enum_names(Duty{}).size(); ++duty)
        for (const auto type : commands_of(static_cast<Duty>(duty))) {
            listed.insert(type);
            ASSERT_NE(duty_of(type), nullptr) << type;
            EXPECT_EQ(*duty_of(type), static_cast<Duty>(duty)) << type;
        }
    EXPECT_EQ(listed.size(), CommandTypes::size);
    EXPECT_EQ(duty_of(Command{PostPayment{}}), Duty::customer_care);
    EXPECT_EQ(roles_that_may(Duty::approval), "supervisor");
    EXPECT_EQ(roles_that_may(Duty::customer_care), "clerk, supervisor");
    EXPECT_EQ(roles_that_see(Sight::users), "auditor, admin");
}

}  // namespace
}  // namespace tally::test
